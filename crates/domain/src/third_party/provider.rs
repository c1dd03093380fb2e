//! Providers as administrators set them up.

use std::fmt;

use super::issuer::Issuer;
use crate::name::ProviderLabel;
use crate::time::Timestamp;

/// How many providers there can be: each is a button on the sign-in page.
pub const MOST_PROVIDERS: usize = 10;

/// Scopes besides `openid`, which is always asked for.
const MOST_SCOPES: usize = 20;

coded! {
    /// The picture on a provider's button. Ours, because pages load nothing from elsewhere.
    pub enum Icon {
        /// A key.
        Key => "key",
        /// A building.
        Building => "building",
        /// A globe.
        Globe => "globe",
        /// A person.
        User => "user",
    }
}

coded! {
    /// Whether somebody whom nobody here knows gets an account at their first sign-in (ACC-9).
    pub enum Registration {
        /// No: accounts are made by administrators.
        Closed => "closed",
        /// Yes.
        Open => "open",
    }
}

/// A provider's short name in addresses: `[a-z0-9-]{1,32}`, `redeem` aside.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderId(String);

/// Why something about a provider cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MalformedProvider {
    /// Not 1 to 32 small letters, digits and dashes.
    #[error("1 to 32 small letters, digits and dashes")]
    Id,
    /// Not 1 to 255 printable characters without spaces.
    #[error("1 to 255 printable characters without spaces")]
    ClientId,
    /// Not 1 to 512 printable characters.
    #[error("1 to 512 printable characters")]
    Secret,
    /// More than 20, or one with characters that a scope cannot have.
    #[error("at most 20 scopes of at most 64 printable characters without spaces")]
    Scopes,
    /// Not 1 to 64 letters, digits and `_-./:`.
    #[error("1 to 64 letters, digits and _-./:")]
    Claim,
}

impl ProviderId {
    /// Reads a short name.
    ///
    /// # Errors
    /// [`MalformedProvider::Id`].
    pub fn parse(text: &str) -> Result<Self, MalformedProvider> {
        let is_of_id = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        // An address of ours is called so.
        let is_free = text != "redeem";
        let is_one = is_free && (1..=32).contains(&text.len()) && text.bytes().all(is_of_id);
        is_one.then(|| Self(text.to_owned())).ok_or(MalformedProvider::Id)
    }

    /// A name read back from where it was stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What we prove to a provider that we are its client. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderSecret(String);

impl ProviderSecret {
    /// Reads a client secret.
    ///
    /// # Errors
    /// [`MalformedProvider::Secret`].
    pub fn parse(text: &str) -> Result<Self, MalformedProvider> {
        let is_one = (1..=512).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        is_one.then(|| Self(text.to_owned())).ok_or(MalformedProvider::Secret)
    }

    /// The secret, to be sealed or sent to the provider.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ProviderSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProviderSecret(…)")
    }
}

/// An OpenID Connect provider that people may sign in through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its short name; part of the address that it sends people back to.
    pub id: ProviderId,
    /// What stands on its button.
    pub label: ProviderLabel,
    /// The picture on it.
    pub icon: Icon,
    /// Who it is.
    pub issuer: Issuer,
    /// Who we are there.
    pub client_id: String,
    /// How we prove it, sealed; nothing for a public client.
    pub sealed_secret: Option<Vec<u8>>,
    /// What we ask for, besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that gives a new account's login.
    pub login_claim: String,
    /// The claim that gives its name.
    pub name_claim: String,
    /// Whether it asks for a second factor by itself, so that we do not ask again (ACC-5).
    pub asks_second_factor: bool,
    /// Where its button stands among the others, the smallest first.
    pub position: u16,
    /// Since when it is not offered.
    pub disabled_at: Option<Timestamp>,
    /// When it was set up.
    pub created_at: Timestamp,
}

/// Checks who we are at a provider.
///
/// # Errors
/// [`MalformedProvider::ClientId`].
pub fn client_id(text: &str) -> Result<String, MalformedProvider> {
    let is_one = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_one.then(|| text.to_owned()).ok_or(MalformedProvider::ClientId)
}

/// Checks what is asked for; `openid` goes without saying, and nothing is asked twice.
///
/// # Errors
/// [`MalformedProvider::Scopes`].
pub fn scopes(asked: &[String]) -> Result<Vec<String>, MalformedProvider> {
    // RFC 6749 §3.3.
    let is_one = |scope: &String| {
        (1..=64).contains(&scope.len())
            && scope
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
    };
    if asked.len() > MOST_SCOPES || !asked.iter().all(is_one) {
        return Err(MalformedProvider::Scopes);
    }
    let mut kept: Vec<String> = Vec::new();
    for scope in asked.iter().filter(|scope| *scope != "openid") {
        if !kept.contains(scope) {
            kept.push(scope.clone());
        }
    }
    Ok(kept)
}

/// Checks the name of a claim.
///
/// # Errors
/// [`MalformedProvider::Claim`].
pub fn claim_name(text: &str) -> Result<String, MalformedProvider> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/' | b':');
    let is_one = (1..=64).contains(&text.len()) && text.bytes().all(is_of_name);
    is_one.then(|| text.to_owned()).ok_or(MalformedProvider::Claim)
}
