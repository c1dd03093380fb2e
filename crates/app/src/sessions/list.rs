//! "Where am I signed in?"

use domain::session::Session;

use crate::{Actor, App, Ctx};

/// A session in its holder's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The session.
    pub session: Session,
    /// Whether it is the one the request came through.
    pub current: bool,
    /// Whether the person was active in it lately (SES-9).
    pub online: bool,
}

/// The actor's live sessions, newest first (SES-7).
///
/// # Errors
/// When the database does not answer.
pub async fn list(app: &App, ctx: &Ctx, actor: &Actor) -> anyhow::Result<Vec<Listed>> {
    let sessions = app.store.read().live_sessions(actor.account.id, ctx.now).await?;
    let listed = |session: Session| Listed {
        current: session.id == actor.session.id,
        online: session.was_active_lately(ctx.now),
        session,
    };
    Ok(sessions.into_iter().map(listed).collect())
}
