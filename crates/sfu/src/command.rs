//! What the RoomService can ask of a room, and what it is told.

use crate::stats::RoomStats;
use crate::wire;

/// A call of RoomService (or of the host itself) on one room. `room` fields inside the messages are ignored.
#[derive(Debug, Clone)]
pub enum Command {
    /// The room as others see it. Answer: [`CommandReply::Room`].
    GetRoom,
    /// Everyone present, hidden ones too. Answer: [`CommandReply::Participants`].
    ListParticipants,
    /// One participant. Answer: [`CommandReply::Participant`].
    GetParticipant {
        /// Who.
        identity: String,
    },
    /// Sends a participant out (Leave PARTICIPANT_REMOVED) and stops their media at once.
    RemoveParticipant {
        /// Who.
        identity: String,
    },
    /// Mutes a published track; unmutes it only where [`RoomOptions::remote_unmute`](crate::RoomOptions) allows.
    /// Answer: [`CommandReply::Track`].
    MutePublishedTrack {
        /// Whose.
        identity: String,
        /// Which.
        track_sid: String,
        /// Muted or not.
        muted: bool,
    },
    /// Changes name, metadata, attributes, permission. Answer: [`CommandReply::Participant`].
    UpdateParticipant(Box<wire::UpdateParticipantRequest>),
    /// Subscribes a participant to tracks, or unsubscribes.
    UpdateSubscriptions(Box<wire::UpdateSubscriptionsRequest>),
    /// Sends a data packet that comes from nobody.
    SendData(Box<wire::SendDataRequest>),
    /// Replaces the room's metadata. Answer: [`CommandReply::Room`].
    UpdateRoomMetadata {
        /// The new text.
        metadata: String,
    },
    /// Everyone out (Leave ROOM_DELETED), then the room ends.
    DeleteRoom,
    /// The host stops: everyone is told to come back by a full reconnect (Leave SERVER_SHUTDOWN, action
    /// RECONNECT), then the room ends.
    ShutDown,
    /// Counters. Answer: [`CommandReply::Stats`].
    Stats,
    /// Holds a subscriber on one layer of a video, whatever it asks for; `None` lets go. Only with
    /// [`RoomOptions::testing`](crate::RoomOptions).
    ForceQuality {
        /// The subscriber.
        identity: String,
        /// The video.
        track_sid: String,
        /// The layer.
        quality: Option<wire::VideoQuality>,
    },
    /// Closes a participant's WebSocket without a word. Only with [`RoomOptions::testing`](crate::RoomOptions).
    DropSignal {
        /// Whose.
        identity: String,
    },
}

/// What a command came to.
pub type CommandResult = Result<CommandReply, CommandRefusal>;

/// A done command.
#[derive(Debug, Clone)]
pub enum CommandReply {
    /// Nothing to tell.
    Done,
    /// The room.
    Room(Box<wire::Room>),
    /// Participants.
    Participants(Vec<wire::ParticipantInfo>),
    /// A participant.
    Participant(Box<wire::ParticipantInfo>),
    /// A track.
    Track(Box<wire::TrackInfo>),
    /// Counters.
    Stats(RoomStats),
}

/// Why a command was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CommandRefusal {
    /// Twirp `not_found`.
    #[error("participant does not exist")]
    ParticipantNotFound,
    /// Twirp `not_found`.
    #[error("track is not published by this participant")]
    TrackNotFound,
    /// Twirp `failed_precondition`.
    #[error("remote unmute is not enabled")]
    UnmuteNotEnabled,
    /// Twirp `invalid_argument`: longer than the protocol allows.
    #[error("{0} is too long")]
    TooLong(&'static str),
    /// Twirp `invalid_argument`: a SendData nonce is empty or 16 bytes.
    #[error("nonce must be empty or 16 bytes")]
    BadNonce,
    /// Only a room made for tests does this.
    #[error("not a test room")]
    NotTesting,
    /// Twirp `not_found`: the room has ended.
    #[error("room has ended")]
    RoomEnded,
}
