//! What a connection is doing, so that one that does nothing can be closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// What a connection is doing. Cloning shares it between the stream, the requests and the watch.
#[derive(Clone)]
pub(super) struct Activity(Arc<State>);

struct State {
    /// Requests whose answer is not all sent yet.
    requests: AtomicUsize,
    /// Whether a request's head has begun to come. At first it has: the clock runs from the first moment.
    head_begun: AtomicBool,
    /// Whether bytes between requests are the beginning of a head. Not so in HTTP/2, which also has other frames.
    bytes_begin_heads: bool,
    changed: Notify,
}

#[derive(Clone, Copy)]
enum Phase {
    Request,
    Head,
    Idle,
}

/// A request being answered; dropping it says that the answer is out.
pub(super) struct InFlight(Activity);

impl Activity {
    pub(super) fn http1() -> Self {
        Self::new(true)
    }

    pub(super) fn http2() -> Self {
        Self::new(false)
    }

    fn new(bytes_begin_heads: bool) -> Self {
        Self(Arc::new(State {
            requests: AtomicUsize::new(0),
            head_begun: AtomicBool::new(true),
            bytes_begin_heads,
            changed: Notify::new(),
        }))
    }

    /// A request's head is complete.
    pub(super) fn begin(&self) -> InFlight {
        self.0.requests.fetch_add(1, Ordering::AcqRel);
        self.0.head_begun.store(false, Ordering::Release);
        self.0.changed.notify_waiters();
        InFlight(self.clone())
    }

    /// The client sent something.
    pub(super) fn bytes_came(&self) {
        if self.0.bytes_begin_heads
            && self.0.requests.load(Ordering::Acquire) == 0
            && !self.0.head_begun.swap(true, Ordering::AcqRel)
        {
            self.0.changed.notify_waiters();
        }
    }

    /// Ends when a head took longer than `head` or nothing happened for `idle`.
    pub(super) async fn overdue(&self, head: Duration, idle: Duration) {
        loop {
            let changed = self.0.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let patience = match self.phase() {
                Phase::Request => {
                    changed.await;
                    continue;
                }
                Phase::Head => head,
                Phase::Idle => idle,
            };
            if tokio::time::timeout(patience, changed).await.is_err() {
                return;
            }
        }
    }

    fn phase(&self) -> Phase {
        if self.0.requests.load(Ordering::Acquire) > 0 {
            Phase::Request
        } else if self.0.head_begun.load(Ordering::Acquire) {
            Phase::Head
        } else {
            Phase::Idle
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.0.requests.fetch_sub(1, Ordering::AcqRel);
        self.0.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Duration = Duration::from_secs(10);
    const IDLE: Duration = Duration::from_secs(75);

    /// Whether the connection is overdue within `seconds` of virtual time.
    async fn overdue_within(activity: &Activity, seconds: u64) -> bool {
        tokio::time::timeout(Duration::from_secs(seconds), activity.overdue(HEAD, IDLE))
            .await
            .is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_head_has_as_long_as_any_head() {
        assert!(!overdue_within(&Activity::http1(), 9).await);
        assert!(overdue_within(&Activity::http1(), 11).await);
        assert!(overdue_within(&Activity::http2(), 11).await);
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_request_is_never_overdue_and_idling_has_its_own_end() {
        let activity = Activity::http1();
        let request = activity.begin();
        activity.bytes_came();
        assert!(!overdue_within(&activity, 3600).await);
        drop(request);
        assert!(!overdue_within(&activity, 74).await);
        assert!(overdue_within(&activity, 76).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_next_head_that_dribbles_is_overdue_from_its_first_byte() {
        let activity = Activity::http1();
        drop(activity.begin());
        let dribble = activity.clone();
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(4)).await;
                dribble.bytes_came();
            }
        });
        assert!(!overdue_within(&activity, 13).await);
        assert!(overdue_within(&activity, 15).await);
    }

    #[tokio::test(start_paused = true)]
    async fn http2_frames_between_requests_begin_no_head() {
        let activity = Activity::http2();
        drop(activity.begin());
        activity.bytes_came();
        assert!(!overdue_within(&activity, 74).await);
    }
}
