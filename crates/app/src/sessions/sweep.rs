//! What time ends, without anybody asking.

use domain::session::EndReason;
use domain::time::{Duration, Timestamp, days};

use super::Endings;
use crate::App;

/// How many are ended or deleted in one transaction: others want to write too.
const AT_ONCE: u64 = 100;

/// How long a session is kept after its end, for a cookie that comes back to ask why.
const KEPT: Duration = days(30);

/// Ends the sessions whose time is over, so that their devices hear of it and their media stops (SES-9).
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(app: &App) -> anyhow::Result<usize> {
    let now = app.now();
    let mut count = 0;
    loop {
        let mut endings = Endings::default();
        let tx = app.store.begin_write().await?;
        let ended = tx.expire_sessions(now, AT_ONCE).await?;
        if ended.is_empty() {
            break;
        }
        endings.note(app, &tx, now, &ended, EndReason::Expired).await?;
        endings.commit(app, tx).await?;
        count += ended.len();
    }
    forget(app, now).await?;
    Ok(count)
}

/// Deletes what nobody will ask for any more.
async fn forget(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let tx = app.store.begin_write().await?;
    tx.forget_sessions(now.minus(KEPT), AT_ONCE).await?;
    tx.forget_failures(now).await?;
    Ok(tx.commit().await?)
}
