//! The threads and the queue in front of them.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use argon2::Block;
use tokio::sync::oneshot;

use crate::failure::{Busy, Failure, Outcome, refuse};

/// How long a thread keeps its megabytes when nobody signs in.
const MEMORY_KEPT: Duration = Duration::from_secs(5);

/// The memory of one hashing thread, kept from hash to hash: asking the system each time costs a tenth of them.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl Memory {
    /// `count` blocks of 1 KiB, whatever was in them before: the algorithm writes each before it reads it.
    pub(super) fn blocks(&mut self, count: usize) -> &mut [Block] {
        self.0.resize(count, Block::default());
        &mut self.0
    }

    fn release(&mut self) {
        self.0 = Vec::new();
    }

    fn is_released(&self) -> bool {
        self.0.capacity() == 0
    }
}

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    closed: bool,
}

struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
    capacity: usize,
    threads: usize,
}

/// A handle on the threads.
#[derive(Clone)]
pub(super) struct Pool {
    queue: Arc<Queue>,
    _closer: Arc<Closer>,
}

impl Pool {
    pub(super) fn start(threads: usize, capacity: usize) -> anyhow::Result<Self> {
        let queue = Arc::new(Queue {
            waiting: Mutex::default(),
            changed: Condvar::new(),
            capacity,
            threads,
        });
        let closer = Arc::new(Closer(Arc::clone(&queue)));
        for n in 0..threads {
            let queue = Arc::clone(&queue);
            std::thread::Builder::new()
                .name(format!("password-{n}"))
                .spawn(move || queue.work())
                .context("cannot start a password hashing thread")?;
        }
        Ok(Self { queue, _closer: closer })
    }

    pub(super) fn threads(&self) -> usize {
        self.queue.threads
    }

    /// Runs `work` on one of the threads. Work whose asker has gone away is skipped.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Outcome<T, Busy> {
        let (reply, done) = oneshot::channel();
        let job = Box::new(move |memory: &mut Memory| {
            if !reply.is_closed() {
                // The asker may leave while we work; then nobody needs the answer.
                let _ = reply.send(work(memory));
            }
        });
        if !self.queue.push(job) {
            return refuse(Busy);
        }
        done.await
            .context("a password hashing thread panicked")
            .map_err(Failure::Internal)
    }
}

/// Ends the threads when the last handle goes.
struct Closer(Arc<Queue>);

impl Drop for Closer {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

impl Queue {
    /// Whether there was room.
    fn push(&self, job: Job) -> bool {
        let mut waiting = self.lock();
        if waiting.jobs.len() >= self.capacity {
            return false;
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.changed.notify_one();
        true
    }

    fn work(&self) {
        let mut memory = Memory::default();
        while let Some(job) = self.next(&mut memory) {
            // A panic costs its asker the answer, not everybody after them a thread.
            let _ = catch_unwind(AssertUnwindSafe(|| job(&mut memory)));
        }
    }

    fn next(&self, memory: &mut Memory) -> Option<Job> {
        let mut waiting = self.lock();
        loop {
            if let Some(job) = waiting.jobs.pop_front() {
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            if memory.is_released() {
                waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let (guard, timeout) = self
                .changed
                .wait_timeout(waiting, MEMORY_KEPT)
                .unwrap_or_else(PoisonError::into_inner);
            waiting = guard;
            if timeout.timed_out() {
                memory.release();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Nothing panics while it holds this lock; if it did, the queue would still be whole.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
