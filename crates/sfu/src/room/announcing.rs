//! Telling participants about each other and about the room.

use std::time::Duration;

use crate::room::Room;
use crate::room::joining::publish_codecs;
use crate::room::participant::Participant;
use crate::signal::session;
use crate::wire::{self, ConnectionQuality, signal_response::Message};
use crate::{Output, PeerId, RefreshClaims};

/// Departures kept for a participant that is away; with more it must join anew.
const MAX_MISSED: usize = if cfg!(test) { 10 } else { 200 };

/// Somebody left.
#[derive(Debug)]
pub(super) struct Departure {
    pub(super) info: wire::ParticipantInfo,
    /// Somebody of the same identity came in its place.
    pub(super) replaced: bool,
}

impl Room {
    /// Tells what changed, in the order clients need: who left, who and what is there, then what to receive.
    pub(super) fn settle(&mut self) {
        if self.ended || !std::mem::take(&mut self.unsettled) {
            return;
        }
        if !self.departures.is_empty() {
            self.tell_departures();
        }
        self.tell_changes();
        self.settle_subscriptions();
        if std::mem::take(&mut self.room_changed) {
            self.tell_room();
        }
    }

    fn tell_departures(&mut self) {
        let departures = std::mem::take(&mut self.departures);
        let mut messages = Vec::new();
        for participant in self.participants.values_mut() {
            let told = departures
                .iter()
                // A newer client puts the newcomer in the place of the one it replaces, without a flash.
                .filter(|departure| !(departure.replaced && participant.knows_replacement()))
                .map(|departure| departure.info.clone())
                .collect::<Vec<_>>();
            match participant.connection {
                Some(connection) => messages.push((connection, told)),
                None => {
                    let missed = &mut participant.presence.left_meanwhile;
                    missed.extend(told);
                    participant.presence.missed_too_much |= missed.len() > MAX_MISSED;
                    missed.truncate(MAX_MISSED);
                }
            }
        }
        for (connection, told) in messages {
            for message in session::updates(told) {
                self.send_to(connection, message);
            }
        }
    }

    fn tell_changes(&mut self) {
        let mut changed = Vec::new();
        for participant in self.participants.values_mut() {
            if std::mem::take(&mut participant.presence.changed) {
                participant.presence.version += 1;
                changed.push(participant.id);
            }
        }
        if changed.is_empty() {
            return;
        }
        let told: Vec<_> = changed
            .iter()
            .filter_map(|id| self.participants.get(id))
            .map(|participant| (participant.id, participant.is_visible(), self.info(participant)))
            .collect();
        let receivers: Vec<_> = self
            .participants
            .values()
            .filter_map(|to| Some((to.id, to.connection?)))
            .collect();
        for (to, connection) in receivers {
            let infos = told.iter().filter(|(id, visible, _)| *visible || *id == to);
            let infos = infos.map(|(_, _, info)| info.clone()).collect();
            for message in session::updates(infos) {
                self.send_to(connection, message);
            }
        }
    }

    /// `room_update` to everyone.
    fn tell_room(&mut self) {
        let room = self.room_info();
        self.told_counts = (room.num_participants, room.num_publishers);
        let connections: Vec<_> = self.participants.values().filter_map(|to| to.connection).collect();
        for connection in connections {
            self.send_to(connection, session::room_update(room.clone()));
        }
    }

    /// A participant as others see it.
    pub(super) fn info(&self, participant: &Participant) -> wire::ParticipantInfo {
        let profile = &participant.profile;
        let tracks: Vec<_> = participant
            .publishing
            .tracks
            .iter()
            .filter_map(|key| self.tracks.get(key))
            .map(|track| track.info.clone())
            .collect();
        let joined_at = self.options.wall_clock.unix_ms(participant.presence.joined_at);
        let mut info = wire::ParticipantInfo {
            sid: participant.sid.clone(),
            identity: profile.identity.clone(),
            name: profile.name.clone(),
            metadata: profile.metadata.clone(),
            attributes: profile.attributes.clone(),
            kind: profile.kind,
            permission: Some(profile.permission.clone()),
            joined_at: joined_at / 1000,
            joined_at_ms: joined_at,
            version: participant.presence.version,
            is_publisher: !tracks.is_empty(),
            tracks,
            client_protocol: profile.client.client_protocol,
            capabilities: profile.client.capabilities.clone(),
            ..Default::default()
        };
        info.set_state(participant.state());
        info
    }

    /// The room as participants and the outside see it.
    pub(super) fn room_info(&self) -> wire::Room {
        let created = self.options.wall_clock.unix_ms(self.created_at);
        let seconds = |duration: Duration| u32::try_from(duration.as_secs()).unwrap_or(u32::MAX);
        let visible = || self.participants.values().filter(|one| !one.profile.permission.hidden);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        wire::Room {
            sid: self.sid.clone(),
            name: self.options.name.clone(),
            empty_timeout: seconds(self.options.empty_timeout),
            departure_timeout: seconds(self.options.departure_timeout),
            max_participants: self.options.max_participants,
            creation_time: created / 1000,
            creation_time_ms: created,
            enabled_codecs: publish_codecs(),
            metadata: self.options.metadata.clone(),
            num_participants: count(visible().count()),
            num_publishers: count(visible().filter(|one| !one.publishing.tracks.is_empty()).count()),
            ..Default::default()
        }
    }

    /// Asks the host for a fresh token that says what stands now.
    pub(super) fn refresh_token(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let Some(connection) = participant.connection else {
            return;
        };
        participant.watch.refreshed_at = self.now;
        let profile = &participant.profile;
        let claims = RefreshClaims {
            identity: profile.identity.clone(),
            name: profile.name.clone(),
            metadata: profile.metadata.clone(),
            attributes: profile.attributes.clone(),
            permission: profile.permission.clone(),
        };
        self.outputs.push(Output::RefreshToken {
            connection,
            claims: Box::new(claims),
        });
    }

    /// Tells a participant how well everyone is connected, and everyone how it is.
    pub(super) fn tell_quality(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.watch.told_lost = Some(false);
        let own = quality(&participant.sid, false);
        let visible = participant.is_visible();
        let everyone = self
            .participants
            .values()
            .filter(|one| one.is_visible() || one.id == id);
        let all = everyone
            .map(|one| quality(&one.sid, one.watch.told_lost == Some(true)))
            .collect();
        self.send(id, quality_update(all));
        if visible {
            self.tell_others(id, &quality_update(vec![own]));
        }
    }

    /// A participant that others see was lost, or found again. Itself it is not told: clients that think they are
    /// lost begin anew.
    pub(super) fn tell_lost(&mut self, id: PeerId, lost: bool) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        if participant.watch.told_lost == Some(lost) || !participant.is_visible() {
            return;
        }
        participant.watch.told_lost = Some(lost);
        let update = quality_update(vec![quality(&participant.sid, lost)]);
        self.tell_others(id, &update);
    }

    fn tell_others(&mut self, id: PeerId, message: &wire::SignalResponse) {
        let connections: Vec<_> = self
            .participants
            .values()
            .filter(|other| other.id != id)
            .filter_map(|other| other.connection)
            .collect();
        for connection in connections {
            self.send_to(connection, message.clone());
        }
    }
}

fn quality(sid: &str, lost: bool) -> wire::ConnectionQualityInfo {
    let (quality, score) = if lost {
        (ConnectionQuality::Lost, 0.0)
    } else {
        (ConnectionQuality::Excellent, 5.0)
    };
    wire::ConnectionQualityInfo {
        participant_sid: sid.to_owned(),
        quality: quality.into(),
        score,
    }
}

fn quality_update(updates: Vec<wire::ConnectionQualityInfo>) -> wire::SignalResponse {
    session::response(Message::ConnectionQuality(wire::ConnectionQualityUpdate { updates }))
}
