//! What the use cases need from the outside world, where that world has two faces.
//!
//! The database is not a port. Every call out is idempotent and addressed by names, never by handles to live
//! objects, so that an adapter may be a function call here and a network call there.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::admission::Identity;
use domain::conference::RoomName;
use domain::grant::Source;
use domain::secret::Secret;
use domain::third_party::{Claimed, Issuer, ProviderSecret};
use domain::time::Timestamp;
use futures_util::stream::BoxStream;

use crate::Typed;

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

/// OpenID Connect providers, seen from here: what they say of themselves, and who somebody is whom they sent back.
///
/// Every call ends within ten seconds, follows no redirect and reads no more than 256 KiB of an answer.
#[async_trait]
pub trait IdentityProviders: Send + Sync {
    /// What the provider says of itself. It may have said so up to ten minutes before `now`.
    async fn describe(&self, issuer: &Issuer, now: Timestamp) -> Result<ProviderDescription, ProviderError>;

    /// The same, asked anew.
    async fn describe_anew(&self, issuer: &Issuer, now: Timestamp) -> Result<ProviderDescription, ProviderError>;

    /// What the ID token says that the provider gives for the code: its signature is right and by a key of the
    /// provider's. Whether it is the token that was asked for is the caller's question.
    async fn exchange(&self, exchange: &Exchange, now: Timestamp) -> Result<Claimed, ProviderError>;
}

/// What a provider says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderDescription {
    /// Where people sign in there.
    pub authorization_endpoint: String,
    /// Whether it always names itself beside a code (RFC 9207).
    pub sends_issuer: bool,
}

/// What a code is exchanged with.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The provider.
    pub issuer: Issuer,
    /// Who we are there.
    pub client_id: String,
    /// How we prove it; nothing for a public client.
    pub client_secret: Option<ProviderSecret>,
    /// The provider's code.
    pub code: Typed,
    /// What belongs to the challenge that went out (RFC 7636).
    pub pkce: Secret,
    /// Where the provider sent the browser.
    pub redirect_uri: String,
    /// The claim that gives a login.
    pub login_claim: String,
    /// The claim that gives a name.
    pub name_claim: String,
}

/// Why a provider is of no use now. The words are for the log and for administrators: no secret and no code in them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, in time or at all.
    #[error("the provider does not answer: {0}")]
    Unreachable(String),
    /// It says that it is another one.
    #[error("the provider says that it is another issuer")]
    OtherIssuer,
    /// It cannot do what we need.
    #[error("the provider cannot do what is needed: {0}")]
    Unsuitable(String),
    /// Its answer cannot be trusted, or it did not take the code.
    #[error("the provider's answer is not to be trusted: {0}")]
    Untrusted(String),
}
