//! Fresh tokens for those inside, so that they can come back after a break.

use jsonwebtoken::{Algorithm, Header, encode};
use sfu::RefreshClaims;

use super::entry::Entry;
use crate::bars::TOKEN_LIFE;
use crate::keys::Keys;

/// A token like the one `entry` came with, but saying what `refreshed` says now.
///
/// Good for 10 minutes, or for as long as the first token still is where that is longer and the room is not
/// reserved. None if the key is gone or signing fails.
pub(super) fn fresh_token(keys: &Keys, entry: &Entry, refreshed: RefreshClaims, now: u64) -> Option<String> {
    let key = keys.find(&entry.claims.iss)?;
    let mut claims = entry.claims.clone();
    let life = TOKEN_LIFE.as_secs();
    let remaining = if entry.reserved {
        0
    } else {
        claims.exp.saturating_sub(now)
    };
    claims.nbf = Some(now);
    claims.exp = now + remaining.max(life);
    claims.name = refreshed.name;
    claims.metadata = refreshed.metadata;
    claims.attributes = refreshed.attributes;
    claims.video.set_permission(&refreshed.permission);
    encode(&Header::new(Algorithm::HS256), &claims, &key.signing).ok()
}
