//! RoomService: LiveKit's calls on rooms and participants, as methods.
//!
//! One object, two faces: Twirp serves it to the outside (`gateway::twirp`, which checks tokens), and the identity
//! half calls it in this process. Everything is addressed by (room, identity) and may be repeated.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use sfu::{Command, CommandReply, wire};

use crate::refusal::RoomRefusal;
use crate::worker::WorkerHandle;
use crate::worker::mailbox::Mail;

/// Longest room name and identity, in bytes.
pub const LONGEST_NAME: usize = 256;

/// Calls on rooms. Cheap to clone.
#[derive(Clone)]
pub struct RoomService {
    workers: Arc<[WorkerHandle]>,
}

impl RoomService {
    pub(crate) fn new(workers: Arc<[WorkerHandle]>) -> Self {
        Self { workers }
    }

    /// The worker that owns the room of this name: always the same one, while the process lives.
    pub(crate) fn worker(&self, room: &str) -> Result<&WorkerHandle, RoomRefusal> {
        let mut hasher = DefaultHasher::new();
        room.hash(&mut hasher);
        let count = (self.workers.len() as u64).max(1);
        usize::try_from(hasher.finish() % count)
            .ok()
            .and_then(|index| self.workers.get(index))
            .ok_or(RoomRefusal::Unavailable)
    }

    /// Makes a room, or returns the one of that name as it is.
    ///
    /// # Errors
    /// [`RoomRefusal`]: a bad name, settings that are not supported, a name that was deleted a moment ago.
    pub async fn create_room(&self, request: wire::CreateRoomRequest) -> Result<wire::Room, RoomRefusal> {
        check_name(&request.name)?;
        if request.egress.is_some() || !request.agents.is_empty() {
            return Err(RoomRefusal::Unsupported("egress and agents"));
        }
        let configuration = Box::new(wire::RoomConfiguration {
            name: request.name.clone(),
            empty_timeout: request.empty_timeout,
            departure_timeout: request.departure_timeout,
            max_participants: request.max_participants,
            metadata: request.metadata,
            sync_streams: request.sync_streams,
            ..Default::default()
        });
        let worker = self.worker(&request.name)?;
        let reply = worker
            .mailbox
            .ask(|reply| Mail::CreateRoom { configuration, reply })
            .await??;
        into_room(reply)
    }

    /// The live rooms; only those named, if any are named.
    ///
    /// # Errors
    /// [`RoomRefusal::Unavailable`].
    pub async fn list_rooms(&self, request: wire::ListRoomsRequest) -> Result<wire::ListRoomsResponse, RoomRefusal> {
        let mut names = Vec::new();
        for worker in self.workers.iter() {
            names.extend(worker.mailbox.ask(|reply| Mail::RoomNames { reply }).await?);
        }
        if !request.names.is_empty() {
            names.retain(|name| request.names.contains(name));
        }
        names.sort_unstable();
        let mut rooms = Vec::with_capacity(names.len());
        for name in names {
            match self.call(&name, Command::GetRoom).await {
                Ok(reply) => rooms.push(into_room(reply)?),
                // It ended meanwhile.
                Err(RoomRefusal::RoomNotFound) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(wire::ListRoomsResponse { rooms })
    }

    /// Sends everyone out and ends the room. A reserved room stays barred until no token for it can be valid, and
    /// need not live for that.
    ///
    /// # Errors
    /// [`RoomRefusal::RoomNotFound`] for rooms that are not reserved.
    pub async fn delete_room(&self, request: wire::DeleteRoomRequest) -> Result<wire::DeleteRoomResponse, RoomRefusal> {
        self.call(&request.room, Command::DeleteRoom).await?;
        Ok(wire::DeleteRoomResponse {})
    }

    /// Everyone present.
    ///
    /// # Errors
    /// [`RoomRefusal::RoomNotFound`].
    pub async fn list_participants(
        &self,
        request: wire::ListParticipantsRequest,
    ) -> Result<wire::ListParticipantsResponse, RoomRefusal> {
        match self.call(&request.room, Command::ListParticipants).await? {
            CommandReply::Participants(participants) => Ok(wire::ListParticipantsResponse { participants }),
            other => Err(unexpected(&other)),
        }
    }

    /// One participant.
    ///
    /// # Errors
    /// [`RoomRefusal::RoomNotFound`], [`RoomRefusal::ParticipantNotFound`].
    pub async fn get_participant(
        &self,
        request: wire::RoomParticipantIdentity,
    ) -> Result<wire::ParticipantInfo, RoomRefusal> {
        check_identity(&request.identity)?;
        let identity = request.identity;
        into_participant(self.call(&request.room, Command::GetParticipant { identity }).await?)
    }

    /// Sends a participant out. In a reserved room the identity stays barred until no token for it can be valid,
    /// and need not be present for that.
    ///
    /// # Errors
    /// [`RoomRefusal::RoomNotFound`], [`RoomRefusal::ParticipantNotFound`] for rooms that are not reserved.
    pub async fn remove_participant(
        &self,
        request: wire::RoomParticipantIdentity,
    ) -> Result<wire::RemoveParticipantResponse, RoomRefusal> {
        check_identity(&request.identity)?;
        let identity = request.identity;
        self.call(&request.room, Command::RemoveParticipant { identity })
            .await?;
        Ok(wire::RemoveParticipantResponse {})
    }

    /// Mutes a published track.
    ///
    /// # Errors
    /// [`RoomRefusal::TrackNotFound`], [`RoomRefusal::UnmuteNotEnabled`] and those of [`Self::get_participant`].
    pub async fn mute_published_track(
        &self,
        request: wire::MuteRoomTrackRequest,
    ) -> Result<wire::MuteRoomTrackResponse, RoomRefusal> {
        check_identity(&request.identity)?;
        let command = Command::MutePublishedTrack {
            identity: request.identity,
            track_sid: request.track_sid,
            muted: request.muted,
        };
        match self.call(&request.room, command).await? {
            CommandReply::Track(track) => Ok(wire::MuteRoomTrackResponse { track: Some(*track) }),
            other => Err(unexpected(&other)),
        }
    }

    /// Changes name, metadata, attributes, permission. Empty fields stay as they are; an empty attribute value
    /// deletes the attribute; a permission replaces the old one as a whole.
    ///
    /// # Errors
    /// Those of [`Self::get_participant`]; [`RoomRefusal::Invalid`] for what is too long.
    pub async fn update_participant(
        &self,
        request: wire::UpdateParticipantRequest,
    ) -> Result<wire::ParticipantInfo, RoomRefusal> {
        check_identity(&request.identity)?;
        let room = request.room.clone();
        into_participant(self.call(&room, Command::UpdateParticipant(Box::new(request))).await?)
    }

    /// Subscribes a participant to tracks, or unsubscribes.
    ///
    /// # Errors
    /// Those of [`Self::get_participant`].
    pub async fn update_subscriptions(
        &self,
        request: wire::UpdateSubscriptionsRequest,
    ) -> Result<wire::UpdateSubscriptionsResponse, RoomRefusal> {
        check_identity(&request.identity)?;
        let room = request.room.clone();
        self.call(&room, Command::UpdateSubscriptions(Box::new(request)))
            .await?;
        Ok(wire::UpdateSubscriptionsResponse {})
    }

    /// Sends a data packet that comes from no participant.
    ///
    /// # Errors
    /// [`RoomRefusal::RoomNotFound`]; [`RoomRefusal::Invalid`] for a nonce that is neither empty nor 16 bytes.
    pub async fn send_data(&self, request: wire::SendDataRequest) -> Result<wire::SendDataResponse, RoomRefusal> {
        let room = request.room.clone();
        self.call(&room, Command::SendData(Box::new(request))).await?;
        Ok(wire::SendDataResponse {})
    }

    /// Replaces a room's metadata.
    ///
    /// # Errors
    /// [`RoomRefusal::RoomNotFound`]; [`RoomRefusal::Invalid`] for what is too long.
    pub async fn update_room_metadata(
        &self,
        request: wire::UpdateRoomMetadataRequest,
    ) -> Result<wire::Room, RoomRefusal> {
        let metadata = request.metadata;
        into_room(
            self.call(&request.room, Command::UpdateRoomMetadata { metadata })
                .await?,
        )
    }

    pub(crate) async fn call(&self, room: &str, command: Command) -> Result<CommandReply, RoomRefusal> {
        check_name(room)?;
        let worker = self.worker(room)?;
        let command = Box::new(command);
        let room = room.to_owned();
        worker.mailbox.ask(|reply| Mail::Call { room, command, reply }).await?
    }
}

fn check_name(room: &str) -> Result<(), RoomRefusal> {
    if room.is_empty() {
        return Err(RoomRefusal::Invalid("a room name is needed"));
    }
    if room.len() > LONGEST_NAME {
        return Err(RoomRefusal::Invalid("room names have at most 256 bytes"));
    }
    Ok(())
}

fn check_identity(identity: &str) -> Result<(), RoomRefusal> {
    if identity.is_empty() {
        return Err(RoomRefusal::Invalid("an identity is needed"));
    }
    if identity.len() > LONGEST_NAME {
        return Err(RoomRefusal::Invalid("identities have at most 256 bytes"));
    }
    Ok(())
}

fn into_room(reply: CommandReply) -> Result<wire::Room, RoomRefusal> {
    match reply {
        CommandReply::Room(room) => Ok(*room),
        other => Err(unexpected(&other)),
    }
}

fn into_participant(reply: CommandReply) -> Result<wire::ParticipantInfo, RoomRefusal> {
    match reply {
        CommandReply::Participant(participant) => Ok(*participant),
        other => Err(unexpected(&other)),
    }
}

/// A room answered another question than it was asked: our own mistake, told as such.
fn unexpected(reply: &CommandReply) -> RoomRefusal {
    tracing::error!(?reply, "a room gave an answer of the wrong kind");
    RoomRefusal::Internal
}
