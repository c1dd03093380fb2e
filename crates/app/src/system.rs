//! The operating system's clock and random generator: the only module that may ask for either.
//!
//! Everything else is handed a [`Clock`] and an [`Entropy`], so that a test can stand still in time and repeat
//! its luck.
#![allow(
    clippy::disallowed_methods,
    reason = "this is the one place where the present and luck come from"
)]

use std::time::{SystemTime, UNIX_EPOCH};

use domain::secret::Entropy;
use domain::time::{Clock, Timestamp};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        // A clock before 1970 is a broken machine; the epoch is as good an answer as any.
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's cryptographic generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        // Going on without randomness would hand out guessable secrets: stopping is the safe failure.
        assert!(
            getrandom::fill(buffer).is_ok(),
            "the operating system gives no randomness"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asvs_6_5_3_the_clock_has_passed_2023_and_randomness_does_not_repeat() {
        assert!(SystemClock.now() > Timestamp::from_millis(1_700_000_000_000));
        let (mut first, mut second) = ([0; 32], [0; 32]);
        SystemEntropy.fill(&mut first);
        SystemEntropy.fill(&mut second);
        assert_ne!(first, second);
    }
}
