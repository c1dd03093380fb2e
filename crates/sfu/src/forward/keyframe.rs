//! When to ask a publisher for a keyframe.

use std::time::{Duration, Instant};

/// A subscriber that waits for a keyframe asks again this often: LiveKit's clamp(2 × RTT, 200 ms, 1 s), taken in
/// the middle because the round trip is not known here.
pub(crate) const ASK_AGAIN: Duration = Duration::from_millis(500);

/// The publisher of a layer is asked no more often than this. Keyframes are expensive for everyone behind a thin line,
/// and whoever comes in waits for one: half a second is where people begin to notice.
const THROTTLE: Duration = Duration::from_millis(500);

/// The requests for one layer of one track, shared by all its subscribers.
#[derive(Debug, Default)]
pub(crate) struct KeyframeRequests {
    asked_at: Option<Instant>,
    wanted: bool,
}

impl KeyframeRequests {
    /// Somebody wants a keyframe.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// Somebody has been waiting: wants one again unless the last request is fresh.
    pub(crate) fn want_again(&mut self, now: Instant) {
        let stale = self
            .asked_at
            .is_none_or(|at| now.saturating_duration_since(at) >= ASK_AGAIN);
        self.wanted |= stale;
    }

    /// A keyframe came.
    pub(crate) fn received(&mut self) {
        self.wanted = false;
    }

    /// Is somebody waiting for the throttle to open?
    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// May the publisher be asked now? If so, it counts as asked.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let open = self
            .asked_at
            .is_none_or(|at| now.saturating_duration_since(at) >= THROTTLE);
        if !(self.wanted && open) {
            return false;
        }
        self.wanted = false;
        self.asked_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    fn at(ms: u64) -> Instant {
        origin() + Duration::from_millis(ms)
    }

    #[test]
    fn many_wishes_make_one_request() {
        let mut requests = KeyframeRequests::default();
        assert!(!requests.take(at(0)), "nobody asked");
        for _ in 0..20 {
            requests.want();
        }
        assert!(requests.take(at(0)));
        assert!(!requests.take(at(0)));
    }

    #[test]
    fn requests_wait_for_the_throttle() {
        let mut requests = KeyframeRequests::default();
        requests.want();
        assert!(requests.take(at(0)));
        requests.want();
        assert!(!requests.take(at(499)));
        assert!(requests.is_wanted());
        assert!(requests.take(at(500)));
    }

    #[test]
    fn a_keyframe_answers_everyone() {
        let mut requests = KeyframeRequests::default();
        requests.want();
        requests.received();
        assert!(!requests.take(at(0)));
    }

    #[test]
    fn waiting_asks_again_but_not_at_once() {
        let mut requests = KeyframeRequests::default();
        requests.want();
        assert!(requests.take(at(0)));
        requests.want_again(at(100));
        assert!(!requests.is_wanted());
        requests.want_again(at(500));
        assert!(requests.is_wanted());
    }
}
