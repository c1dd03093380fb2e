//! Sans-IO media core: who hears and sees whom in one room, packet by packet.
//!
//! A [`Room`] is a value. The host feeds it [`Input`]s (joins, signalling messages, datagrams, time passing,
//! commands) and collects [`Outputs`] (signalling messages to send, datagrams to send, events to tell). All of
//! WebRTC runs inside, one peer connection per participant, in the single-peer-connection form of the LiveKit
//! signalling protocol ("v1").
//!
//! What it never does: open a socket, read a clock, take system randomness on its own account, spawn a thread,
//! await, touch a database, decide who may enter (a token says that, and the host checks it).
//!
//! One round of a host's loop:
//!
//! ```ignore
//! room.handle(now, Input::Datagram { .. });   // any number of inputs with the same `now`
//! room.poll_outputs(&mut outputs);            // once per round: sends what the round wrote
//! // … send `outputs.datagrams`, act on `outputs.list`, `outputs.clear()` …
//! sleep_until(room.next_timeout());           // then room.handle(now, Input::Timeout)
//! ```
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod command;
mod data;
mod event;
mod forward;
mod ids;
mod input;
mod options;
mod output;
mod peer;
pub mod room;
pub mod signal;
mod speakers;
pub mod stats;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod track;
pub mod wire;

pub use command::{Command, CommandRefusal, CommandReply, CommandResult};
pub use event::{RoomEvent, RoomEventKind};
pub use input::{ConnectionId, Input, Join, PeerId, Resume};
pub use options::{Certificate, CertificateError, RoomOptions, Timeouts, WallClock};
pub use output::{DatagramBatches, Datagrams, Output, Outputs, RefreshClaims};
pub use room::Room;
