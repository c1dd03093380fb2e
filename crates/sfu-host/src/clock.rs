//! The edge where this crate asks for time and randomness. Everything else takes them as parameters.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sfu::WallClock;

/// The present on the monotonic clock.
#[expect(clippy::disallowed_methods, reason = "this module is where the host's clock is read")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// The present in milliseconds since 1970 (UTC).
#[expect(clippy::disallowed_methods, reason = "this module is where the host's clock is read")]
pub(crate) fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The present in whole seconds since 1970 (UTC), as tokens count.
pub(crate) fn unix_seconds() -> u64 {
    u64::try_from(unix_ms() / 1000).unwrap_or(0)
}

/// One moment on both clocks.
pub(crate) fn wall() -> WallClock {
    WallClock {
        at: instant(),
        unix_ms: unix_ms(),
    }
}

/// Fresh random bytes of the operating system.
///
/// # Errors
/// Whatever the operating system says.
#[expect(
    clippy::disallowed_methods,
    reason = "this module is where the host's randomness comes from"
)]
pub(crate) fn seed() -> Result<[u8; 32], getrandom::Error> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed)?;
    Ok(seed)
}
