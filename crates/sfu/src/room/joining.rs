//! A participant comes in, and its media connects.

use crate::event::RoomEventKind;
use crate::input::Join;
use crate::peer::Peer;
use crate::room::Room;
use crate::room::announcing::Departure;
use crate::room::participant::Participant;
use crate::room::timers::Round;
use crate::signal::session;
use crate::wire::{self, DisconnectReason, leave_request::Action, signal_response::Message};
use crate::{ConnectionId, Output, PeerId, ids};

/// Longest identity and name, in bytes.
const MAX_NAME: usize = 256;
/// Longest metadata, in bytes.
pub(super) const MAX_METADATA: usize = 512 * 1024;
/// Most bytes of attribute names and values together.
pub(super) const MAX_ATTRIBUTES: usize = 64 * 1024;

impl Room {
    pub(super) fn join(&mut self, mut join: Join) {
        let connection = join.connection;
        if join.identity.is_empty() || join.identity.len() > MAX_NAME {
            return self.refuse_join(connection, DisconnectReason::JoinFailure);
        }
        let mut replaced = None;
        if let Some(earlier) = self.by_identity.get(&join.identity).copied() {
            replaced = self.replace(earlier);
        }
        let most = usize::try_from(self.options.max_participants).unwrap_or(usize::MAX);
        if most > 0 && self.participants.len() >= most {
            self.departures
                .extend(replaced.map(|info| Departure { info, replaced: false }));
            return self.refuse_join(connection, DisconnectReason::JoinFailure);
        }
        let id = PeerId(self.next_peer);
        let Some(peer) = Peer::new(id, &self.options.certificate, &join.candidates, self.now) else {
            self.sink.stats.peer_panics += 1;
            self.departures
                .extend(replaced.map(|info| Departure { info, replaced: false }));
            return self.refuse_join(connection, DisconnectReason::JoinFailure);
        };
        self.next_peer += 1;
        let announced = std::mem::take(&mut join.request.add_track_requests);
        let offer = join.request.publisher_offer.take();
        let ice_servers = std::mem::take(&mut join.ice_servers);
        let sid = ids::random("PA_", &mut self.random);
        let mut participant = Participant::new(id, sid.clone(), peer, join, self.now);
        participant.presence.replaces = replaced;
        let identity = participant.profile.identity.clone();
        self.by_identity.insert(identity.clone(), id);
        self.by_connection.insert(connection, id);
        self.participants.insert(id, participant);
        self.left_at = None;
        self.timers.start(Round::House, self.now);

        self.outputs.push(Output::Joined {
            connection,
            peer: id,
            sid,
            identity,
        });
        self.tell_ufrag(id);
        let response = self.join_response(id, ice_servers);
        self.send_to(connection, session::response(Message::Join(response)));
        for request in announced {
            self.add_track(id, request);
        }
        if let Some(offer) = offer.filter(|offer| !offer.sdp.is_empty()) {
            self.offer(id, &offer);
        }
        self.refresh_token(id);
        self.schedule(id);
        self.peer_events();
    }

    fn refuse_join(&mut self, connection: ConnectionId, reason: DisconnectReason) {
        self.send_to(connection, session::leave(reason, Action::Disconnect));
        self.outputs.push(Output::CloseSignal { connection });
    }

    fn join_response(&self, id: PeerId, ice_servers: Vec<wire::IceServer>) -> wire::JoinResponse {
        let others = self
            .participants
            .values()
            .filter(|other| other.id != id && other.is_visible())
            .map(|other| self.info(other))
            .collect();
        let own = self.participants.get(&id);
        let may_publish = own.is_some_and(|own| own.profile.permission.can_publish);
        let server = &self.options.server_info;
        let seconds = |duration: std::time::Duration| i32::try_from(duration.as_secs()).unwrap_or(i32::MAX);
        wire::JoinResponse {
            room: Some(self.room_info()),
            participant: own.map(|own| self.info(own)),
            other_participants: others,
            server_version: server.version.clone(),
            server_region: server.region.clone(),
            ice_servers,
            subscriber_primary: false,
            client_configuration: Some(wire::ClientConfiguration::default()),
            ping_interval: seconds(self.options.timeouts.ping_interval),
            ping_timeout: seconds(self.options.timeouts.ping),
            server_info: Some(server.clone()),
            enabled_publish_codecs: publish_codecs(),
            fast_publish: may_publish,
            ..Default::default()
        }
    }

    /// Tells the host under which ICE user fragment this participant's datagrams begin.
    pub(super) fn tell_ufrag(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let ufrag = participant.peer.ufrag();
        if ufrag != participant.presence.ufrag && !ufrag.is_empty() {
            participant.presence.ufrag.clone_from(&ufrag);
            self.outputs.push(Output::UfragAdded { peer: id, ufrag });
        }
    }

    /// The media of a participant connected: it is seen, and receives.
    pub(super) fn activate(&mut self, id: PeerId) {
        let now = self.now;
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        if participant.presence.active_at.is_some() {
            return;
        }
        participant.presence.active_at = Some(now);
        participant.presence.changed = true;
        participant.receiving.stale = true;
        let replaced = participant.presence.replaces.take();
        let hidden = participant.profile.permission.hidden;
        // A hidden one takes nobody's place.
        self.departures.extend(
            replaced
                .filter(|_| hidden)
                .map(|info| Departure { info, replaced: false }),
        );
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let tracks = participant.publishing.tracks.clone();
        let mut received = Vec::new();
        for track in self.tracks.values_mut() {
            let mut mine = track.subscriptions.iter_mut().filter(|mine| mine.subscriber == id);
            if let Some(subscription) = mine.next() {
                subscription.set_ready(now);
                track.retarget(now);
                received.push(track.key);
            }
        }
        for key in received {
            self.tell_wanted_layers(key);
            self.ask_keyframes(key);
        }
        self.timers.start(Round::Keyframes, now);
        let info = self.participants.get(&id).map(|participant| self.info(participant));
        self.emit(RoomEventKind::ParticipantJoined, info, None);
        for key in tracks {
            self.track_is_public(key);
        }
        self.tell_quality(id);
    }
}

/// What clients may publish, the preferred one first.
pub(super) fn publish_codecs() -> Vec<wire::Codec> {
    ["video/VP8", "audio/opus", "audio/red"]
        .map(|mime| wire::Codec {
            mime: mime.to_owned(),
            ..Default::default()
        })
        .into()
}
