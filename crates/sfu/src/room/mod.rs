//! One room: its participants, what they publish and what they receive.
//!
//! Each file is one thing that happens in a room; all of them are methods of [`Room`]. The order within a round:
//! an input is handled, what it caused is told ([`Room::settle`]), and at the end of the round what was written to
//! subscribers goes out ([`Room::poll_outputs`]).

mod announcing;
mod commands;
mod forwarding;
mod housekeeping;
mod joining;
mod leaving;
mod negotiating;
mod participant;
mod publishing;
mod relaying;
mod resuming;
mod signalling;
mod speaking;
mod subscribing;
mod timers;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use rand::SeedableRng as _;
use rand::rngs::StdRng;

use self::participant::Participant;
use self::timers::Timers;
use crate::data::Nonces;
use crate::event::{RoomEvent, RoomEventKind};
use crate::peer::{PeerEvent, PeerSink};
use crate::track::TrackKey;
use crate::track::published::Track;
use crate::{ConnectionId, Input, Output, Outputs, PeerId, RoomOptions, ids, signal, wire};

/// Most rounds of "flush, and what that caused" at the end of a round; the rest waits for the next.
const MAX_FLUSHES: usize = 8;

/// A room, alive from [`Room::new`] until [`Output::Finished`].
pub struct Room {
    options: RoomOptions,
    sid: String,
    random: StdRng,
    now: Instant,
    created_at: Instant,
    /// The last participant left then; `None` while somebody is there or nobody ever was.
    left_at: Option<Instant>,
    ended: bool,

    participants: BTreeMap<PeerId, Participant>,
    by_connection: HashMap<ConnectionId, PeerId>,
    by_identity: HashMap<String, PeerId>,
    tracks: BTreeMap<TrackKey, Track>,
    next_peer: u32,
    next_track: u32,

    timers: Timers,
    nonces: Nonces,
    /// Participants that left and whose leaving was not told yet.
    departures: Vec<announcing::Departure>,
    /// Something happened that may have to be told.
    unsettled: bool,
    /// The room itself changed and that was not told yet.
    room_changed: bool,
    told_counts: (u32, u32),
    last_count_tick: u128,
    /// Peers that were written to in this round.
    written: Vec<PeerId>,
    sink: PeerSink,
    outputs: Vec<Output>,
}

impl Room {
    /// Makes an empty room. `seed` feeds the identifiers the room makes; `now` is the present.
    #[must_use]
    pub fn new(options: RoomOptions, seed: [u8; 32], now: Instant) -> Self {
        let mut random = StdRng::from_seed(seed);
        let sid = ids::random("RM_", &mut random);
        let mut room = Self {
            options,
            sid,
            random,
            now,
            created_at: now,
            left_at: None,
            ended: false,
            participants: BTreeMap::new(),
            by_connection: HashMap::new(),
            by_identity: HashMap::new(),
            tracks: BTreeMap::new(),
            next_peer: 0,
            next_track: 0,
            timers: Timers::default(),
            nonces: Nonces::default(),
            departures: Vec::new(),
            unsettled: false,
            room_changed: false,
            told_counts: (0, 0),
            last_count_tick: 0,
            written: Vec::new(),
            sink: PeerSink::default(),
            outputs: Vec::new(),
        };
        room.emit(RoomEventKind::RoomStarted, None, None);
        room
    }

    /// The room's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.options.name
    }

    /// `RM_…`.
    #[must_use]
    pub fn sid(&self) -> &str {
        &self.sid
    }

    /// Something happened. Never fails: what is wrong with an input is answered by outputs, or counted.
    ///
    /// `now` must not go back. Inputs of one round (a batch of received datagrams) should share one `now`.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        self.now = self.now.max(now);
        if self.ended {
            self.refuse_after_end(input);
            return;
        }
        self.unsettled |= !matches!(input, Input::Datagram { .. });
        match input {
            Input::Datagram {
                peer,
                source,
                destination,
                contents,
            } => {
                self.datagram(peer, source, destination, contents);
            }
            Input::Timeout => self.timeout(),
            Input::Join(join) => self.join(*join),
            Input::Resume(resume) => self.resume(*resume),
            Input::Signal { connection, request } => self.signal(connection, *request),
            Input::SignalClosed { connection } => self.signal_closed(connection),
            Input::Command { id, command } => {
                let result = self.command(*command);
                // That the room has ended is the last thing to be told.
                let at = self.outputs.len() - usize::from(self.ended);
                self.outputs.insert(at, Output::CommandDone { id, result });
            }
        }
        self.settle();
    }

    /// Ends a round: writes out what its inputs caused and moves all outputs to the end of `outputs`.
    pub fn poll_outputs(&mut self, outputs: &mut Outputs) {
        for _ in 0..MAX_FLUSHES {
            if self.written.is_empty() {
                break;
            }
            for id in std::mem::take(&mut self.written) {
                if let Some(participant) = self.participants.get_mut(&id) {
                    participant.peer.flush(self.now, &mut self.sink);
                    self.schedule(id);
                }
            }
            self.peer_events();
            self.settle();
        }
        outputs.list.append(&mut self.outputs);
        outputs.datagrams.append(&mut self.sink.datagrams);
    }

    /// When [`Input::Timeout`] is due. Valid after [`Room::poll_outputs`].
    #[must_use]
    pub fn next_timeout(&self) -> Instant {
        if self.written.is_empty() {
            self.timers.next(self.lifetime_ends())
        } else {
            self.now
        }
    }

    fn datagram(
        &mut self,
        peer: PeerId,
        source: std::net::SocketAddr,
        destination: std::net::SocketAddr,
        contents: &[u8],
    ) {
        self.sink.stats.datagrams_in += 1;
        self.sink.stats.bytes_in += contents.len() as u64;
        let Some(participant) = self.participants.get_mut(&peer) else {
            self.sink.stats.datagrams_refused += 1;
            return;
        };
        if participant
            .peer
            .receive(self.now, source, destination, contents, &mut self.sink)
        {
            participant.watch.heard_at = self.now;
        } else {
            self.sink.stats.datagrams_refused += 1;
        }
        self.schedule(peer);
        self.peer_events();
    }

    /// Handles what happened inside peer connections, and what that causes in turn.
    fn peer_events(&mut self) {
        while !self.sink.events.is_empty() {
            let mut events = std::mem::take(&mut self.sink.events);
            for (id, event) in events.drain(..) {
                self.peer_event(id, event);
            }
            if self.sink.events.is_empty() {
                // Keep the memory.
                self.sink.events = events;
            }
        }
    }

    fn peer_event(&mut self, id: PeerId, event: PeerEvent) {
        self.unsettled |= !matches!(event, PeerEvent::Packet(_) | PeerEvent::KeyframeWanted(_));
        match event {
            PeerEvent::Packet(packet) => self.forward(id, packet),
            PeerEvent::KeyframeWanted(mid) => self.keyframe_wanted(id, mid),
            PeerEvent::Connected => self.activate(id),
            PeerEvent::PathLost(lost) => self.path_lost(id, lost),
            PeerEvent::ChannelOpen(channel, label) => self.channel_opened(id, channel, &label),
            PeerEvent::ChannelClosed(channel) => self.channel_closed(id, channel),
            PeerEvent::ChannelData(channel, bytes) => self.channel_data(id, channel, &bytes),
            PeerEvent::ChannelDrained => self.send_held(id),
            PeerEvent::Closed => self.media_closed(id),
            PeerEvent::Broken(breakage) => self.media_broken(id, breakage),
        }
    }

    /// Notes that a peer has something to send at the end of the round.
    fn mark_written(&mut self, id: PeerId) {
        if self
            .participants
            .get_mut(&id)
            .is_some_and(|participant| participant.peer.mark_written())
        {
            self.written.push(id);
        }
    }

    /// Sends a message through a participant's WebSocket, if it has one.
    fn send(&mut self, id: PeerId, response: wire::SignalResponse) {
        if let Some(connection) = self.participants.get(&id).and_then(|found| found.connection) {
            self.send_to(connection, response);
        }
    }

    fn send_to(&mut self, connection: ConnectionId, response: wire::SignalResponse) {
        self.outputs.push(Output::Signal {
            connection,
            response: Box::new(response),
        });
    }

    /// Tells the outside.
    fn emit(
        &mut self,
        kind: RoomEventKind,
        participant: Option<wire::ParticipantInfo>,
        track: Option<wire::TrackInfo>,
    ) {
        let event = RoomEvent {
            kind,
            id: ids::random("EV_", &mut self.random),
            at_unix_ms: self.options.wall_clock.unix_ms(self.now),
            room: self.room_info(),
            participant,
            track,
        };
        self.outputs.push(Output::Event(Box::new(event)));
    }

    fn refuse_after_end(&mut self, input: Input<'_>) {
        let connection = match input {
            Input::Join(join) => join.connection,
            Input::Resume(resume) => resume.connection,
            Input::Command { id, .. } => {
                let result = Err(crate::CommandRefusal::RoomEnded);
                self.outputs.push(Output::CommandDone { id, result });
                return;
            }
            _ => return,
        };
        let reason = wire::DisconnectReason::RoomClosed;
        let action = wire::leave_request::Action::Reconnect;
        self.send_to(connection, signal::session::leave(reason, action));
        self.outputs.push(Output::CloseSignal { connection });
    }
}
