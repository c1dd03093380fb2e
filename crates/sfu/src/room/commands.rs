//! What RoomService asks of a room.

use crate::PeerId;
use crate::command::{Command, CommandRefusal, CommandReply, CommandResult};
use crate::data::{Nonces, Packet};
use crate::room::Room;
use crate::room::joining::MAX_METADATA;
use crate::room::leaving::Exit;
use crate::signal::session;
use crate::stats::RoomStats;
use crate::track::layers::layer_of;
use crate::wire::{self, DisconnectReason, data_packet::Kind, leave_request::Action};

impl Room {
    pub(super) fn command(&mut self, command: Command) -> CommandResult {
        match command {
            Command::GetRoom => Ok(CommandReply::Room(Box::new(self.room_info()))),
            Command::ListParticipants => {
                let everyone = self.participants.values().map(|one| self.info(one)).collect();
                Ok(CommandReply::Participants(everyone))
            }
            Command::GetParticipant { identity } => {
                let id = self.identified(&identity)?;
                self.participant_reply(id)
            }
            Command::RemoveParticipant { identity } => {
                let id = self.identified(&identity)?;
                let reason = DisconnectReason::ParticipantRemoved;
                self.remove(id, Exit::to(reason, Action::Disconnect));
                Ok(CommandReply::Done)
            }
            Command::MutePublishedTrack {
                identity,
                track_sid,
                muted,
            } => self.mute_published_track(&identity, &track_sid, muted),
            Command::UpdateParticipant(request) => self.update_participant(&request),
            Command::UpdateSubscriptions(request) => self.update_subscriptions(*request),
            Command::SendData(request) => self.send_data(&request),
            Command::UpdateRoomMetadata { metadata } => self.update_room_metadata(metadata),
            Command::DeleteRoom => {
                self.end(DisconnectReason::RoomDeleted, Action::Disconnect);
                Ok(CommandReply::Done)
            }
            Command::ShutDown => {
                self.end(DisconnectReason::ServerShutdown, Action::Reconnect);
                Ok(CommandReply::Done)
            }
            Command::Stats => Ok(CommandReply::Stats(self.stats())),
            Command::ForceQuality {
                identity,
                track_sid,
                quality,
            } => self.force_quality(&identity, &track_sid, quality),
            Command::DropSignal { identity } => {
                let id = self.tested(&identity)?;
                self.cut_signal(id);
                Ok(CommandReply::Done)
            }
        }
    }

    fn identified(&self, identity: &str) -> Result<PeerId, CommandRefusal> {
        self.by_identity
            .get(identity)
            .copied()
            .ok_or(CommandRefusal::ParticipantNotFound)
    }

    fn participant_reply(&self, id: PeerId) -> CommandResult {
        let participant = self.participants.get(&id).ok_or(CommandRefusal::ParticipantNotFound)?;
        Ok(CommandReply::Participant(Box::new(self.info(participant))))
    }

    fn mute_published_track(&mut self, identity: &str, sid: &str, muted: bool) -> CommandResult {
        let id = self.identified(identity)?;
        let key = self.track_of(id, sid).ok_or(CommandRefusal::TrackNotFound)?;
        if !muted && !self.options.remote_unmute {
            return Err(CommandRefusal::UnmuteNotEnabled);
        }
        self.set_muted(key, muted);
        self.send(id, session::mute(sid.to_owned(), muted));
        let track = self.tracks.get_mut(&key).ok_or(CommandRefusal::TrackNotFound)?;
        // Nothing goes on even if the client does not obey.
        track.silenced = muted;
        Ok(CommandReply::Track(Box::new(track.info.clone())))
    }

    fn update_participant(&mut self, request: &wire::UpdateParticipantRequest) -> CommandResult {
        let id = self.identified(&request.identity)?;
        if !self.profile_fits(id, &request.name, &request.metadata, &request.attributes) {
            return Err(CommandRefusal::TooLong("name, metadata or attributes"));
        }
        if let Some(permission) = &request.permission {
            self.set_permission(id, permission.clone());
        }
        self.change_profile(id, &request.name, &request.metadata, &request.attributes);
        self.participant_reply(id)
    }

    /// Replaces a participant's permission as a whole, and takes back what it may not do any more.
    fn set_permission(&mut self, id: PeerId, permission: wire::ParticipantPermission) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.profile.permission = permission;
        participant.receiving.stale = true;
        self.unpublish_forbidden(id);
        self.all_stale();
    }

    fn update_subscriptions(&mut self, request: wire::UpdateSubscriptionsRequest) -> CommandResult {
        let id = self.identified(&request.identity)?;
        let update = wire::UpdateSubscription {
            track_sids: request.track_sids,
            subscribe: request.subscribe,
            participant_tracks: request.participant_tracks,
        };
        self.update_subscription(id, &update);
        Ok(CommandReply::Done)
    }

    fn send_data(&mut self, request: &wire::SendDataRequest) -> CommandResult {
        if request.data.len() > crate::data::MAX_PACKET / 2 {
            return Err(CommandRefusal::TooLong("data"));
        }
        if !request.nonce.is_empty() && request.nonce.len() != Nonces::LENGTH {
            return Err(CommandRefusal::BadNonce);
        }
        if self.nonces.is_new(&request.nonce) {
            let kind = Kind::try_from(request.kind).unwrap_or(Kind::Reliable);
            self.relay(None, kind, &Packet::from_service(request));
        }
        Ok(CommandReply::Done)
    }

    fn update_room_metadata(&mut self, metadata: String) -> CommandResult {
        if metadata.len() > MAX_METADATA {
            return Err(CommandRefusal::TooLong("metadata"));
        }
        self.options.metadata = metadata;
        self.room_changed = true;
        Ok(CommandReply::Room(Box::new(self.room_info())))
    }

    fn stats(&self) -> RoomStats {
        RoomStats {
            participants: self.participants.len() as u64,
            tracks: self.tracks.len() as u64,
            ..self.sink.stats
        }
    }

    fn tested(&self, identity: &str) -> Result<PeerId, CommandRefusal> {
        if self.options.testing {
            self.identified(identity)
        } else {
            Err(CommandRefusal::NotTesting)
        }
    }

    /// Holds a subscriber on a layer, as a test asks.
    fn force_quality(&mut self, identity: &str, sid: &str, quality: Option<wire::VideoQuality>) -> CommandResult {
        let id = self.tested(identity)?;
        let now = self.now;
        let track = self
            .tracks
            .values_mut()
            .find(|track| track.info.sid == sid)
            .ok_or(CommandRefusal::TrackNotFound)?;
        for mine in track.subscriptions.iter_mut().filter(|mine| mine.subscriber == id) {
            mine.force(quality.map(layer_of));
        }
        track.retarget(now);
        let key = track.key;
        self.ask_keyframes(key);
        Ok(CommandReply::Done)
    }

    /// Makes a participant's peer connection panic at its next drive.
    #[cfg(test)]
    pub(super) fn break_peer(&mut self, identity: &str) {
        if let Ok(id) = self.identified(identity)
            && let Some(participant) = self.participants.get_mut(&id)
        {
            participant.peer.panic_next();
        }
    }
}
