//! Doing what is due.

use domain::job::{Job, backoff};
use domain::time::{Duration, Timestamp};
use futures_util::stream::{self, StreamExt as _};
use store::Tx;

use super::effect::{AT_ONCE, Effect};
use crate::App;

/// How long a claim holds. A worker that takes longer is taken for dead.
const LEASE: Duration = Duration::from_secs(60);

/// After so many tries, over more than a day, somebody has to look.
const MOST_TRIES: u32 = 36;

/// Runs what is due, a few at a time, and says how many there were.
///
/// # Errors
/// When the database does not answer. A job that fails is tried again later and is no error here.
pub async fn run_due(app: &App) -> anyhow::Result<usize> {
    let now = app.now();
    let tx = app.store.begin_write().await?;
    let jobs = tx.claim_jobs(now, LEASE, AT_ONCE as u64).await?;
    tx.commit().await?;
    let count = jobs.len();
    let done: Vec<_> = stream::iter(jobs)
        .map(|job| async move {
            let done = run(app, &job).await;
            (job, done)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    if !done.is_empty() {
        let tx = app.store.begin_write().await?;
        for (job, done) in &done {
            settle(&tx, now, job, done).await?;
        }
        tx.commit().await?;
    }
    Ok(count)
}

enum Done {
    Well,
    Failed(String),
    /// Nobody here knows how.
    Never,
}

async fn run(app: &App, job: &Job) -> Done {
    let Some(effect) = Effect::of(job) else {
        return Done::Never;
    };
    match effect.happen(app).await {
        Ok(()) => Done::Well,
        Err(error) => Done::Failed(format!("{error:#}")),
    }
}

async fn settle(tx: &Tx, now: Timestamp, job: &Job, done: &Done) -> store::Result<()> {
    let (id, kind) = (job.id, job.kind.as_str());
    match done {
        Done::Well => tx.finish_job(job).await?,
        Done::Failed(error) if job.attempt < MOST_TRIES => {
            tracing::warn!(job = %id, kind, attempt = job.attempt, error, "a job failed and will be tried again");
            tx.retry_job(job, error, now.plus(backoff(job.attempt))).await?
        }
        Done::Failed(error) => {
            tracing::error!(job = %id, kind, error, "a job is given up");
            tx.give_up_job(job, error, now).await?
        }
        Done::Never => {
            tracing::error!(job = %id, kind, "a job is of no kind known here");
            tx.give_up_job(job, "no version here knows this kind", now).await?
        }
    };
    Ok(())
}
