//! What was forbidden before a restart stays forbidden.

use domain::time::Duration;

use super::token::{LEEWAY, LIFE, barred_until};
use crate::App;

/// How long a token may still be honoured after its right ended: all its life, between two clocks that differ both ways.
const MEMORY: Duration = LIFE.saturating_add(LEEWAY).saturating_add(LEEWAY);

/// Tells the media half whom it kept out when it stopped: the admissions closed, one by one or with their conference,
/// so lately that a token for them may still be good. Says how many.
///
/// The server calls this before it listens.
///
/// # Errors
/// When the database does not answer or the media half does not listen.
pub async fn bar_again(app: &App) -> anyhow::Result<usize> {
    let now = app.now();
    let closed = app.store.read().admissions_closed_since(now.minus(MEMORY)).await?;
    for admission in &closed {
        let until = barred_until(now, admission.token_expires_at);
        app.media
            .remove_participant(&admission.room, &admission.identity, until)
            .await?;
    }
    Ok(closed.len())
}
