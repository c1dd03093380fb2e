//! Jobs: side effects that are written with the change that causes them, and done afterwards, again until they succeed.

use crate::ids::JobId;
use crate::time::{Duration, Timestamp, hours};

/// A job that somebody has claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id; doing a job twice must be the same as once, and this is what to tell by.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// With what.
    pub payload: serde_json::Value,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// When it was written.
    pub created_at: Timestamp,
}

/// How long to wait after the n-th failed try: 1 s, doubling, at most an hour.
#[must_use]
pub fn backoff(attempt: u32) -> Duration {
    let doublings = attempt.saturating_sub(1).min(12);
    Duration::from_secs(1 << doublings).min(hours(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let cases = [
            (0, 1),
            (1, 1),
            (2, 2),
            (3, 4),
            (12, 2_048),
            (13, 3_600),
            (u32::MAX, 3_600),
        ];
        for (attempt, seconds) in cases {
            assert_eq!(backoff(attempt), Duration::from_secs(seconds), "attempt {attempt}");
        }
    }
}
