//! How busy the workers are, for `/metrics` and the figures in a closing note.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use crate::net::udp::UdpCounts;

/// Sums over all workers since the start; `rooms`, `participants` and `connections` are the present.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Rooms alive.
    pub rooms: u64,
    /// Peer connections alive.
    pub participants: u64,
    /// Signalling WebSockets open.
    pub connections: u64,
    /// UDP datagrams received.
    pub datagrams_in: u64,
    /// Their bytes, without IP and UDP headers.
    pub bytes_in: u64,
    /// UDP datagrams sent.
    pub datagrams_out: u64,
    /// Their bytes, without IP and UDP headers.
    pub bytes_out: u64,
    /// System calls they were sent with.
    pub send_calls: u64,
    /// Datagrams dropped because the socket took no more.
    pub dropped_out: u64,
    /// Datagrams that belonged to nobody.
    pub unclaimed_in: u64,
    /// Rooms that ended by a panic.
    pub room_panics: u64,
    /// Time the worker threads were not waiting.
    pub busy: Duration,
}

/// One worker's figures; written by its thread alone.
#[derive(Debug, Default)]
pub(crate) struct WorkerFigures {
    rooms: AtomicU64,
    participants: AtomicU64,
    connections: AtomicU64,
    datagrams_in: AtomicU64,
    bytes_in: AtomicU64,
    datagrams_out: AtomicU64,
    bytes_out: AtomicU64,
    send_calls: AtomicU64,
    dropped_out: AtomicU64,
    unclaimed_in: AtomicU64,
    room_panics: AtomicU64,
    busy_nanos: AtomicU64,
}

impl WorkerFigures {
    pub(crate) fn note(&self, udp: UdpCounts, rooms: usize, participants: usize, connections: usize, busy: Duration) {
        self.rooms.store(rooms as u64, Relaxed);
        self.participants.store(participants as u64, Relaxed);
        self.connections.store(connections as u64, Relaxed);
        self.datagrams_in.store(udp.datagrams_in, Relaxed);
        self.bytes_in.store(udp.bytes_in, Relaxed);
        self.datagrams_out.store(udp.datagrams_out, Relaxed);
        self.bytes_out.store(udp.bytes_out, Relaxed);
        self.send_calls.store(udp.send_calls, Relaxed);
        self.dropped_out.store(udp.dropped_out, Relaxed);
        let nanos = u64::try_from(busy.as_nanos()).unwrap_or(u64::MAX);
        self.busy_nanos.fetch_add(nanos, Relaxed);
    }

    pub(crate) fn unclaimed(&self) {
        self.unclaimed_in.fetch_add(1, Relaxed);
    }

    pub(crate) fn room_panicked(&self) {
        self.room_panics.fetch_add(1, Relaxed);
    }

    pub(crate) fn add_to(&self, sum: &mut Figures) {
        sum.rooms += self.rooms.load(Relaxed);
        sum.participants += self.participants.load(Relaxed);
        sum.connections += self.connections.load(Relaxed);
        sum.datagrams_in += self.datagrams_in.load(Relaxed);
        sum.bytes_in += self.bytes_in.load(Relaxed);
        sum.datagrams_out += self.datagrams_out.load(Relaxed);
        sum.bytes_out += self.bytes_out.load(Relaxed);
        sum.send_calls += self.send_calls.load(Relaxed);
        sum.dropped_out += self.dropped_out.load(Relaxed);
        sum.unclaimed_in += self.unclaimed_in.load(Relaxed);
        sum.room_panics += self.room_panics.load(Relaxed);
        sum.busy += Duration::from_nanos(self.busy_nanos.load(Relaxed));
    }
}
