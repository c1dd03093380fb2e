//! What an ID token says, and whether to believe it (OpenID Connect Core §3.1.3.7, RFC 9207).

use super::issuer::Issuer;
use crate::secret::{Secret, SecretHash};
use crate::time::{Duration, Timestamp};

/// By how much a provider's clock may differ from ours.
const LEEWAY: Duration = Duration::from_secs(60);

/// Characters of a subject (OpenID Connect Core §2).
const LONGEST_SUBJECT: usize = 255;

/// What an ID token with a right signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// `iss`.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// `aud`.
    pub audiences: Vec<String>,
    /// `azp`.
    pub authorized_party: Option<String>,
    /// `nonce`.
    pub nonce: Option<String>,
    /// `iat`.
    pub issued_at: Timestamp,
    /// `exp`.
    pub expires_at: Timestamp,
    /// `auth_time`.
    pub authenticated_at: Option<Timestamp>,
    /// What the configured claim gives as a login.
    pub login: Option<String>,
    /// What the configured claim gives as a name.
    pub name: Option<String>,
    /// `email`.
    pub email: Option<String>,
}

/// What the token must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider that was visited.
    pub issuer: &'a Issuer,
    /// Who we are there.
    pub client_id: &'a str,
    /// Hash of the nonce that went out.
    pub nonce: &'a SecretHash,
    /// The person must have been asked who they are since then, where that was wanted.
    pub since: Option<Timestamp>,
}

/// Why a token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Distrust {
    /// Another issuer's.
    #[error("the token is another issuer's")]
    Issuer,
    /// Made for another client, or for others too of whom one asked for it.
    #[error("the token was made for another client")]
    Audience,
    /// Not that of this visit: somebody else's, or an old one (ASVS 10.5.1).
    #[error("the token belongs to another visit")]
    Nonce,
    /// Too old, or from the future.
    #[error("the token is too old, or from the future")]
    Time,
    /// The person was not asked who they are.
    #[error("the provider did not ask who it is")]
    Authentication,
    /// No subject, or one that is too long.
    #[error("the token names nobody")]
    Subject,
}

/// Whether the token is what it must be at `now`.
///
/// # Errors
/// [`Distrust`].
pub fn judge(claimed: &Claimed, expected: &Expected<'_>, now: Timestamp) -> Result<(), Distrust> {
    if claimed.issuer != expected.issuer.as_str() {
        return Err(Distrust::Issuer);
    }
    if !is_for(claimed, expected.client_id) {
        return Err(Distrust::Audience);
    }
    let nonce = claimed.nonce.as_deref().and_then(|nonce| Secret::parse(nonce).ok());
    if nonce.is_none_or(|nonce| nonce.hash() != *expected.nonce) {
        return Err(Distrust::Nonce);
    }
    if now >= claimed.expires_at.plus(LEEWAY) || claimed.issued_at > now.plus(LEEWAY) {
        return Err(Distrust::Time);
    }
    // Whoever was asked for `max_age` must tell when (OpenID Connect Core §3.1.2.1): a silent answer proves nobody.
    let is_old = |since: Timestamp| claimed.authenticated_at.is_none_or(|at| at.plus(LEEWAY) < since);
    if expected.since.is_some_and(is_old) {
        return Err(Distrust::Authentication);
    }
    let is_printable = |text: &str| text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if claimed.subject.is_empty() || claimed.subject.len() > LONGEST_SUBJECT || !is_printable(&claimed.subject) {
        return Err(Distrust::Subject);
    }
    Ok(())
}

fn is_for(claimed: &Claimed, client_id: &str) -> bool {
    let named = claimed.audiences.iter().any(|audience| audience == client_id);
    match &claimed.authorized_party {
        Some(party) => named && party == client_id,
        None => named && claimed.audiences.len() == 1,
    }
}

/// Whether the `iss` beside a code is that of the provider that was visited (RFC 9207 §2.4). It may be left out only by
/// providers that do not say that they send it.
#[must_use]
pub fn is_right_issuer(sent: Option<&str>, issuer: &Issuer, is_always_sent: bool) -> bool {
    match sent {
        Some(sent) => sent == issuer.as_str(),
        None => !is_always_sent,
    }
}
