//! Is this token good? Signature first, with the one algorithm we use; then time; then who and what.

use http::{HeaderMap, header};
use jsonwebtoken::{Algorithm, Validation, decode};

use super::claims::Claims;
use crate::bars::LEEWAY;
use crate::keys::{KeyScope, Keys};

/// Longest token read; ours have well under 2 KiB, LiveKit allows 64 KiB of attributes and 512 KiB of metadata.
const LONGEST_TOKEN: usize = 64 * 1024;

/// A token that is good, whatever it is good for.
#[derive(Debug, Clone)]
pub(super) struct Verified {
    pub(super) claims: Claims,
    /// Of the key that signed it.
    pub(super) scope: KeyScope,
}

/// Why a token is no good. The words go to the client; they say nothing about keys or secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenRefusal {
    #[error("an access token is needed (access_token parameter or Authorization: Bearer)")]
    Missing,
    #[error("invalid access token")]
    Invalid,
    #[error("the access token has expired, ask for a new one")]
    Expired,
    #[error("the access token is not valid yet, check the clock of the server that issued it")]
    NotYet,
    #[error("the access token asks for more than its key may give")]
    TooMuch,
}

/// The token of a request: the Authorization header's, else the `access_token` parameter's.
pub(super) fn token<'a>(headers: &'a HeaderMap, parameter: Option<&'a str>) -> Option<&'a str> {
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    bearer.or(parameter).filter(|token| !token.is_empty())
}

/// Checks a token. `now` is in seconds since 1970 (UTC).
pub(super) fn verify(keys: &Keys, token: Option<&str>, now: u64) -> Result<Verified, TokenRefusal> {
    let token = token.ok_or(TokenRefusal::Missing)?;
    if token.len() > LONGEST_TOKEN {
        return Err(TokenRefusal::Invalid);
    }
    let (claims, scope) = signed_by_one_of(keys, token).ok_or(TokenRefusal::Invalid)?;
    let leeway = LEEWAY.as_secs();
    if claims.exp.saturating_add(leeway) <= now {
        return Err(TokenRefusal::Expired);
    }
    if claims.nbf.is_some_and(|nbf| nbf > now.saturating_add(leeway)) {
        return Err(TokenRefusal::NotYet);
    }
    if scope == KeyScope::JoinOnly && claims.video.is_more_than_joining() {
        return Err(TokenRefusal::TooMuch);
    }
    Ok(Verified { claims, scope })
}

/// The claims, if a key of ours signed them and they name that key.
///
/// Every key is tried, so that nothing in the token is believed before a signature is checked: no `kid`, no `jku`,
/// not even `iss`. There are two or three keys at most.
fn signed_by_one_of(keys: &Keys, token: &str) -> Option<(Claims, KeyScope)> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Times are checked by us, against the clock this crate uses everywhere. A present `aud` is still refused.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.required_spec_claims.clear();
    keys.iter().find_map(|key| {
        let claims = decode::<Claims>(token, &key.verifying, &validation).ok()?.claims;
        (claims.iss == key.name).then_some((claims, key.scope))
    })
}
