//! "How does the first administrator get in?"

use domain::secret::Secret;

use crate::App;

/// Whether there is no administrator yet.
///
/// # Errors
/// When the database does not answer.
pub async fn required(app: &App) -> anyhow::Result<bool> {
    Ok(!app.store.read().has_administrator().await?)
}

/// A new secret for the set-up link while there is no administrator; the one offered before no longer works.
///
/// # Errors
/// When the database does not answer.
pub async fn offer(app: &App) -> anyhow::Result<Option<Secret>> {
    let tx = app.store.begin_write().await?;
    if tx.has_administrator().await? {
        return Ok(None);
    }
    let secret = Secret::generate(&*app.entropy);
    tx.offer_setup(&secret.hash()).await?;
    tx.commit().await?;
    Ok(Some(secret))
}
