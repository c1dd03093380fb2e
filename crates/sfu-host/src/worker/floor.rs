//! The rooms a worker owns: by name, by number, and by when they want to be woken.
//!
//! A room that panics ends alone (a peer that panics ends alone inside its room already, see `sfu`).

use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use sfu::{Input, Outputs, Room};

use crate::net::demux::RoomKey;

struct Slot {
    name: String,
    room: Room,
    wakes_at: Instant,
    dirty: bool,
}

/// All rooms of a worker.
#[derive(Default)]
pub(crate) struct Floor {
    rooms: HashMap<RoomKey, Slot>,
    names: HashMap<String, RoomKey>,
    timers: BTreeSet<(Instant, RoomKey)>,
    dirty: Vec<RoomKey>,
    last_key: u64,
}

/// The room panicked: it must be dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken;

impl Floor {
    pub(crate) fn add(&mut self, name: &str, room: Room, now: Instant) -> RoomKey {
        self.last_key += 1;
        let key = RoomKey(self.last_key);
        self.names.insert(name.to_owned(), key);
        self.timers.insert((now, key));
        self.rooms.insert(
            key,
            Slot {
                name: name.to_owned(),
                room,
                wakes_at: now,
                dirty: false,
            },
        );
        key
    }

    pub(crate) fn remove(&mut self, key: RoomKey) -> Option<String> {
        let slot = self.rooms.remove(&key)?;
        self.timers.remove(&(slot.wakes_at, key));
        self.names.remove(&slot.name);
        Some(slot.name)
    }

    pub(crate) fn find(&self, name: &str) -> Option<RoomKey> {
        self.names.get(name).copied()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }

    pub(crate) fn keys(&self) -> Vec<RoomKey> {
        self.rooms.keys().copied().collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.rooms.len()
    }

    /// Feeds a room. Its outputs wait until [`Floor::poll`].
    pub(crate) fn handle(&mut self, key: RoomKey, now: Instant, input: Input<'_>) -> Result<(), Broken> {
        let Some(slot) = self.rooms.get_mut(&key) else {
            return Ok(());
        };
        if !slot.dirty {
            slot.dirty = true;
            self.dirty.push(key);
        }
        catch_unwind(AssertUnwindSafe(|| slot.room.handle(now, input))).map_err(|_| Broken)
    }

    /// The rooms that were fed since they were last polled.
    pub(crate) fn take_dirty(&mut self, into: &mut Vec<RoomKey>) {
        into.append(&mut self.dirty);
    }

    /// Takes a room's outputs and sets its timer anew.
    pub(crate) fn poll(&mut self, key: RoomKey, outputs: &mut Outputs) -> Result<(), Broken> {
        let Some(slot) = self.rooms.get_mut(&key) else {
            return Ok(());
        };
        slot.dirty = false;
        let wakes_at = catch_unwind(AssertUnwindSafe(|| {
            slot.room.poll_outputs(outputs);
            slot.room.next_timeout()
        }))
        .map_err(|_| Broken)?;
        if wakes_at != slot.wakes_at {
            self.timers.remove(&(slot.wakes_at, key));
            self.timers.insert((wakes_at, key));
            slot.wakes_at = wakes_at;
        }
        Ok(())
    }

    /// When the next room wants to be woken.
    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// The rooms that wanted to be woken by now.
    pub(crate) fn due(&self, now: Instant, into: &mut Vec<RoomKey>) {
        into.extend(self.timers.iter().take_while(|(at, _)| *at <= now).map(|(_, key)| *key));
    }
}
