//! Who left long ago, or never came.

use domain::admission::RETURN_WITHIN;
use domain::time::{Duration, Timestamp, days};

use crate::App;
use crate::jobs::Effects;

/// How many are closed or deleted in one transaction: others want to write too.
const AT_ONCE: u64 = 100;

/// How many transactions one round makes at most; what is left then waits for the next.
const MOST_BATCHES: usize = 100;

/// How long an admission is kept after it was closed, for a guest's key that comes back to be told why.
const KEPT: Duration = days(30);

/// Closes the admissions whose holders may not come back under the same identity any more, and deletes those closed
/// long ago. Says how many were closed.
///
/// # Errors
/// When the database does not answer.
pub async fn lapse(app: &App) -> anyhow::Result<usize> {
    let now = app.now();
    let mut count = 0;
    for _ in 0..MOST_BATCHES {
        let closed = close_some(app, now).await?;
        count += closed;
        if closed == 0 {
            break;
        }
    }
    forget(app, now).await?;
    Ok(count)
}

async fn close_some(app: &App, now: Timestamp) -> anyhow::Result<usize> {
    let mut effects = Effects::default();
    let tx = app.store.begin_write().await?;
    let closed = tx.lapse_admissions(now.minus(RETURN_WITHIN), now, AT_ONCE).await?;
    if closed.is_empty() {
        return Ok(0);
    }
    effects.remove_participants(app, &tx, now, &closed).await?;
    tx.commit().await?;
    effects.carry_out(app).await;
    Ok(closed.len())
}

/// Deletes what nobody will ask for any more.
async fn forget(app: &App, now: Timestamp) -> anyhow::Result<()> {
    for _ in 0..MOST_BATCHES {
        let tx = app.store.begin_write().await?;
        if tx.forget_admissions(now.minus(KEPT), AT_ONCE).await? == 0 {
            break;
        }
        tx.commit().await?;
    }
    Ok(())
}
