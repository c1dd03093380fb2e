//! What a good token lets its bearer enter.

use std::time::Duration;

use super::auth::Verified;
use super::claims::Claims;
use crate::bars::TOKEN_LIFE;
use crate::keys::KeyScope;
use crate::rooms::LONGEST_NAME;

/// Someone with the right to join a room.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) claims: Claims,
    pub(super) reserved: bool,
}

impl Entry {
    pub(super) fn room(&self) -> &str {
        &self.claims.video.room
    }

    pub(super) fn identity(&self) -> &str {
        &self.claims.sub
    }
}

/// Why a good token opens no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum JoinRefusal {
    #[error("the access token does not permit joining a room (roomJoin)")]
    NoJoin,
    #[error("the access token names no identity (sub)")]
    NoIdentity,
    #[error("the identity in the access token has more than 256 bytes")]
    LongIdentity,
    #[error("the access token names no room (video.room)")]
    NoRoom,
    #[error("the room name in the access token has more than 256 bytes")]
    LongRoom,
    #[error("the access token must name one room, not a pattern")]
    PatternRoom,
    #[error("access tokens for this room must say from when they are valid (nbf), and for 10 minutes at most")]
    LongLife,
    #[error("this room is a conference of this server: only the server itself lets people in")]
    ForeignKey,
}

/// The room and identity a token is for.
///
/// Tokens for reserved rooms come from this server's own key alone, and live [`TOKEN_LIFE`] at most: otherwise a bar
/// could end before the tokens it keeps out.
pub(super) fn entry(verified: Verified, reserved: impl Fn(&str) -> bool) -> Result<Entry, JoinRefusal> {
    let claims = verified.claims;
    let room = claims.video.room.as_str();
    if !claims.video.room_join {
        return Err(JoinRefusal::NoJoin);
    }
    if claims.sub.is_empty() {
        return Err(JoinRefusal::NoIdentity);
    }
    if claims.sub.len() > LONGEST_NAME {
        return Err(JoinRefusal::LongIdentity);
    }
    if room.is_empty() {
        return Err(JoinRefusal::NoRoom);
    }
    if room.len() > LONGEST_NAME {
        return Err(JoinRefusal::LongRoom);
    }
    if room.contains('*') {
        return Err(JoinRefusal::PatternRoom);
    }
    let reserved = reserved(room);
    if reserved && verified.scope != KeyScope::JoinOnly {
        return Err(JoinRefusal::ForeignKey);
    }
    if reserved && !is_short_lived(&claims, TOKEN_LIFE) {
        return Err(JoinRefusal::LongLife);
    }
    Ok(Entry { claims, reserved })
}

fn is_short_lived(claims: &Claims, most: Duration) -> bool {
    claims
        .nbf
        .is_some_and(|nbf| claims.exp.saturating_sub(nbf) <= most.as_secs())
}
