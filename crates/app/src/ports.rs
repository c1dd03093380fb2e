//! What the use cases need from the outside world, where that world has two faces.
//!
//! The database is not a port. Every call out is idempotent and addressed by names, never by handles to live
//! objects, so that an adapter may be a function call here and a network call there.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::admission::Identity;
use domain::conference::RoomName;
use domain::grant::Source;
use domain::time::Timestamp;
use futures_util::stream::BoxStream;

/// The media half, seen from here: rooms with people in them (LiveKit's RoomService contract in our words).
///
/// Calls may be repeated after a failure. An unknown room or participant is no error for the calls that take
/// something away: what they ask for is already so.
#[async_trait]
pub trait Media: Send + Sync {
    /// Does nothing but answer, if it can take calls.
    async fn ready(&self) -> Result<(), MediaError>;

    /// Makes the room exist, or does nothing when it does.
    async fn create_room(&self, room: &RoomSpec) -> Result<(), MediaError>;

    /// Ends the room for all and keeps it barred until `barred_until`, when its last token has expired.
    async fn delete_room(&self, room: &RoomName, barred_until: Timestamp) -> Result<(), MediaError>;

    /// The rooms alive now whose names begin with the conferences' reserved prefix.
    async fn list_rooms(&self) -> Result<Vec<LiveRoom>, MediaError>;

    /// Who is in the room now; empty when the room is not alive.
    async fn list_participants(&self, room: &RoomName) -> Result<Vec<Present>, MediaError>;

    /// Ends this identity's media and bars it, present or not, until `barred_until`, when its last token has
    /// expired.
    async fn remove_participant(
        &self,
        room: &RoomName,
        identity: &Identity,
        barred_until: Timestamp,
    ) -> Result<(), MediaError>;

    /// Mutes one published track.
    async fn mute_track(&self, room: &RoomName, identity: &Identity, track_sid: &str) -> Result<(), MediaError>;

    /// Changes what others see of a participant.
    async fn update_participant(
        &self,
        room: &RoomName,
        identity: &Identity,
        update: ParticipantUpdate,
    ) -> Result<(), MediaError>;

    /// Sends bytes from the server to the listed participants, or to all when none is listed.
    async fn send_data(
        &self,
        room: &RoomName,
        to: &[Identity],
        topic: &str,
        payload: Vec<u8>,
    ) -> Result<(), MediaError>;

    /// What happens in rooms from now on. Events may be lost, doubled or reordered; reconciling covers for it.
    fn events(&self) -> BoxStream<'static, MediaEvent>;
}

/// The media half did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// There is no such room, participant or track (any more).
    #[error("no such room, participant or track")]
    NotFound,
    /// It could not be reached, or failed.
    #[error("the media server failed")]
    Failed(#[source] anyhow::Error),
}

/// A room to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSpec {
    /// Its reserved, random name.
    pub name: RoomName,
    /// JSON that everybody in the room may read: number, name, access.
    pub metadata: String,
}

/// A room with people in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRoom {
    /// Its name, as the media half spells it: it need not belong to a conference we know.
    pub name: RoomName,
    /// Since when it has been alive.
    pub since: Timestamp,
    /// How many people are in it.
    pub count: u32,
}

/// Somebody in a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// The name the token gave; it need not be one of ours.
    pub identity: Identity,
    /// What they publish.
    pub tracks: Vec<PublishedTrack>,
}

/// A track somebody publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedTrack {
    /// The media half's name for it.
    pub sid: String,
    /// What it carries; nothing when the publisher did not say.
    pub source: Option<Source>,
    /// Whether it is muted.
    pub muted: bool,
}

/// What is to change about a participant; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParticipantUpdate {
    /// A new display name.
    pub name: Option<String>,
    /// Attributes to set; an empty value takes the attribute away.
    pub attributes: BTreeMap<String, String>,
}

/// What happened in a room, shaped after LiveKit's webhooks.
///
/// Rooms and identities are plain text here: other tools may drive rooms of their own on the same server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaEvent {
    /// The room came to life.
    RoomStarted {
        /// Its name.
        room: String,
    },
    /// The room ended.
    RoomFinished {
        /// Its name.
        room: String,
    },
    /// Somebody's media is connected.
    ParticipantJoined {
        /// The room's name.
        room: String,
        /// Who.
        identity: String,
        /// The media half's name for this stay.
        sid: String,
    },
    /// Somebody is gone.
    ParticipantLeft {
        /// The room's name.
        room: String,
        /// Who.
        identity: String,
        /// The media half's name for the stay that ended.
        sid: String,
    },
    /// Somebody began to publish.
    TrackPublished {
        /// The room's name.
        room: String,
        /// Who.
        identity: String,
        /// The track.
        track_sid: String,
    },
    /// Somebody stopped publishing.
    TrackUnpublished {
        /// The room's name.
        room: String,
        /// Who.
        identity: String,
        /// The track.
        track_sid: String,
    },
}

/// What the nodes of one installation share beside the database: word of what happened.
///
/// Counters and short-lived keys join this port with the first feature that needs them.
#[async_trait]
pub trait Shared: Send + Sync {
    /// Tells everybody who listens to `topic`, on every node. Nobody listening is no error.
    async fn publish(&self, topic: &str, message: String) -> anyhow::Result<()>;

    /// The messages of these topics from now on. A listener too slow to follow sees the stream end, so that it
    /// starts afresh instead of living with a gap.
    async fn subscribe(&self, topics: Vec<String>) -> anyhow::Result<BoxStream<'static, String>>;
}
