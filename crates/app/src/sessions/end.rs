//! "End that session." "End all the others."

use domain::ids::SessionId;
use domain::session::EndReason;
use store::EndedSession;

use super::places::Claimant;
use super::{EndedBy, Endings};
use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App, Ctx};

refusals! {
    /// Why no session was ended.
    pub enum EndRefusal {
        /// The account has no such session, or it is over already.
        NotFound => "session_not_found": "there is no such session any more; reload the list",
        /// The last proof is too old for ending another device's session (ASVS 7.5.2).
        ProofRequired => "proof_required": "give your password again first",
    }
}

refusals! {
    /// Why the others were not ended.
    pub enum EndOthersRefusal {
        /// The last proof is too old for ending other devices' sessions (ASVS 7.5.2).
        ProofRequired => "proof_required": "give your password again first",
    }
}

/// Ends one of the actor's own sessions (SES-8). Another than the one the request came through asks for a fresh proof.
///
/// # Errors
/// [`EndRefusal`].
pub async fn end(app: &App, ctx: &Ctx, actor: &Actor, session: SessionId) -> Outcome<(), EndRefusal> {
    if session != actor.session.id && !actor.session.is_proven(ctx.now) {
        return refuse(EndRefusal::ProofRequired);
    }
    let rule = app.settings().await?.sessions;
    let account = actor.account.id;
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    tx.lock_account(account).await?;
    if !tx
        .end_session(account, session, EndReason::EndedByUser, ctx.now)
        .await?
    {
        return refuse(EndRefusal::NotFound);
    }
    let ended = [EndedSession { id: session, account }];
    endings
        .note(app, &tx, EndedBy::Person(ctx, account), &ended, EndReason::EndedByUser)
        .await?;
    let first = Some(Claimant::Session(actor.session.id));
    endings.give_on(app, &tx, ctx.now, account, rule, first).await?;
    Ok(endings.commit(app, tx).await?)
}

/// Ends all of the actor's sessions but the one the request came through, and says how many there were.
///
/// # Errors
/// [`EndOthersRefusal`].
pub async fn end_others(app: &App, ctx: &Ctx, actor: &Actor) -> Outcome<usize, EndOthersRefusal> {
    if !actor.session.is_proven(ctx.now) {
        return refuse(EndOthersRefusal::ProofRequired);
    }
    let rule = app.settings().await?.sessions;
    let account = actor.account.id;
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    tx.lock_account(account).await?;
    let reason = EndReason::EndedByUser;
    let ended = tx
        .end_sessions(account, Some(actor.session.id), reason, ctx.now)
        .await?;
    endings
        .note(app, &tx, EndedBy::Person(ctx, account), &ended, reason)
        .await?;
    let first = Some(Claimant::Session(actor.session.id));
    endings.give_on(app, &tx, ctx.now, account, rule, first).await?;
    endings.commit(app, tx).await?;
    Ok(ended.len())
}
