//! Points in time as whole milliseconds, and the clock that is asked for them.

pub use std::time::Duration;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, as stored in the database and sent by the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A point in time from its milliseconds since the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down (RFC 7519 `NumericDate`).
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// This point plus `duration`; stops at the end of time instead of wrapping.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// This point minus `duration`; stops at the beginning of time instead of wrapping.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// How long ago `earlier` was, seen from this point; zero when it is not earlier (clocks do jump back).
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// Milliseconds of a duration, capped at what a [`Timestamp`] can carry.
fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// `n` minutes.
#[must_use]
pub const fn minutes(n: u64) -> Duration {
    Duration::from_secs(n.saturating_mul(60))
}

/// `n` hours.
#[must_use]
pub const fn hours(n: u64) -> Duration {
    minutes(n.saturating_mul(60))
}

/// `n` days of 24 hours.
#[must_use]
pub const fn days(n: u64) -> Duration {
    hours(n.saturating_mul(24))
}

/// Where the present comes from. A request samples it once; rules get the sample, never the clock.
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates_and_never_goes_negative() {
        let t = Timestamp::from_millis;
        assert_eq!(t(1_000).plus(Duration::from_secs(2)), t(3_000));
        assert_eq!(t(1_000).minus(Duration::from_secs(2)), t(-1_000));
        assert_eq!(t(5_000).since(t(2_000)), Duration::from_secs(3));
        assert_eq!(
            t(2_000).since(t(5_000)),
            Duration::ZERO,
            "a clock that jumped back is no time at all"
        );
        assert_eq!(t(i64::MAX).plus(Duration::MAX), t(i64::MAX));
        assert_eq!(t(i64::MIN).minus(Duration::MAX), t(i64::MIN));
        assert_eq!(t(i64::MAX).since(t(i64::MIN)), Duration::from_millis(i64::MAX as u64));
        assert_eq!(t(-1).as_seconds(), -1);
        assert_eq!(days(1), Duration::from_secs(86_400));
    }
}
