//! What runs out in a room, and what is looked at regularly.

use std::time::{Duration, Instant};

use crate::room::Room;
use crate::room::leaving::Exit;
use crate::room::participant::Participant;
use crate::room::timers::Round;
use crate::signal::session;
use crate::wire::{self, DisconnectReason, leave_request::Action, signal_response::Message};
use crate::{PeerId, Timeouts};

/// A client that closed its media has this long to say why.
const CLOSED_GRACE: Duration = Duration::from_secs(2);
/// Numbers of participants and publishers are told this often, if they changed.
const COUNTS_EVERY: Duration = Duration::from_secs(5);

/// What is due with a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    Nothing,
    /// Goes.
    Remove(DisconnectReason, Option<Action>),
    /// Is told to resume, and its WebSocket is closed.
    Resume,
    /// Its WebSocket says nothing any more: is closed.
    CloseSignal,
}

impl Room {
    /// Time has passed.
    pub(super) fn timeout(&mut self) {
        while let Some((due, id)) = self.timers.take_peer(self.now) {
            let Some(participant) = self.participants.get_mut(&id) else {
                continue;
            };
            if participant.timer == Some(due) {
                participant.timer = None;
                if participant.peer.due().is_some_and(|due| due <= self.now) {
                    self.mark_written(id);
                } else {
                    self.schedule(id);
                }
            }
        }
        for round in self.timers.take_rounds(self.now) {
            match round {
                Round::Speakers => self.speaker_round(),
                Round::Layers => self.layer_round(),
                Round::Keyframes => self.keyframe_round(),
                Round::House => self.house_round(),
            }
        }
        if self.participants.is_empty() && self.lifetime_ends() <= self.now {
            self.finish();
        }
    }

    /// Sets the room's timer for a peer connection, unless it is set early enough.
    pub(super) fn schedule(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let Some(due) = participant.peer.due() else { return };
        if participant.timer.is_none_or(|timer| due < timer) {
            participant.timer = Some(due);
            self.timers.set_peer(due, id);
        }
    }

    fn house_round(&mut self) {
        let everyone: Vec<PeerId> = self.participants.keys().copied().collect();
        for id in everyone {
            self.check(id);
        }
        let since_start = self.now.saturating_duration_since(self.created_at).as_millis();
        let tick = since_start / COUNTS_EVERY.as_millis() != self.last_count_tick;
        if tick {
            self.last_count_tick = since_start / COUNTS_EVERY.as_millis();
            let room = self.room_info();
            self.room_changed |= (room.num_participants, room.num_publishers) != self.told_counts;
        }
        if !self.participants.is_empty() {
            self.timers.start(Round::House, self.now);
        }
    }

    fn check(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get(&id) else {
            return;
        };
        let timeouts = self.options.timeouts;
        let lost = silent_for(participant, self.now) >= timeouts.ice_disconnected;
        match due(participant, &timeouts, self.now) {
            Due::Remove(reason, Some(action)) => return self.remove(id, Exit::to(reason, action)),
            Due::Remove(reason, None) => return self.remove(id, Exit::of(reason)),
            Due::Resume => {
                self.send(id, session::leave(DisconnectReason::ConnectionTimeout, Action::Resume));
                if let Some(participant) = self.participants.get_mut(&id) {
                    participant.watch.told_to_resume_at = Some(self.now);
                }
                self.cut_signal(id);
            }
            Due::CloseSignal => self.cut_signal(id),
            Due::Nothing => {}
        }
        self.tell_lost(id, lost);
        self.give_up_wishes(id);
        let Some(participant) = self.participants.get(&id) else {
            return;
        };
        let refreshed_at = participant.watch.refreshed_at;
        if self.now.saturating_duration_since(refreshed_at) >= timeouts.refresh_token {
            self.refresh_token(id);
        }
        // A requirement that got lost is repeated.
        self.require_offer(id);
    }

    /// Tells a client of the tracks it wanted that never came.
    fn give_up_wishes(&mut self, id: PeerId) {
        let tracks = &self.tracks;
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let known = |sid: &str| tracks.values().any(|track| track.info.sid == sid);
        for track_sid in participant.receiving.desires.give_up(self.now, known) {
            let err = wire::SubscriptionError::SeTrackNotfound.into();
            let message = Message::SubscriptionResponse(wire::SubscriptionResponse { track_sid, err });
            self.send(id, session::response(message));
        }
    }
}

/// How long nothing was heard of a client's media, or the way to it is lost.
fn silent_for(participant: &Participant, now: Instant) -> Duration {
    let heard_at = participant.watch.heard_at;
    let since = participant
        .watch
        .path_lost_at
        .map_or(heard_at, |lost| lost.min(heard_at));
    now.saturating_duration_since(since)
}

fn due(participant: &Participant, timeouts: &Timeouts, now: Instant) -> Due {
    let since = |at: Instant| now.saturating_duration_since(at);
    let watch = &participant.watch;
    if watch.media_closed_at.is_some_and(|at| since(at) >= CLOSED_GRACE) {
        return Due::Remove(DisconnectReason::StateMismatch, Some(Action::Reconnect));
    }
    if !participant.is_active() {
        let late = since(participant.presence.joined_at) >= timeouts.never_active;
        let silent = since(watch.signalled_at) >= timeouts.ping;
        return match (late, silent) {
            (true, _) => Due::Remove(DisconnectReason::JoinFailure, Some(Action::Disconnect)),
            (false, true) => Due::Remove(DisconnectReason::SignalClose, None),
            (false, false) => Due::Nothing,
        };
    }
    if watch
        .told_to_resume_at
        .is_some_and(|at| since(at) >= timeouts.resume_grace)
    {
        return Due::Remove(DisconnectReason::ConnectionTimeout, None);
    }
    let silent = silent_for(participant, now);
    match participant.connection {
        None if silent >= timeouts.signal_lost && watch.told_to_resume_at.is_none() => {
            Due::Remove(DisconnectReason::SignalClose, None)
        }
        None => Due::Nothing,
        Some(_) if silent >= timeouts.ice_disconnected + timeouts.ice_failed => Due::Resume,
        Some(_) if since(watch.signalled_at) >= timeouts.ping => Due::CloseSignal,
        Some(_) => Due::Nothing,
    }
}
