//! Carrying out what rooms put out: messages, datagrams, events, answers.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use sfu::{ConnectionId, DatagramBatches, Input, Output, wire};

use super::Worker;
use super::outbox::{Outgoing, leave, leave_response};
use crate::clock;
use crate::net::demux::{PeerKey, RoomKey};

impl Worker {
    /// Polls every room that was fed, until none has anything more to say.
    pub(super) fn deliver_all(&mut self, now: Instant) {
        // Delivering may feed rooms again (a connection that does not read is closed): a few turns settle it,
        // and what is left waits for the next round.
        for _ in 0..4 {
            let mut dirty = std::mem::take(&mut self.scratch_rooms);
            self.floor.take_dirty(&mut dirty);
            if dirty.is_empty() {
                self.scratch_rooms = dirty;
                return;
            }
            for key in dirty.drain(..) {
                self.deliver(key, now);
            }
            self.scratch_rooms = dirty;
        }
    }

    fn deliver(&mut self, key: RoomKey, now: Instant) {
        let mut outputs = std::mem::take(&mut self.outputs);
        let polled = self.floor.poll(key, &mut outputs);
        let mut finished = false;
        for output in outputs.list.drain(..) {
            finished |= matches!(output, Output::Finished);
            self.carry_out(key, output, now);
        }
        self.send_datagrams(key, &outputs.datagrams, now);
        if finished {
            // Only now: what its end caused is told and sent.
            self.close_room(key);
        }
        outputs.clear();
        self.outputs = outputs;
        if polled.is_err() {
            self.break_room(key);
        }
    }

    fn carry_out(&mut self, room: RoomKey, output: Output, now: Instant) {
        match output {
            Output::Joined { connection, peer, .. } => {
                let candidates = self
                    .connections
                    .get_mut(&connection)
                    .map(|connection| std::mem::take(&mut connection.candidates))
                    .unwrap_or_default();
                self.demux.add_peer(PeerKey { room, peer }, candidates);
            }
            Output::Signal { connection, response } => self.tell(connection, Outgoing::Signal(response), now),
            Output::RefreshToken { connection, claims } => {
                let issued_at = clock::unix_seconds();
                self.tell(connection, Outgoing::Refresh { claims, issued_at }, now);
            }
            Output::CloseSignal { connection } => {
                if let Some(closed) = self.connections.remove(&connection) {
                    // One that does not read sees its outbox end instead.
                    let _ = closed.outbox.put(Outgoing::Close);
                }
            }
            Output::UfragAdded { peer, ufrag } => {
                self.demux.add_ufrag(PeerKey { room, peer }, ufrag);
            }
            Output::PeerRemoved { peer } => self.demux.remove_peer(PeerKey { room, peer }),
            Output::Event(event) => self.events.publish((*event).into()),
            Output::CommandDone { id, result } => self.call_done(id, result),
            Output::Finished => {}
        }
    }

    /// Puts something into a connection's outbox. A full one means that nobody reads: the connection ends.
    pub(super) fn tell(&mut self, id: ConnectionId, outgoing: Outgoing, now: Instant) {
        let Some(connection) = self.connections.get(&id) else {
            return;
        };
        if connection.outbox.put(outgoing).is_err() {
            tracing::info!(connection = id.0, "signalling connection does not read: closed");
            self.signal_closed(id, now);
        }
    }

    fn send_datagrams(&mut self, room: RoomKey, batches: &DatagramBatches, now: Instant) {
        for batch in batches.iter() {
            let key = PeerKey { room, peer: batch.peer };
            self.demux.note_sent(key, batch.destination, batch.source, now);
            let source = self.source_ip(batch.source);
            self.udp
                .send(source, batch.destination, batch.contents, batch.segment_size);
        }
    }

    /// The local address to send from, where the socket has several. An advertised address that is not this
    /// machine's own (address translation) leaves the choice to the routing table.
    fn source_ip(&self, candidate: SocketAddr) -> Option<IpAddr> {
        let ip = candidate.ip();
        let several = self.udp.local().ip().is_unspecified();
        let ours = ip.is_loopback() || self.machine.contains(&ip);
        (several && ours).then_some(ip)
    }

    /// Feeds a room; one that panics is ended.
    pub(super) fn feed(&mut self, room: RoomKey, now: Instant, input: Input<'_>) {
        if self.floor.handle(room, now, input).is_err() {
            self.break_room(room);
        }
    }

    /// The room ended by itself.
    fn close_room(&mut self, room: RoomKey) {
        self.connections.retain(|_, connection| {
            let stays = connection.room != room;
            if !stays {
                let _ = connection.outbox.put(Outgoing::Close);
            }
            stays
        });
        self.demux.remove_room(room);
        self.floor.remove(room);
        self.abandon_calls(room);
    }

    /// The room panicked. Whoever was in it is told to come back, into a new one.
    pub(super) fn break_room(&mut self, room: RoomKey) {
        let message = leave(
            wire::DisconnectReason::MediaFailure,
            wire::leave_request::Action::Reconnect,
        );
        for connection in self.connections.values().filter(|c| c.room == room) {
            let _ = connection.outbox.put(Outgoing::Signal(leave_response(message.clone())));
        }
        if let Some(name) = self.floor.remove(room) {
            tracing::error!("a room panicked and was ended");
            self.figures.room_panicked();
            self.events.publish(wire::WebhookEvent {
                event: "room_finished".to_owned(),
                room: Some(wire::Room {
                    name,
                    ..Default::default()
                }),
                id: format!("EV_broken{}", room.0),
                created_at: self.wall_clock.unix_ms(clock::instant()) / 1000,
                ..Default::default()
            });
        }
        self.close_room(room);
    }
}
