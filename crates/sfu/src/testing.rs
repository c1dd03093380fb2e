//! For tests only: a moment to count from.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The moment at which virtual time begins; the same for all tests of a process.
pub(crate) fn origin() -> Instant {
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "an `Instant` comes from nowhere else")]
    let now = Instant::now;
    *ORIGIN.get_or_init(|| now() + Duration::from_secs(3600))
}
