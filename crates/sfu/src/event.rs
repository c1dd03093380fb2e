//! What a room tells the outside: the events LiveKit sends as webhooks.

use crate::wire;

/// Kind of a [`RoomEvent`]; LiveKit's webhook names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoomEventKind {
    /// The room came to life.
    RoomStarted,
    /// The room ended. The last event of a room.
    RoomFinished,
    /// A participant's media connected (not: the WebSocket opened).
    ParticipantJoined,
    /// A participant that had joined is gone.
    ParticipantLeft,
    /// A participant whose media never connected is gone.
    ParticipantConnectionAborted,
    /// A track is published.
    TrackPublished,
    /// A track is published no more.
    TrackUnpublished,
}

impl RoomEventKind {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RoomStarted => "room_started",
            Self::RoomFinished => "room_finished",
            Self::ParticipantJoined => "participant_joined",
            Self::ParticipantLeft => "participant_left",
            Self::ParticipantConnectionAborted => "participant_connection_aborted",
            Self::TrackPublished => "track_published",
            Self::TrackUnpublished => "track_unpublished",
        }
    }
}

/// Something that happened in a room, in order.
#[derive(Debug, Clone)]
pub struct RoomEvent {
    /// What.
    pub kind: RoomEventKind,
    /// Unique, `EV_…`.
    pub id: String,
    /// When, milliseconds since 1970 (UTC).
    pub at_unix_ms: i64,
    /// The room at that moment.
    pub room: wire::Room,
    /// Who, for participant and track events.
    pub participant: Option<wire::ParticipantInfo>,
    /// Which track, for track events.
    pub track: Option<wire::TrackInfo>,
}

impl From<RoomEvent> for wire::WebhookEvent {
    fn from(event: RoomEvent) -> Self {
        Self {
            event: event.kind.as_str().to_owned(),
            room: Some(event.room),
            participant: event.participant,
            track: event.track,
            id: event.id,
            created_at: event.at_unix_ms / 1000,
            ..Default::default()
        }
    }
}
