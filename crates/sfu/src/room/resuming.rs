//! A participant comes back over a new WebSocket and keeps its media.

use crate::input::Resume;
use crate::room::Room;
use crate::room::leaving::Exit;
use crate::room::timers::Round;
use crate::signal::session;
use crate::track::layers::Setting;
use crate::wire::{self, DisconnectReason, leave_request::Action, signal_response::Message};
use crate::{Output, PeerId};

impl Room {
    pub(super) fn resume(&mut self, resume: Resume) {
        let connection = resume.connection;
        let found = self.by_identity.get(&resume.identity).copied().filter(|id| {
            self.participants.get(id).is_some_and(|participant| {
                participant.sid == resume.request.participant_sid
                    && participant.is_active()
                    && !participant.presence.missed_too_much
                    && participant.watch.media_closed_at.is_none()
            })
        });
        let Some(id) = found else {
            let leave = session::leave(DisconnectReason::StateMismatch, Action::Reconnect);
            self.send_to(connection, leave);
            self.outputs.push(Output::CloseSignal { connection });
            return;
        };
        let now = self.now;
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let earlier = participant.connection.replace(connection);
        participant.watch.signalled_at = now;
        participant.watch.heard_at = now;
        participant.watch.told_to_resume_at = None;
        participant.watch.path_lost_at = None;
        participant.receiving.slots.forget_asked();
        participant.receiving.stale = true;
        let cut = participant.watch.cut_resume.take();
        let missed = std::mem::take(&mut participant.presence.left_meanwhile);
        let last_sequence = participant.data.last_sequence();
        if let Some(earlier) = earlier {
            self.by_connection.remove(&earlier);
            self.outputs.push(Output::CloseSignal { connection: earlier });
        }
        self.by_connection.insert(connection, id);
        self.timers.start(Round::House, now);
        if cut == Some(true) {
            return self.cut_signal(id);
        }
        self.send_to(
            connection,
            session::response(Message::Reconnect(wire::ReconnectResponse {
                ice_servers: resume.ice_servers,
                client_configuration: Some(wire::ClientConfiguration::default()),
                server_info: Some(self.options.server_info.clone()),
                last_message_seq: last_sequence,
            })),
        );
        if cut == Some(false) {
            return self.cut_signal(id);
        }
        self.tell_all(id, missed);
        self.refresh_token(id);
        if let Some(state) = resume.request.sync_state {
            self.sync_state(id, &state);
        }
    }

    /// What the client may have missed: its tracks that were muted, who left, who is there now (itself too), the room, who
    /// speaks, how all are connected, which layers are wanted of it.
    fn tell_all(&mut self, id: PeerId, missed: Vec<wire::ParticipantInfo>) {
        let mine: Vec<_> = self
            .tracks
            .values()
            .filter(|track| track.publisher == id)
            .map(|track| track.key)
            .collect();
        let silenced = mine
            .iter()
            .filter_map(|key| self.tracks.get(key))
            .filter(|track| track.silenced);
        let silenced: Vec<_> = silenced.map(|track| track.info.sid.clone()).collect();
        for sid in silenced {
            self.send(id, session::mute(sid, true));
        }
        let everyone = self
            .participants
            .values()
            .filter(|one| one.is_visible() || one.id == id);
        let everyone: Vec<_> = everyone.map(|one| self.info(one)).collect();
        for message in session::updates(missed).into_iter().chain(session::updates(everyone)) {
            self.send(id, message);
        }
        let room = self.room_info();
        self.send(id, session::room_update(room));
        self.tell_quality(id);
        self.tell_current_speakers(id);
        for key in mine {
            self.repeat_wanted_layers(key);
        }
    }

    /// What the client thinks stands. Tracks it publishes that are not here cannot be mended: it must begin anew.
    pub(super) fn sync_state(&mut self, id: PeerId, state: &wire::SyncState) {
        let Some(participant) = self.participants.get(&id) else {
            return;
        };
        let known = |sid: &str| {
            participant.publishing.pending.contains(sid)
                || participant
                    .publishing
                    .tracks
                    .iter()
                    .any(|key| self.tracks.get(key).is_some_and(|track| track.info.sid == sid))
        };
        let mut published = state.publish_tracks.iter().filter_map(|one| one.track.as_ref());
        if published.any(|track| !known(&track.sid)) {
            return self.remove(id, Exit::to(DisconnectReason::StateMismatch, Action::Reconnect));
        }
        if let Some(subscription) = &state.subscription {
            self.update_subscription(id, subscription);
        }
        for sid in &state.track_sids_disabled {
            let Some(participant) = self.participants.get_mut(&id) else {
                return;
            };
            let initial = participant.receiving.initial;
            let setting = participant.receiving.desires.setting(sid).unwrap_or(initial);
            participant.receiving.desires.set(
                sid,
                Setting {
                    disabled: true,
                    ..setting
                },
            );
            self.apply_setting(id, sid);
        }
    }

    /// Closes a WebSocket without a word, as a test asked.
    pub(super) fn cut_signal(&mut self, id: PeerId) {
        let connection = self
            .participants
            .get(&id)
            .and_then(|participant| participant.connection);
        if let Some(connection) = connection {
            self.outputs.push(Output::CloseSignal { connection });
            self.signal_closed(connection);
        }
    }
}
