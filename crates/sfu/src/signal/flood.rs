//! How many messages a signalling connection may send (ASVS 17.3.1).

use std::time::Instant;

/// A bucket of tokens: `capacity` at once, `per_second` in the long run.
#[derive(Debug)]
pub(crate) struct Bucket {
    capacity: f32,
    per_second: f32,
    tokens: f32,
    filled_at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn new(capacity: f32, per_second: f32, now: Instant) -> Self {
        Self {
            capacity,
            per_second,
            tokens: capacity,
            filled_at: now,
        }
    }

    /// Puts a token back.
    pub(crate) fn give(&mut self) {
        self.tokens = (self.tokens + 1.0).min(self.capacity);
    }

    /// Takes a token; false when there is none.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.filled_at).as_secs_f32();
        self.filled_at = now;
        self.tokens = (self.tokens + elapsed * self.per_second).min(self.capacity);
        let has = self.tokens >= 1.0;
        if has {
            self.tokens -= 1.0;
        }
        has
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing::origin;

    #[test]
    fn asvs_17_3_1_a_burst_passes_and_a_flood_does_not() {
        let mut bucket = Bucket::new(5.0, 2.0, origin());
        let mut taken = |ms| bucket.take(origin() + Duration::from_millis(ms));
        assert!((0..5).all(|_| taken(0)));
        assert!(!taken(0));
        assert!(!taken(499));
        assert!(taken(500));
        assert!(!taken(500));
        assert!((0..5).all(|_| taken(60_000)), "never more than the capacity");
        assert!(!taken(60_000));
    }
}
