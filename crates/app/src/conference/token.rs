//! The token that opens a room: LiveKit's own kind, so that any of its SDKs can use it.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Context as _;
use domain::admission::Identity;
use domain::conference::Conference;
use domain::grant::{self, Role};
use domain::name::DisplayName;
use domain::time::{Duration, Timestamp, minutes};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;

use crate::MediaKeys;

/// How long a token opens the room. The media half hands out fresh ones to those inside.
pub(crate) const LIFE: Duration = minutes(10);

/// How much two clocks may differ before a token is taken for expired or not yet valid.
pub(crate) const LEEWAY: Duration = minutes(1);

/// Seconds a room waits for its first person.
const EMPTY_TIMEOUT: u32 = 300;

/// Seconds a room waits after its last person left.
const DEPARTURE_TIMEOUT: u32 = 20;

/// A signed join token (JWT, HS256). `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinToken(String);

impl JoinToken {
    /// The token, for its holder.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for JoinToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinToken(…)")
    }
}

/// Who the token lets in, and as what.
pub(crate) struct Bearer<'a> {
    pub(crate) identity: &'a Identity,
    pub(crate) name: &'a DisplayName,
    pub(crate) role: Role,
    /// Whether nobody knows who this is: drawn with a mark.
    pub(crate) anonymous: bool,
}

/// When a token minted at `now` stops opening the room.
pub(crate) fn expiry(now: Timestamp) -> Timestamp {
    now.plus(LIFE)
}

/// Until when an identity has to be barred that loses its right at `now`: the media half may have refreshed its token
/// a moment ago.
pub(crate) fn barred_until(now: Timestamp, token_expires_at: Timestamp) -> Timestamp {
    token_expires_at.max(expiry(now)).plus(LEEWAY)
}

/// Mints the token: for this room alone, with no right over it or over one's own marks.
pub(crate) fn mint(
    keys: &MediaKeys,
    conference: &Conference,
    bearer: &Bearer<'_>,
    now: Timestamp,
) -> anyhow::Result<JoinToken> {
    let grant = grant::for_role(bearer.role);
    let room = conference.room.as_str();
    let claims = Claims {
        iss: &keys.key,
        sub: bearer.identity.as_str(),
        name: bearer.name.as_str(),
        nbf: now.as_seconds(),
        exp: expiry(now).as_seconds(),
        attributes: attributes(bearer),
        video: VideoGrant {
            room_join: true,
            room,
            can_publish: grant.can_publish,
            can_publish_sources: grant.sources.iter().map(|source| source.code()).collect(),
            can_subscribe: grant.can_subscribe,
            can_publish_data: grant.can_publish_data,
            can_update_own_metadata: grant.can_update_own_metadata,
        },
        room_config: RoomConfig {
            name: room,
            empty_timeout: EMPTY_TIMEOUT,
            departure_timeout: DEPARTURE_TIMEOUT,
            metadata: room_metadata(conference),
        },
    };
    let key = EncodingKey::from_secret(keys.secret.as_bytes());
    let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key);
    token.map(JoinToken).context("cannot sign a join token")
}

/// What everybody in the room may read about it.
pub(crate) fn room_metadata(conference: &Conference) -> String {
    serde_json::json!({
        "number": conference.number,
        "name": conference.name,
        "access": conference.access,
    })
    .to_string()
}

/// What the others see of a participant beside the name.
pub(crate) fn attributes(bearer: &Bearer<'_>) -> BTreeMap<&'static str, String> {
    let mut attributes = BTreeMap::from([("role", bearer.role.code().to_owned())]);
    if bearer.anonymous {
        attributes.insert("guest", "true".to_owned());
    }
    attributes
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    name: &'a str,
    nbf: i64,
    exp: i64,
    attributes: BTreeMap<&'static str, String>,
    video: VideoGrant<'a>,
    #[serde(rename = "roomConfig")]
    room_config: RoomConfig<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VideoGrant<'a> {
    room_join: bool,
    room: &'a str,
    can_publish: bool,
    can_publish_sources: Vec<&'static str>,
    can_subscribe: bool,
    can_publish_data: bool,
    can_update_own_metadata: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RoomConfig<'a> {
    name: &'a str,
    empty_timeout: u32,
    departure_timeout: u32,
    metadata: String,
}
