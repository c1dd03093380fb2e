//! Who left long ago, or never came.

use domain::admission::RETURN_WITHIN;

use crate::App;
use crate::jobs::Effects;

/// How many are closed in one transaction: others want to write too.
const AT_ONCE: u64 = 100;

/// Closes the admissions whose holders may not come back under the same identity any more.
///
/// # Errors
/// When the database does not answer.
pub async fn lapse(app: &App) -> anyhow::Result<usize> {
    let now = app.now();
    let mut effects = Effects::default();
    let tx = app.store.begin_write().await?;
    let closed = tx.lapse_admissions(now.minus(RETURN_WITHIN), now, AT_ONCE).await?;
    effects.remove_participants(app, &tx, now, &closed).await?;
    tx.commit().await?;
    effects.carry_out(app).await;
    Ok(closed.len())
}
