//! A host with a listener on loopback, and a client that speaks signalling without media.

mod caller;
mod client;
mod door;
mod token;

pub(crate) use caller::Caller;
pub(crate) use client::{Client, Refused, parameter};
pub(crate) use door::{Door, options};
pub(crate) use token::{FULL, INTERNAL, SECRET, claims, join_claims, now, sign, sign_raw};

use std::time::Duration;

/// Longest a test waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Waits for `work`, and fails the test when it takes too long.
pub(crate) async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done,
        Err(_) => panic!("waited in vain for {what}"),
    }
}
