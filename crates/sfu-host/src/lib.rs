//! Runs rooms: gives the media core ([`sfu`]) sockets, threads, a clock, and a door.
//!
//! [`Host::start`] binds the media ports and starts a worker thread for each; a room is pinned to one worker, which
//! owns it alone. [`Host::router`] is the door: LiveKit's signalling WebSocket and its RoomService over Twirp.
//! [`Host::rooms`] is the same RoomService for callers in this process, [`Host::events`] what happened.
//!
//! What it never does: look at a packet's contents beyond finding whose it is, know accounts or conferences, touch a
//! database, read a cookie. Who may enter is what a signed token says, and nothing else.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod arrival;
mod bars;
mod clock;
pub mod events;
mod figures;
mod gateway;
mod host;
mod keys;
mod net;
mod options;
mod refusal;
mod rooms;
mod testing;
mod worker;

pub use arrival::{Arrival, FORWARDING_HEADERS};
pub use figures::Figures;
pub use host::Host;
pub use keys::{ApiKey, KeyRefusal, KeyScope, LEAST_SECRET};
pub use options::{HostOptions, StartError};
pub use refusal::RoomRefusal;
pub use rooms::{LONGEST_NAME, RoomService};
pub use sfu::wire;
pub use testing::Testing;
