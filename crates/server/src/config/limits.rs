//! `[limits]`

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Invalid, within};

/// Bounds on connections and requests, against exhaustion by slow or many clients.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Most connections at a time, over all clients.
    pub connections: usize,
    /// Most connections at a time from one address (IPv6: one /64 network). An office behind one address counts as one.
    /// Addresses of `server.proxies` are not counted.
    pub connections_per_address: usize,
    /// Seconds within which the TLS handshake must be done.
    pub handshake_seconds: u64,
    /// Seconds within which a request's head must have come.
    pub header_seconds: u64,
    /// Bytes a second that a request's body must come with, over any `header_seconds`.
    pub body_bytes_per_second: u64,
    /// Seconds after which a connection without a request is closed.
    pub idle_seconds: u64,
    /// Seconds after which a connection is closed whose client takes none of what is sent to it.
    pub stalled_seconds: u64,
    /// Seconds that open requests and calls are given to end when the server is told to stop.
    pub stop_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            connections_per_address: 1_000,
            handshake_seconds: 10,
            header_seconds: 10,
            body_bytes_per_second: 1_024,
            idle_seconds: 75,
            stalled_seconds: 30,
            stop_seconds: 8,
        }
    }
}

impl Limits {
    /// Time for the TLS handshake.
    #[must_use]
    pub fn handshake(&self) -> Duration {
        Duration::from_secs(self.handshake_seconds)
    }

    /// Time for a request's head.
    #[must_use]
    pub fn header(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }

    /// Time a connection may stay without a request.
    #[must_use]
    pub fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds)
    }

    /// Time a client may take nothing of what is sent to it.
    #[must_use]
    pub fn stalled(&self) -> Duration {
        Duration::from_secs(self.stalled_seconds)
    }

    /// Time that open requests are given at the end.
    #[must_use]
    pub fn stop(&self) -> Duration {
        Duration::from_secs(self.stop_seconds)
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        within("limits.connections", self.connections, 1..=1_000_000)?;
        within(
            "limits.connections_per_address",
            self.connections_per_address,
            1..=1_000_000,
        )?;
        within("limits.handshake_seconds", self.handshake_seconds, 1..=10)?;
        within("limits.header_seconds", self.header_seconds, 1..=10)?;
        within(
            "limits.body_bytes_per_second",
            self.body_bytes_per_second,
            1_024..=1_048_576,
        )?;
        within("limits.idle_seconds", self.idle_seconds, 1..=600)?;
        within("limits.stalled_seconds", self.stalled_seconds, 1..=600)?;
        within("limits.stop_seconds", self.stop_seconds, 0..=9)
    }
}
