//! Coming in: joins and resumes, and the bars that keep someone out.

use std::time::Instant;

use sfu::{ConnectionId, Input, Room, RoomOptions, wire};

use super::mailbox::{EntryRefusal, JoinCall, ResumeCall};
use super::outbox::{Outbox, Outgoing, leave, leave_response};
use super::{Connection, Worker};
use crate::net::demux::RoomKey;

impl Worker {
    /// May this identity come into this room?
    pub(super) fn check(&self, room: &str, identity: &str, now: Instant) -> Result<(), EntryRefusal> {
        if self.stopping {
            return Err(EntryRefusal::Stopping);
        }
        if self.bars.is_room_barred(room, now) {
            return Err(EntryRefusal::RoomBarred);
        }
        if self.bars.is_participant_barred(room, identity, now) {
            return Err(EntryRefusal::ParticipantBarred);
        }
        Ok(())
    }

    /// Lets someone in, and brings the room to life if need be.
    pub(super) fn join(&mut self, call: JoinCall, now: Instant) {
        if call.reply.is_closed() {
            // The client went away while it waited its turn.
            return;
        }
        let identity = call.join.identity.clone();
        if let Err(refusal) = self.check(&call.room, &identity, now) {
            let _ = call.reply.send(Err(refusal));
            return;
        }
        let key = self.open_room(&call.room, &call.configuration, now);
        let connection = call.join.connection;
        self.connections.insert(
            connection,
            Connection {
                room: key,
                identity,
                outbox: call.outbox,
                candidates: call.join.candidates.clone(),
            },
        );
        self.feed(key, now, Input::Join(call.join));
        let _ = call.reply.send(Ok(()));
    }

    /// Gives a participant a new WebSocket; one of a room that lives no more is told to join anew.
    pub(super) fn resume(&mut self, call: ResumeCall, now: Instant) {
        let identity = call.resume.identity.clone();
        if let Err(refusal) = self.check(&call.room, &identity, now) {
            let _ = call.reply.send(Err(refusal));
            return;
        }
        let connection = call.resume.connection;
        match self.floor.find(&call.room) {
            Some(room) => {
                self.connections.insert(
                    connection,
                    Connection {
                        room,
                        identity,
                        outbox: call.outbox,
                        candidates: Vec::new(),
                    },
                );
                self.feed(room, now, Input::Resume(call.resume));
            }
            None => send_back(&call.outbox),
        }
        let _ = call.reply.send(Ok(()));
    }

    /// The room of this name; a new one where there is none.
    pub(super) fn open_room(&mut self, name: &str, configuration: &wire::RoomConfiguration, now: Instant) -> RoomKey {
        if let Some(key) = self.floor.find(name) {
            return key;
        }
        let mut options = RoomOptions::new(name, self.certificate.clone(), self.wall_clock);
        options.testing = self.testing;
        options.server_info.region.clone_from(&self.region);
        options.apply(configuration);
        let room = Room::new(options, self.seed(), now);
        let key = self.floor.add(name, room, now);
        // So that the room's first outputs (it started) and its timer are collected in this round.
        self.feed(key, now, Input::Timeout);
        key
    }

    /// A WebSocket is gone.
    pub(super) fn signal_closed(&mut self, connection: ConnectionId, now: Instant) {
        if let Some(gone) = self.connections.remove(&connection) {
            self.feed(gone.room, now, Input::SignalClosed { connection });
        }
    }
}

/// Tells a client that resumes into nothing to join anew.
fn send_back(outbox: &Outbox) {
    let message = leave(
        wire::DisconnectReason::StateMismatch,
        wire::leave_request::Action::Reconnect,
    );
    // A fresh outbox has room for two.
    let _ = outbox.put(Outgoing::Signal(leave_response(message)));
    let _ = outbox.put(Outgoing::Close);
}
