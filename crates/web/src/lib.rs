//! HTTP of the product: the API under `/api/v1`, the event stream, the embedded client.
//!
//! It turns requests into use cases of `app` and their outcomes into responses, and knows status codes, headers and
//! cookies so that nobody else must. It never decides who may do what, never touches the database, and never sees the
//! media half.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

pub mod address;
mod arrival;
mod cookies;
mod credentials;
pub mod error;
mod events;
mod extract;
mod guard;
mod openapi;
mod router;
mod routes;
mod state;
mod ui;
mod window;

pub use arrival::Arrival;
pub use cookies::SESSION as SESSION_COOKIE;
pub use openapi::openapi;
pub use router::router;
pub use state::{Support, WebOptions, WebState};
