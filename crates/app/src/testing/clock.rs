//! A clock that stands still until it is told to move.

use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::{Clock, Duration, Timestamp};

/// A clock in a test's hands.
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

impl Default for FakeClock {
    /// A Tuesday in 2026.
    fn default() -> Self {
        Self(AtomicI64::new(1_790_000_000_000))
    }
}

impl FakeClock {
    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.set(self.now().plus(by));
    }

    /// Jumps to another moment, back too: real clocks do.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}
