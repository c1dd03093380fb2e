//! Which grant a call needs. Rooms are compared whole: a grant for one room says nothing about another.

use sfu::wire;

use super::error::TwirpError;
use crate::gateway::claims::Grant;

/// The grant a method needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// `roomCreate`.
    Create,
    /// `roomList`.
    List,
    /// `roomAdmin`, and `room` naming the room in question.
    Admin,
}

/// A request about a room.
pub(super) trait Target {
    fn room(&self) -> &str;
}

/// Does the grant allow it? LiveKit answers `unauthenticated` where it does not.
pub(super) fn check(grant: &Grant, need: Need, request: &impl Target) -> Result<(), TwirpError> {
    let (granted, words) = match need {
        Need::Create => (grant.room_create, "the token does not grant roomCreate"),
        Need::List => (grant.room_list, "the token does not grant roomList"),
        Need::Admin => (
            grant.room_admin && !grant.room.is_empty() && grant.room == request.room(),
            "the token does not grant roomAdmin for this room",
        ),
    };
    if granted {
        Ok(())
    } else {
        Err(TwirpError::new("unauthenticated", words))
    }
}

macro_rules! targets {
    ($($request:ty => $field:ident),* $(,)?) => {
        $(impl Target for $request {
            fn room(&self) -> &str {
                &self.$field
            }
        })*
    };
}

targets! {
    wire::CreateRoomRequest => name,
    wire::DeleteRoomRequest => room,
    wire::ListParticipantsRequest => room,
    wire::RoomParticipantIdentity => room,
    wire::MuteRoomTrackRequest => room,
    wire::UpdateParticipantRequest => room,
    wire::UpdateSubscriptionsRequest => room,
    wire::SendDataRequest => room,
    wire::UpdateRoomMetadataRequest => room,
}

impl Target for wire::ListRoomsRequest {
    fn room(&self) -> &str {
        ""
    }
}
