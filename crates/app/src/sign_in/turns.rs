//! Turns at guessing: how many comparisons may be under way at once that one counter would count.
//!
//! Failures are counted when they are known, which is after the hash. Two hundred guesses sent at once would all pass
//! a counter that still says zero (CVE-2024-4629, G3). So a guess takes a turn first, and looks at the counter while
//! it holds the turn: a few beside each other while the limit is far, and alone when it is near.
//! Honest people who sign in many devices at once wait for one another for a moment and are never refused.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use anyhow::Context as _;
use domain::rate::{FailureRule, ThrottleKey};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::failure::{Busy, Outcome, refuse};

/// How many may wait for turns of one key before the answer is [`Busy`].
const LONGEST_LINE: usize = 256;

type Lines = Mutex<HashMap<ThrottleKey, Weak<Line>>>;

/// Hands out turns, by key. Cloning shares them.
#[derive(Clone)]
pub(crate) struct Turns {
    most: u32,
    lines: Arc<Lines>,
}

/// Whoever waits for, or has, a turn of one key.
struct Line {
    key: ThrottleKey,
    lines: Weak<Lines>,
    width: u32,
    turns: Arc<Semaphore>,
}

/// Leave to compare once. Held until the outcome is written down.
pub(crate) struct Turn {
    // Given back before the line, so that the line is gone when nobody stands in it.
    _permits: OwnedSemaphorePermit,
    line: Arc<Line>,
}

impl Turn {
    /// How many may have turns beside each other: with fewer failures left, these could overshoot the limit.
    pub(crate) fn width(&self) -> u32 {
        self.line.width
    }
}

impl Turns {
    /// Twice as many turns at once as there are hashing threads: while half of them hash, the others read counters.
    pub(crate) fn new(threads: usize) -> Self {
        Self {
            most: u32::try_from(2 * threads).unwrap_or(u32::MAX).max(1),
            lines: Arc::default(),
        }
    }

    /// A turn beside others.
    pub(crate) async fn take(&self, key: ThrottleKey, rule: &FailureRule) -> Outcome<Turn, Busy> {
        acquire(self.line(key, rule), 1).await
    }

    /// A turn with nobody beside.
    pub(crate) async fn take_alone(&self, key: ThrottleKey, rule: &FailureRule) -> Outcome<Turn, Busy> {
        let line = self.line(key, rule);
        let all = line.width;
        acquire(line, all).await
    }

    fn line(&self, key: ThrottleKey, rule: &FailureRule) -> Arc<Line> {
        let mut lines = lock(&self.lines);
        if let Some(line) = lines.get(&key).and_then(Weak::upgrade) {
            return line;
        }
        // Half of the limit at most: nobody who has not failed yet is near it, however many cores there are.
        let width = self.most.min(rule.limit / 2).max(1);
        let line = Arc::new(Line {
            key,
            lines: Arc::downgrade(&self.lines),
            width,
            turns: Arc::new(Semaphore::new(width as usize)),
        });
        lines.insert(key, Arc::downgrade(&line));
        line
    }
}

async fn acquire(line: Arc<Line>, permits: u32) -> Outcome<Turn, Busy> {
    // Everybody in the line holds it, those with a turn too.
    if Arc::strong_count(&line) > LONGEST_LINE {
        return refuse(Busy);
    }
    let acquired = Arc::clone(&line.turns).acquire_many_owned(permits).await;
    Ok(Turn {
        _permits: acquired.context("turns are never closed")?,
        line,
    })
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

    use domain::rate::Scope;

    use super::*;

    const RULE: FailureRule = FailureRule::ACCOUNT;

    fn key(login: &str) -> ThrottleKey {
        let mut keyed = [0; 32];
        keyed[..login.len()].copy_from_slice(login.as_bytes());
        ThrottleKey::unknown_login(Scope::SignIn, &keyed)
    }

    fn is_ready<T>(future: impl Future<Output = T>) -> Option<T> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }

    #[test]
    fn g3_near_the_limit_one_guess_at_a_time() {
        let turns = Turns::new(1);
        let first = is_ready(turns.take(key("ann"), &RULE)).unwrap().unwrap();
        let second = is_ready(turns.take(key("ann"), &RULE)).unwrap().unwrap();
        assert!(
            is_ready(turns.take(key("ann"), &RULE)).is_none(),
            "twice as many as there are threads"
        );
        assert!(
            is_ready(turns.take(key("bob"), &RULE)).is_some(),
            "others have turns of their own"
        );
        drop(first);
        assert!(
            is_ready(turns.take_alone(key("ann"), &RULE)).is_none(),
            "somebody is beside"
        );
        drop(second);
        let alone = is_ready(turns.take_alone(key("ann"), &RULE)).unwrap().unwrap();
        assert!(is_ready(turns.take(key("ann"), &RULE)).is_none());
        drop(alone);
        assert!(
            lock(&turns.lines).is_empty(),
            "nothing is kept of lines that nobody stands in"
        );
    }

    #[test]
    fn on_many_cores_nobody_begins_near_the_limit() {
        let turns = Turns::new(64);
        for (login, rule, width) in [("ann", FailureRule::ACCOUNT, 5), ("office", FailureRule::ADDRESS, 25)] {
            let turn = is_ready(turns.take(key(login), &rule)).unwrap().unwrap();
            assert_eq!(turn.width(), width);
            assert!(turn.width() <= rule.limit);
        }
    }

    #[tokio::test]
    async fn a_line_has_an_end() {
        let turns = Turns::new(1);
        let held = turns.take_alone(key("ann"), &RULE).await.unwrap();
        let mut waiting: Vec<_> = (1..LONGEST_LINE)
            .map(|_| Box::pin(turns.take(key("ann"), &RULE)))
            .collect();
        for turn in &mut waiting {
            assert!(is_ready(turn.as_mut()).is_none());
        }
        assert!(is_ready(turns.take(key("ann"), &RULE)).unwrap().is_err());
        drop(held);
        assert!(is_ready(waiting.remove(0)).is_some(), "first come, first served");
    }
}
