//! "How does the first administrator get in?"

use domain::secret::Secret;

use crate::App;

/// Whether there is no administrator yet.
///
/// # Errors
/// When the database does not answer.
pub async fn required(app: &App) -> anyhow::Result<bool> {
    let _ = app;
    anyhow::bail!("not built yet")
}

/// A new secret for the set-up link while there is no administrator; the one offered before no longer works.
///
/// # Errors
/// When the database does not answer.
pub async fn offer(app: &App) -> anyhow::Result<Option<Secret>> {
    let _ = app;
    anyhow::bail!("not built yet")
}
