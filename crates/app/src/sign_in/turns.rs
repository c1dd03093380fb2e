//! Turns at guessing: how many comparisons of one account's password may be under way at once.
//!
//! Failures are counted when they are known, which is after the hash. Two hundred guesses sent at once would all pass
//! a counter that still says zero (CVE-2024-4629, G3). So a guess takes a turn first, and looks at the counter while
//! it holds the turn: with twice as many turns as hashing threads while the limit is far, so that half of them read
//! counters while the others hash, and alone when it is near.
//! Honest people who sign in many devices at once wait for one another for a moment and are never refused.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use anyhow::Context as _;
use domain::rate::ThrottleKey;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::failure::{Busy, Outcome, refuse};

/// How many may wait for turns of one key before the answer is [`Busy`].
const LONGEST_LINE: usize = 256;

type Lines = Mutex<HashMap<ThrottleKey, Weak<Line>>>;

/// Hands out turns, by key. Cloning shares them.
#[derive(Clone)]
pub(crate) struct Turns {
    width: u32,
    lines: Arc<Lines>,
}

/// Whoever waits for, or has, a turn of one key.
struct Line {
    key: ThrottleKey,
    lines: Weak<Lines>,
    turns: Arc<Semaphore>,
}

/// Leave to compare once. Held until the outcome is written down.
pub(crate) struct Turn {
    // Given back before the line, so that the line is gone when nobody stands in it.
    _permits: OwnedSemaphorePermit,
    _line: Arc<Line>,
}

impl Turns {
    /// As many turns at once as there are hashing threads; more would only wait there.
    pub(crate) fn new(threads: usize) -> Self {
        Self {
            width: u32::try_from(threads).unwrap_or(u32::MAX).max(1),
            lines: Arc::default(),
        }
    }

    /// How many turns there are at once.
    pub(crate) const fn width(&self) -> u32 {
        self.width
    }

    /// A turn beside others.
    pub(crate) async fn take(&self, key: ThrottleKey) -> Outcome<Turn, Busy> {
        self.acquire(key, 1).await
    }

    /// A turn with nobody beside.
    pub(crate) async fn take_alone(&self, key: ThrottleKey) -> Outcome<Turn, Busy> {
        self.acquire(key, self.width).await
    }

    async fn acquire(&self, key: ThrottleKey, permits: u32) -> Outcome<Turn, Busy> {
        let line = self.line(key);
        // Everybody in the line holds it, those with a turn too.
        if Arc::strong_count(&line) > LONGEST_LINE {
            return refuse(Busy);
        }
        let acquired = Arc::clone(&line.turns).acquire_many_owned(permits).await;
        Ok(Turn {
            _permits: acquired.context("turns are never closed")?,
            _line: line,
        })
    }

    fn line(&self, key: ThrottleKey) -> Arc<Line> {
        let mut lines = lock(&self.lines);
        if let Some(line) = lines.get(&key).and_then(Weak::upgrade) {
            return line;
        }
        let turns = Arc::new(Semaphore::new(self.width as usize));
        let line = Arc::new(Line {
            key,
            lines: Arc::downgrade(&self.lines),
            turns,
        });
        lines.insert(key, Arc::downgrade(&line));
        line
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Some(lines) = self.lines.upgrade() else { return };
        let mut lines = lock(&lines);
        // A new line of the same key may stand there already.
        if lines.get(&self.key).is_some_and(|line| line.strong_count() == 0) {
            lines.remove(&self.key);
        }
    }
}

fn lock(lines: &Lines) -> MutexGuard<'_, HashMap<ThrottleKey, Weak<Line>>> {
    // Nothing panics while it holds this lock.
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use domain::identifier::IdentifierKey;
    use domain::rate::Scope;

    use super::*;

    fn key(login: &str) -> ThrottleKey {
        ThrottleKey::identifier(Scope::SignIn, &IdentifierKey::of(login))
    }

    fn is_ready<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }

    #[test]
    fn g3_near_the_limit_one_guess_at_a_time() {
        let turns = Turns::new(2);
        let first = is_ready(turns.take(key("ann"))).unwrap().unwrap();
        let second = is_ready(turns.take(key("ann"))).unwrap().unwrap();
        assert!(
            is_ready(turns.take(key("ann"))).is_none(),
            "as many as there are threads"
        );
        assert!(
            is_ready(turns.take(key("bob"))).is_some(),
            "others have turns of their own"
        );
        drop(first);
        assert!(is_ready(turns.take_alone(key("ann"))).is_none(), "somebody is beside");
        drop(second);
        let alone = is_ready(turns.take_alone(key("ann"))).unwrap().unwrap();
        assert!(is_ready(turns.take(key("ann"))).is_none());
        drop(alone);
        assert!(
            lock(&turns.lines).is_empty(),
            "nothing is kept of lines that nobody stands in"
        );
    }

    #[tokio::test]
    async fn a_line_has_an_end() {
        let turns = Turns::new(1);
        let held = turns.take(key("ann")).await.unwrap();
        let mut waiting: Vec<_> = (1..LONGEST_LINE).map(|_| Box::pin(turns.take(key("ann")))).collect();
        for turn in &mut waiting {
            assert!(is_ready(turn.as_mut()).is_none());
        }
        assert!(is_ready(turns.take(key("ann"))).unwrap().is_err());
        drop(held);
        assert!(is_ready(waiting.remove(0)).is_some(), "first come, first served");
    }
}
