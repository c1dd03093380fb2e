//! What time ends, without anybody asking.

use crate::App;

/// Ends the sessions whose time is over, so that their devices hear of it and their media stops (SES-9).
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(app: &App) -> anyhow::Result<usize> {
    let _ = app;
    anyhow::bail!("not built yet")
}
