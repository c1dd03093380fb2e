//! What a LiveKit access token says.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, Serialize};
use sfu::wire;

/// A token's claims. Types are strict: `"exp": "soon"` is no token.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    #[serde(default)]
    pub(crate) sub: String,
    pub(crate) exp: u64,
    #[serde(default, deserialize_with = "number", skip_serializing_if = "Option::is_none")]
    pub(crate) nbf: Option<u64>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) metadata: String,
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    pub(crate) attributes: HashMap<String, String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) video: Grant,
    #[serde(
        default,
        rename = "roomConfig",
        deserialize_with = "configuration",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) room_config: Option<wire::RoomConfiguration>,
}

/// The `video` claim.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Grant {
    pub(crate) room_join: bool,
    pub(crate) room: String,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) room_create: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) room_list: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) room_admin: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) room_record: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) ingress_admin: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) destination_room: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) can_publish: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) can_subscribe: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) can_publish_data: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) can_publish_sources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) can_update_own_metadata: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) can_subscribe_metrics: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) can_manage_agent_session: Option<bool>,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) hidden: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) recorder: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) agent: bool,
}

impl Grant {
    /// Does it ask for more than taking part like anybody else: administration, invisibility, another role?
    pub(crate) fn is_more_than_joining(&self) -> bool {
        self.room_create
            || self.room_list
            || self.room_admin
            || self.room_record
            || self.ingress_admin
            || self.hidden
            || self.recorder
            || self.agent
            || self.can_update_own_metadata == Some(true)
            || self.can_manage_agent_session == Some(true)
            || !self.destination_room.is_empty()
    }

    /// The grant as clients are shown it. What a token leaves open is allowed, as in LiveKit.
    #[expect(deprecated, reason = "older clients still read `recorder` and `agent`")]
    pub(crate) fn permission(&self) -> wire::ParticipantPermission {
        wire::ParticipantPermission {
            can_subscribe: self.can_subscribe.unwrap_or(true),
            can_publish: self.can_publish.unwrap_or(true),
            can_publish_data: self.can_publish_data.unwrap_or(true),
            can_publish_sources: self.can_publish_sources.iter().map(|name| source(name)).collect(),
            hidden: self.hidden,
            recorder: self.recorder,
            can_update_metadata: self.can_update_own_metadata.unwrap_or(false),
            agent: self.agent,
            can_subscribe_metrics: self.can_subscribe_metrics.unwrap_or(false),
            can_manage_agent_session: self.can_manage_agent_session.unwrap_or(false),
        }
    }

    /// Takes over a permission that changed meanwhile.
    #[expect(deprecated, reason = "older clients still read `recorder` and `agent`")]
    pub(crate) fn set_permission(&mut self, permission: &wire::ParticipantPermission) {
        self.can_subscribe = Some(permission.can_subscribe);
        self.can_publish = Some(permission.can_publish);
        self.can_publish_data = Some(permission.can_publish_data);
        self.can_publish_sources = permission
            .can_publish_sources()
            .map(|source| source.as_str_name().to_ascii_lowercase())
            .collect();
        self.hidden = permission.hidden;
        self.recorder = permission.recorder;
        self.can_update_own_metadata = Some(permission.can_update_metadata);
        self.agent = permission.agent;
        self.can_subscribe_metrics = Some(permission.can_subscribe_metrics);
        self.can_manage_agent_session = Some(permission.can_manage_agent_session);
    }
}

/// `camera`, `microphone`, `screen_share`, `screen_share_audio`; anything else is the unknown source, so that a
/// list of unknown names allows nothing rather than everything.
fn source(name: &str) -> i32 {
    wire::TrackSource::from_str_name(&name.to_ascii_uppercase())
        .unwrap_or(wire::TrackSource::Unknown)
        .into()
}

/// Token `kind`: standard, ingress, egress, sip, agent.
pub(crate) fn kind(name: &str) -> i32 {
    wire::participant_info::Kind::from_str_name(&name.to_ascii_uppercase())
        .unwrap_or(wire::participant_info::Kind::Standard)
        .into()
}

/// A number, if the claim is there at all (a missing one never gets here, `null` is no number).
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    u64::deserialize(deserializer).map(Some)
}

fn configuration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<wire::RoomConfiguration>, D::Error> {
    wire::RoomConfiguration::deserialize(deserializer).map(Some)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_false(value: &bool) -> bool {
    !value
}
