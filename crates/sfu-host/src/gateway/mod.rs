//! The door: LiveKit's signalling WebSocket and RoomService over Twirp, for unmodified LiveKit clients.
//!
//! Takes a token from any origin and never reads a cookie, so a foreign page gains nothing by calling it.

mod auth;
mod budget;
mod claims;
mod cors;
mod entry;
mod presence;
mod refresh;
mod refusal;
mod rtc;
mod twirp;
mod ws;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::routing::{any, get};
use sfu::{ConnectionId, wire};
use tokio::sync::Semaphore;

pub(crate) use self::presence::Presence;
use crate::keys::Keys;
use crate::net::candidates::Addresses;
use crate::rooms::RoomService;

/// Joins under way at a time; more wait their turn. Each costs a worker milliseconds of cryptography.
const JOINS_AT_A_TIME: usize = 16;

/// Everything a request needs.
pub(crate) struct Gate {
    keys: Keys,
    rooms: RoomService,
    addresses: Addresses,
    reserved_prefix: String,
    ice_servers: Vec<wire::IceServer>,
    presence: Presence,
    joins: Semaphore,
    last_connection: AtomicU64,
}

impl Gate {
    pub(crate) fn new(
        keys: Keys,
        rooms: RoomService,
        addresses: Addresses,
        reserved_prefix: String,
        ice_servers: Vec<wire::IceServer>,
        presence: Presence,
    ) -> Self {
        Self {
            keys,
            rooms,
            addresses,
            reserved_prefix,
            ice_servers,
            presence,
            joins: Semaphore::new(JOINS_AT_A_TIME),
            last_connection: AtomicU64::new(0),
        }
    }

    fn is_reserved(&self, room: &str) -> bool {
        !self.reserved_prefix.is_empty() && room.starts_with(&self.reserved_prefix)
    }

    fn next_connection(&self) -> ConnectionId {
        ConnectionId(self.last_connection.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

/// All routes of the door.
pub(crate) fn router(gate: Arc<Gate>) -> Router {
    Router::new()
        // Any method: over HTTP/2 a WebSocket begins with CONNECT.
        .route("/rtc", any(rtc::rtc))
        .route("/rtc/v1", any(rtc::rtc_v1))
        .route("/rtc/validate", get(rtc::validate))
        .route("/rtc/v1/validate", get(rtc::validate_v1))
        .route("/rtc/{*nothing}", any(rtc::nothing))
        .route("/twirp/{*path}", any(twirp::serve))
        .with_state(gate)
        .layer(axum::middleware::from_fn(cors::open_to_all_origins))
}
