//! "I am still here."

use domain::session::Life;

use crate::{Actor, App, Ctx};

/// Notes an act of the person, at most once a minute (SES-9).
///
/// Called for every write, and for reads that carry the clients' activity header.
///
/// # Errors
/// When the database does not answer.
pub async fn touch(app: &App, ctx: &Ctx, actor: &Actor) -> anyhow::Result<()> {
    if ctx.now.since(actor.session.last_active_at) < Life::TOUCH {
        return Ok(());
    }
    let life = app.settings().await?.life;
    if let Some(touch) = life.touch(&actor.session, ctx.now) {
        let tx = app.store.begin_write().await?;
        // A session that has ended meanwhile stays ended.
        tx.touch_session(actor.session.id, touch).await?;
        tx.commit().await?;
    }
    Ok(())
}
