//! "End that session." "End all the others."

use domain::ids::SessionId;
use domain::session::EndReason;
use store::EndedSession;

use super::Endings;
use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App, Ctx};

refusals! {
    /// Why no session was ended.
    pub enum EndRefusal {
        /// The account has no such session, or it is over already.
        NotFound => "session_not_found": "there is no such session any more; reload the list",
    }
}

/// Ends one of the actor's own sessions (SES-8).
///
/// # Errors
/// [`EndRefusal`].
pub async fn end(app: &App, ctx: &Ctx, actor: &Actor, session: SessionId) -> Outcome<(), EndRefusal> {
    let account = actor.account.id;
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    if !tx
        .end_session(account, session, EndReason::EndedByUser, ctx.now)
        .await?
    {
        return refuse(EndRefusal::NotFound);
    }
    let ended = EndedSession { id: session, account };
    endings
        .note(app, &tx, ctx.now, &[ended], EndReason::EndedByUser)
        .await?;
    Ok(endings.commit(app, tx).await?)
}

/// Ends all of the actor's sessions but the one the request came through, and says how many there were.
///
/// # Errors
/// When the database does not answer.
pub async fn end_others(app: &App, ctx: &Ctx, actor: &Actor) -> anyhow::Result<usize> {
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    let reason = EndReason::EndedByUser;
    let ended = tx
        .end_sessions(actor.account.id, Some(actor.session.id), reason, ctx.now)
        .await?;
    endings.note(app, &tx, ctx.now, &ended, reason).await?;
    endings.commit(app, tx).await?;
    Ok(ended.len())
}
