//! Why a call on a room was not done.

use sfu::CommandRefusal;

use crate::worker::mailbox::Gone;

/// Why a call on a room was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RoomRefusal {
    /// No room of that name lives.
    #[error("requested room does not exist")]
    RoomNotFound,
    /// Nobody of that identity is in the room.
    #[error("participant does not exist")]
    ParticipantNotFound,
    /// The participant publishes no such track.
    #[error("track is not published by this participant")]
    TrackNotFound,
    /// Unmuting is the owner's to do.
    #[error("remote unmute is not enabled")]
    UnmuteNotEnabled,
    /// Something in the request is wrong; the words say what.
    #[error("{0}")]
    Invalid(&'static str),
    /// The room was deleted, and tokens for it may still be about.
    #[error("this room was deleted a moment ago, use another name")]
    RoomBarred,
    /// Only conferences of this server have such names.
    #[error("room names with this prefix are reserved")]
    ReservedName,
    /// Not built.
    #[error("{0} are not supported by this server")]
    Unsupported(&'static str),
    /// The server is stopping, or its media half has failed.
    #[error("the media server is not available")]
    Unavailable,
    /// Our own mistake.
    #[error("internal error")]
    Internal,
}

impl From<Gone> for RoomRefusal {
    fn from(_: Gone) -> Self {
        Self::Unavailable
    }
}

impl From<CommandRefusal> for RoomRefusal {
    fn from(refusal: CommandRefusal) -> Self {
        match refusal {
            CommandRefusal::ParticipantNotFound => Self::ParticipantNotFound,
            CommandRefusal::TrackNotFound => Self::TrackNotFound,
            CommandRefusal::UnmuteNotEnabled => Self::UnmuteNotEnabled,
            CommandRefusal::TooLong(what) => Self::Invalid(match what {
                "metadata" => "metadata is too long",
                "attributes" => "attributes are too long",
                "name" => "name is too long",
                _ => "a field is too long",
            }),
            CommandRefusal::BadNonce => Self::Invalid("nonce must be empty or 16 bytes"),
            CommandRefusal::NotTesting => Self::Unsupported("test controls"),
            CommandRefusal::RoomEnded => Self::RoomNotFound,
        }
    }
}
