//! How fast one signalling connection may speak (ASVS 17.3.1): honest clients say a few things a second.

use std::time::Instant;

/// Messages a second, in the long run.
const RATE: f64 = 100.0;
/// Messages at once.
const BURST: f64 = 500.0;

/// A connection's allowance.
#[derive(Debug)]
pub(super) struct Budget {
    left: f64,
    counted_at: Instant,
}

impl Budget {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            left: BURST,
            counted_at: now,
        }
    }

    /// Takes one message off. False when there are none left.
    pub(super) fn spend(&mut self, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.counted_at).as_secs_f64();
        self.counted_at = now;
        self.left = (self.left + elapsed * RATE).min(BURST);
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn asvs_17_3_1_a_burst_then_the_rate_then_nothing() {
        let start = crate::clock::instant();
        let mut budget = Budget::new(start);
        assert_eq!((0..1000).filter(|_| budget.spend(start)).count(), 500);
        let second = start + Duration::from_secs(1);
        assert_eq!((0..1000).filter(|_| budget.spend(second)).count(), 100);
        let much_later = start + Duration::from_secs(3600);
        assert_eq!((0..1000).filter(|_| budget.spend(much_later)).count(), 500);
    }
}
