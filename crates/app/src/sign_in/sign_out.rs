//! "Sign me out here."

use domain::session::EndReason;
use store::EndedSession;

use crate::sessions::{EndedBy, Endings};
use crate::{Actor, App, Ctx};

/// Ends the session the request came through. Doing it twice is no error.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(app: &App, ctx: &Ctx, actor: &Actor) -> anyhow::Result<()> {
    let (account, id) = (actor.account.id, actor.session.id);
    let rule = app.settings().await?.sessions;
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    tx.lock_account(account).await?;
    if tx.end_session(account, id, EndReason::SignedOut, ctx.now).await? {
        let ended = [EndedSession { id, account }];
        endings
            .note(app, &tx, EndedBy::Person(ctx, account), &ended, EndReason::SignedOut)
            .await?;
        endings.give_on(app, &tx, ctx.now, account, rule, None).await?;
        endings.commit(app, tx).await?;
    }
    Ok(())
}
