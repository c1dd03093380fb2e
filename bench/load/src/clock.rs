//! The one place that asks the system for the time: a measuring program has nobody else to ask.
#![expect(clippy::disallowed_methods, reason = "see above")]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The present, to measure with.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Seconds since 1970 (UTC).
pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
