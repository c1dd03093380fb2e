//! Fresh tokens for those inside, so that they can come back after a break.

use jsonwebtoken::{Algorithm, Header, encode};
use sfu::RefreshClaims;

use super::entry::Entry;
use crate::bars::TOKEN_LIFE;
use crate::keys::Keys;

/// Most bytes of metadata, and of attributes, that a refreshed token repeats.
const LONGEST_PART: usize = 8 * 1024;

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
    // A token too long to be sent in an address is worth nothing: who has that much is without it for a moment.
    claims.metadata = refreshed.metadata;
    if claims.metadata.len() > LONGEST_PART {
        claims.metadata.clear();
    }
    claims.attributes = refreshed.attributes;
    let attributes = claims.attributes.iter().map(|(name, value)| name.len() + value.len());
    if attributes.sum::<usize>() > LONGEST_PART {
        claims.attributes.clear();
    }
    claims.video.set_permission(&refreshed.permission);
    encode(&Header::new(Algorithm::HS256), &claims, &key.signing).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use sfu::wire;

    use super::*;
    use crate::gateway::auth;
    use crate::gateway::claims::{Claims, Grant};
    use crate::keys::{ApiKey, KeyScope};

    const NOW: u64 = 1_800_000_000;

    fn keys() -> Keys {
        let key = ApiKey::new("key", "0123456789abcdef0123456789abcdef", KeyScope::Full).unwrap();
        Keys::new(&[key]).unwrap()
    }

    fn refreshed(reserved: bool, remaining: u64) -> Claims {
        let entry = Entry {
            claims: Claims {
                iss: "key".into(),
                sub: "anna".into(),
                exp: NOW + remaining,
                video: Grant {
                    room_join: true,
                    room: "room".into(),
                    can_publish_sources: vec!["camera".into(), "screen_share".into()],
                    ..Default::default()
                },
                room_config: Some(wire::RoomConfiguration {
                    empty_timeout: 7,
                    ..Default::default()
                }),
                ..Default::default()
            },
            reserved,
        };
        let says = RefreshClaims {
            identity: "anna".into(),
            name: "Anne".into(),
            metadata: "m".into(),
            attributes: HashMap::from([("hand".into(), "1".into())]),
            permission: wire::ParticipantPermission {
                can_publish: false,
                ..entry.claims.video.permission()
            },
        };
        let token = fresh_token(&keys(), &entry, says, NOW).unwrap();
        auth::verify(&keys(), Some(&token), NOW).unwrap().claims
    }

    #[test]
    fn validity_is_ten_minutes_or_what_is_left_outside_reserved_rooms() {
        for (reserved, remaining, expected) in [
            (true, 10, 600),
            (true, 6 * 3600, 600),
            (false, 10, 600),
            (false, 6 * 3600, 6 * 3600),
        ] {
            let claims = refreshed(reserved, remaining);
            assert_eq!(
                (claims.nbf, claims.exp),
                (Some(NOW), NOW + expected),
                "{reserved} {remaining}"
            );
        }
    }

    #[test]
    fn it_says_how_things_stand_now_and_keeps_the_rest() {
        let claims = refreshed(true, 10);
        assert_eq!((claims.sub.as_str(), claims.name.as_str()), ("anna", "Anne"));
        assert_eq!(claims.attributes.get("hand").map(String::as_str), Some("1"));
        assert_eq!(claims.video.can_publish, Some(false));
        assert_eq!(claims.video.can_subscribe, Some(true));
        assert_eq!(claims.video.can_publish_sources, ["camera", "screen_share"]);
        assert_eq!(claims.video.room, "room");
        assert_eq!(claims.room_config.map(|config| config.empty_timeout), Some(7));
    }
}
