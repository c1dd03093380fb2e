//! A client made for tests and load: it speaks LiveKit's signalling v1 and WebRTC, without sockets, clock or codecs.
//!
//! Behind the cargo feature `testing`. [`Client`] is driven as a room is: messages, datagrams and time go in, messages
//! and datagrams come out. Its pictures and sounds are synthetic, yet have what a forwarder looks at: keyframes,
//! picture ids, simulcast layers, audio levels, redundancy; what it receives is checked frame by frame.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a broken test client should say so at once"
)]

mod client;
mod negotiating;
mod receiving;
mod seeing;
mod sending;

pub use client::{Client, ClientDatagram, ClientOptions, Sdk};
pub use receiving::Received;
pub use sending::Publish;

/// The moment at which virtual time begins; the same for all tests of a process.
#[cfg(test)]
pub(crate) fn origin() -> std::time::Instant {
    use std::sync::OnceLock;
    use std::time::{Duration, Instant};
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "an `Instant` comes from nowhere else")]
    let now = Instant::now;
    *ORIGIN.get_or_init(|| now() + Duration::from_secs(3600))
}
