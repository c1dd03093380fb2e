//! Calls of RoomService on the rooms of this worker.

use std::time::Instant;

use sfu::{Command, CommandRefusal, CommandReply, CommandResult, Input, wire};

use super::Worker;
use super::mailbox::{CallResult, Disturbance, Reply};
use super::outbox::{Outgoing, leave_response};
use crate::net::demux::RoomKey;
use crate::refusal::RoomRefusal;

/// A call whose answer the room still owes.
pub(super) struct Pending {
    pub(super) room: RoomKey,
    reply: Reply<CallResult>,
    /// Nobody there to remove is as good as removed.
    absent_is_done: bool,
}

impl Worker {
    /// Passes a call on to its room. In reserved rooms removals bar first, so that whoever is not in yet stays out.
    pub(super) fn call(&mut self, room: &str, command: Box<Command>, reply: Reply<CallResult>, now: Instant) {
        let removes = matches!(*command, Command::RemoveParticipant { .. } | Command::DeleteRoom);
        let absent_is_done = removes && self.is_reserved(room);
        if absent_is_done {
            match &*command {
                Command::RemoveParticipant { identity } => {
                    self.bars.bar_participant(room, identity, now);
                }
                _ => self.bars.bar_room(room, now),
            }
        }
        let Some(key) = self.floor.find(room) else {
            let absent = if absent_is_done {
                Ok(CommandReply::Done)
            } else {
                Err(RoomRefusal::RoomNotFound)
            };
            let _ = reply.send(absent);
            return;
        };
        let pending = Pending {
            room: key,
            reply,
            absent_is_done,
        };
        self.start_call(key, command, pending, now);
    }

    /// Makes a room, or finds the one there is.
    pub(super) fn create_room(
        &mut self,
        configuration: &wire::RoomConfiguration,
        reply: Reply<CallResult>,
        now: Instant,
    ) {
        let refusal = if self.stopping {
            Some(RoomRefusal::Unavailable)
        } else if self.bars.is_room_barred(&configuration.name, now) {
            Some(RoomRefusal::RoomBarred)
        } else {
            None
        };
        if let Some(refusal) = refusal {
            let _ = reply.send(Err(refusal));
            return;
        }
        let room = self.open_room(&configuration.name, configuration, now);
        let pending = Pending {
            room,
            reply,
            absent_is_done: false,
        };
        self.start_call(room, Box::new(Command::GetRoom), pending, now);
    }

    fn start_call(&mut self, key: RoomKey, command: Box<Command>, pending: Pending, now: Instant) {
        self.last_call += 1;
        let id = self.last_call;
        self.pending.insert(id, pending);
        self.feed(key, now, Input::Command { id, command });
    }

    /// The room answered.
    pub(super) fn call_done(&mut self, id: u64, result: CommandResult) {
        let Some(pending) = self.pending.remove(&id) else {
            return;
        };
        let result = match result {
            Err(CommandRefusal::ParticipantNotFound | CommandRefusal::RoomEnded) if pending.absent_is_done => {
                Ok(CommandReply::Done)
            }
            result => result.map_err(RoomRefusal::from),
        };
        let _ = pending.reply.send(result);
    }

    /// The room will answer no more.
    pub(super) fn abandon_calls(&mut self, room: RoomKey) {
        let ids: Vec<u64> = self
            .pending
            .iter()
            .filter(|(_, pending)| pending.room == room)
            .map(|(id, _)| *id)
            .collect();
        for id in ids {
            self.call_done(id, Err(CommandRefusal::RoomEnded));
        }
    }

    /// Does something to a signalling connection, for a test. False when there is none.
    pub(super) fn disturb(&mut self, room: &str, identity: &str, disturbance: Disturbance, now: Instant) -> bool {
        let Some(key) = self.floor.find(room) else {
            return false;
        };
        let found = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.room == key && connection.identity == identity)
            .map(|(id, _)| *id)
            .max();
        let Some(id) = found else {
            return false;
        };
        match disturbance {
            Disturbance::Drop => {
                self.tell(id, Outgoing::Abort, now);
                self.signal_closed(id, now);
            }
            Disturbance::Leave(leave) => {
                self.tell(id, Outgoing::Signal(leave_response(leave)), now);
            }
        }
        true
    }
}
