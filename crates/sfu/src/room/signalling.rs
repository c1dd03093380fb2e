//! A client's messages, one after the other.

use std::time::Duration;

use crate::room::Room;
use crate::room::joining::{MAX_ATTRIBUTES, MAX_METADATA};
use crate::room::leaving::Exit;
use crate::signal::session;
use crate::track::audience::Audience;
use crate::wire::request_response::{Reason, Request};
use crate::wire::simulate_scenario::Scenario;
use crate::wire::{self, DisconnectReason, leave_request::Action, signal_request, signal_response};
use crate::{ConnectionId, PeerId};

impl Room {
    pub(super) fn signal(&mut self, connection: ConnectionId, request: wire::SignalRequest) {
        let Some(id) = self.by_connection.get(&connection).copied() else {
            return;
        };
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.watch.signalled_at = self.now;
        if !participant.watch.messages.take(self.now) {
            tracing::warn!(peer = id.0, "too many signalling messages");
            return self.remove(id, Exit::to(DisconnectReason::StateMismatch, Action::Disconnect));
        }
        if let Some(message) = request.message {
            self.message(id, message);
        }
    }

    fn message(&mut self, id: PeerId, message: signal_request::Message) {
        use signal_request::Message;
        let costly = matches!(message, Message::Offer(_) | Message::SubscriptionPermission(_));
        if costly && !self.affords(id) {
            return;
        }
        match message {
            Message::Offer(offer) => self.offer(id, &offer),
            Message::AddTrack(request) => self.add_track(id, request),
            Message::Mute(mute) => self.mute(id, &mute),
            Message::Subscription(update) => self.update_subscription(id, &update),
            Message::TrackSetting(settings) => self.track_setting(id, &settings),
            Message::Leave(_) => self.remove(id, Exit::of(DisconnectReason::ClientInitiated)),
            Message::SubscriptionPermission(permission) => {
                self.set_audience(id, Audience::from_wire(permission));
            }
            Message::SyncState(state) => self.sync_state(id, &state),
            Message::Simulate(simulate) if self.options.testing => {
                if let Some(scenario) = simulate.scenario {
                    self.simulate(id, scenario);
                }
            }
            Message::Ping(_) => {
                let now = self.options.wall_clock.unix_ms(self.now);
                self.send(id, session::response(signal_response::Message::Pong(now)));
            }
            Message::PingReq(ping) => {
                let pong = wire::Pong {
                    last_ping_timestamp: ping.timestamp,
                    timestamp: self.options.wall_clock.unix_ms(self.now),
                };
                self.send(id, session::response(signal_response::Message::PongResp(pong)));
            }
            Message::UpdateMetadata(update) => self.update_metadata(id, &update),
            Message::UpdateAudioTrack(update) => self.update_audio_track(id, update),
            Message::UpdateVideoTrack(update) => self.update_video_track(id, &update),
            // Candidates are not needed: clients reach us, and only addresses that spoke to us are answered. Answers
            // have no offer of ours to answer to. Data tracks and blobs are not offered by this server.
            _ => {}
        }
    }

    /// Counts a message that costs more than others: an offer takes milliseconds to answer, a change of who may
    /// subscribe is told to everyone. Beyond those that were required they are few; whoever sends more is sent away.
    fn affords(&mut self, id: PeerId) -> bool {
        let now = self.now;
        let Some(participant) = self.participants.get_mut(&id) else {
            return false;
        };
        let affords = participant.watch.costly.take(now);
        if !affords {
            tracing::warn!(peer = id.0, "too many offers or changes of who may subscribe");
            self.remove(id, Exit::to(DisconnectReason::StateMismatch, Action::Disconnect));
        }
        affords
    }

    fn update_metadata(&mut self, id: PeerId, update: &wire::UpdateParticipantMetadata) {
        let Some(participant) = self.participants.get(&id) else {
            return;
        };
        let refusal = if !participant.profile.permission.can_update_metadata {
            Some((Reason::NotAllowed, "does not have permission to update own metadata"))
        } else if self.profile_fits(id, &update.name, &update.metadata, &update.attributes) {
            None
        } else {
            Some((Reason::LimitExceeded, "too long"))
        };
        let request_id = update.request_id;
        let request = Request::UpdateMetadata(update.clone());
        if let Some((reason, words)) = refusal {
            return self.send(id, session::refusal(request_id, reason, words, Some(request)));
        }
        self.change_profile(id, &update.name, &update.metadata, &update.attributes);
        // Older clients take any answer for a refusal.
        if self
            .participants
            .get(&id)
            .is_some_and(|own| own.profile.client.protocol > 14)
        {
            self.send(id, session::refusal(request_id, Reason::Ok, "", Some(request)));
        }
    }

    /// Would the profile stay within its limits?
    pub(super) fn profile_fits(
        &self,
        id: PeerId,
        name: &str,
        metadata: &str,
        attributes: &std::collections::HashMap<String, String>,
    ) -> bool {
        let Some(participant) = self.participants.get(&id) else {
            return false;
        };
        let mut merged = participant.profile.attributes.clone();
        merged.extend(attributes.clone());
        let size: usize = merged.iter().map(|(key, value)| key.len() + value.len()).sum();
        name.len() <= 256 && metadata.len() <= MAX_METADATA && size <= MAX_ATTRIBUTES
    }

    /// Changes what others see of a person. Empty name and metadata leave what stands; an attribute with an empty
    /// value is deleted.
    pub(super) fn change_profile(
        &mut self,
        id: PeerId,
        name: &str,
        metadata: &str,
        attributes: &std::collections::HashMap<String, String>,
    ) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let profile = &mut participant.profile;
        if !name.is_empty() {
            name.clone_into(&mut profile.name);
        }
        if !metadata.is_empty() {
            metadata.clone_into(&mut profile.metadata);
        }
        for (key, value) in attributes {
            if value.is_empty() {
                profile.attributes.remove(key);
            } else {
                profile.attributes.insert(key.clone(), value.clone());
            }
        }
        participant.presence.changed = true;
        self.refresh_token(id);
    }

    /// What tests ask for.
    fn simulate(&mut self, id: PeerId, scenario: Scenario) {
        let reconnect = Exit::to(DisconnectReason::ServerShutdown, Action::Reconnect);
        match scenario {
            Scenario::NodeFailure(_) => self.remove(id, Exit::of(DisconnectReason::ServerShutdown)),
            Scenario::ServerLeave(_) | Scenario::LeaveRequestFullReconnect(_) => {
                self.remove(id, reconnect);
            }
            Scenario::Migration(_) => {
                let leave = session::leave(DisconnectReason::Migration, Action::Resume);
                self.send(id, leave);
                self.cut_signal(id);
            }
            Scenario::SpeakerUpdate(seconds) => {
                let seconds = u64::try_from(seconds.clamp(1, 60)).unwrap_or(1);
                if let Some(participant) = self.participants.get_mut(&id) {
                    let until = self.now + Duration::from_secs(seconds);
                    participant.publishing.speaks_until = Some(until);
                }
                self.timers.start(crate::room::timers::Round::Speakers, self.now);
            }
            Scenario::DisconnectSignalOnResume(_) => self.cut_next_resume(id, false),
            Scenario::DisconnectSignalOnResumeNoMessages(_) => self.cut_next_resume(id, true),
            // There is only UDP, and nothing that limits a subscriber's bandwidth.
            Scenario::SwitchCandidateProtocol(_) | Scenario::SubscriberBandwidth(_) => {}
        }
    }

    fn cut_next_resume(&mut self, id: PeerId, before: bool) {
        if let Some(participant) = self.participants.get_mut(&id) {
            participant.watch.cut_resume = Some(before);
        }
        self.cut_signal(id);
    }
}
