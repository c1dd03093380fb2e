//! A participant goes, or is made to.

use std::time::Instant;

use crate::event::RoomEventKind;
use crate::peer::Breakage;
use crate::room::Room;
use crate::room::announcing::Departure;
use crate::signal::session;
use crate::wire::{self, DisconnectReason, leave_request::Action, participant_info::State};
use crate::{ConnectionId, Output, PeerId};

/// How a participant goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exit {
    reason: DisconnectReason,
    /// The message it is sent, if any.
    leave: Option<Action>,
}

impl Exit {
    /// Is told to go, by `action`.
    pub(super) fn to(reason: DisconnectReason, action: Action) -> Self {
        Self {
            reason,
            leave: Some(action),
        }
    }

    /// Went by itself.
    pub(super) fn of(reason: DisconnectReason) -> Self {
        Self { reason, leave: None }
    }
}

impl Room {
    /// Takes a participant out: its media stops at once, everyone is told.
    pub(super) fn remove(&mut self, id: PeerId, exit: Exit) {
        if let Some(replaced) = self.take_out(id, exit) {
            self.departures.push(Departure {
                info: replaced,
                replaced: false,
            });
        }
    }

    /// Takes a participant out for another one of its identity: what others were not told then, so that the newcomer can
    /// take its place without a flash, or they are told when it does not.
    pub(super) fn replace(&mut self, id: PeerId) -> Option<wire::ParticipantInfo> {
        let exit = Exit::to(DisconnectReason::DuplicateIdentity, Action::Disconnect);
        self.take_out(id, exit)
    }

    fn take_out(&mut self, id: PeerId, exit: Exit) -> Option<wire::ParticipantInfo> {
        let participant = self.participants.get(&id)?;
        let mut info = self.info(participant);
        info.set_state(State::Disconnected);
        info.set_disconnect_reason(exit.reason);
        info.tracks.clear();
        info.version += 1;
        for key in participant.publishing.tracks.clone() {
            self.unpublish(key);
        }
        let mut participant = self.participants.remove(&id)?;
        if participant.connection.is_none() {
            // Else the client closes by itself: DTLS would overtake the message, and look like a failure.
            participant.peer.close(self.now, &mut self.sink);
        }
        if self.by_identity.get(&participant.profile.identity) == Some(&id) {
            self.by_identity.remove(&participant.profile.identity);
        }
        for track in self.tracks.values_mut() {
            track.subscriptions.retain(|subscription| subscription.subscriber != id);
        }
        if let Some(connection) = participant.connection {
            if let Some(action) = exit.leave {
                self.send_to(connection, session::leave(exit.reason, action));
            }
            self.by_connection.remove(&connection);
            self.outputs.push(Output::CloseSignal { connection });
        }
        self.outputs.push(Output::PeerRemoved { peer: id });
        let kind = if participant.is_active() {
            RoomEventKind::ParticipantLeft
        } else {
            RoomEventKind::ParticipantConnectionAborted
        };
        let mut withheld = participant.presence.replaces.take();
        if participant.is_visible() {
            let replaced = exit.reason == DisconnectReason::DuplicateIdentity;
            self.departures.push(Departure {
                info: info.clone(),
                replaced,
            });
            withheld = replaced.then(|| info.clone());
        }
        if self.participants.is_empty() {
            self.left_at = Some(self.now);
        }
        self.emit(kind, Some(info), None);
        withheld
    }

    /// Everyone out, and the room ends.
    pub(super) fn end(&mut self, reason: DisconnectReason, action: Action) {
        let everyone: Vec<PeerId> = self.participants.keys().copied().collect();
        for id in everyone {
            self.remove(id, Exit::to(reason, action));
        }
        self.finish();
    }

    /// The room ends.
    pub(super) fn finish(&mut self) {
        if !self.ended {
            self.ended = true;
            self.departures.clear();
            self.emit(RoomEventKind::RoomFinished, None, None);
            self.outputs.push(Output::Finished);
        }
    }

    /// When an empty room ends; far away while somebody is there.
    pub(super) fn lifetime_ends(&self) -> Instant {
        const FAR: std::time::Duration = std::time::Duration::from_secs(86_400);
        if !self.participants.is_empty() || self.ended {
            return self.now + FAR;
        }
        match self.left_at {
            Some(left_at) => left_at + self.options.departure_timeout,
            None => self.created_at + self.options.empty_timeout,
        }
    }

    /// A WebSocket closed. Before media ever connected that is the end; later the client may come back.
    pub(super) fn signal_closed(&mut self, connection: ConnectionId) {
        let Some(id) = self.by_connection.remove(&connection) else {
            return;
        };
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.connection = None;
        participant.receiving.slots.forget_asked();
        participant.watch.heard_at = self.now;
        if !participant.is_active() || participant.watch.media_closed_at.is_some() {
            self.remove(id, Exit::of(DisconnectReason::SignalClose));
        }
    }

    /// ICE lost or found the way to a client.
    pub(super) fn path_lost(&mut self, id: PeerId, lost: bool) {
        let now = self.now;
        if let Some(participant) = self.participants.get_mut(&id) {
            let lost_at = &mut participant.watch.path_lost_at;
            *lost_at = if lost { lost_at.or(Some(now)) } else { None };
        }
    }

    /// The client closed its peer connection. It does so when it goes, and before it joins anew: its word of that may
    /// come a little later.
    pub(super) fn media_closed(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.watch.media_closed_at = Some(self.now);
        if participant.connection.is_none() {
            self.remove(id, Exit::of(DisconnectReason::SignalClose));
        }
    }

    /// The peer connection does nothing any more: the client has to make a new one.
    pub(super) fn media_broken(&mut self, id: PeerId, breakage: Breakage) {
        tracing::warn!(peer = id.0, ?breakage, "peer connection ended");
        self.remove(id, Exit::to(DisconnectReason::MediaFailure, Action::Reconnect));
    }
}
