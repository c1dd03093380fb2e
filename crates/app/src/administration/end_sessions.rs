//! "Sign them out there." (SES-8)

use domain::account::Account;
use domain::ids::{AccountId, SessionId};
use domain::session::EndReason;
use domain::time::Timestamp;
use store::{EndedSession, Tx};

use super::AccountRefusal;
use super::account::manageable;
use crate::failure::{Failure, Outcome, refusals, refuse};
use crate::sessions::{EndedBy, Endings, Sessions, of_account};
use crate::{Actor, App, Ctx};

refusals! {
    /// Why somebody else's session goes on.
    pub enum EndTheirsRefusal {
        /// The account has no such session, or it is over already.
        SessionNotFound => "session_not_found": "there is no such session any more; reload the list",
    }
    or {
        /// The account is not the actor's to manage.
        Account(AccountRefusal),
    }
}

/// Somebody's live sessions, newest first.
///
/// # Errors
/// [`AccountRefusal`].
pub async fn sessions_of(app: &App, ctx: &Ctx, actor: &Actor, account: AccountId) -> Outcome<Sessions, AccountRefusal> {
    let reader = app.store.read();
    let account = manageable(actor, reader.account(account).await?)?;
    let settings = app.settings().await?;
    let own = (account.id == actor.account.id).then_some(actor.session.id);
    Ok(of_account(&reader, &settings, &account, own, ctx.now).await?)
}

/// Ends one of somebody's sessions.
///
/// # Errors
/// [`EndTheirsRefusal`].
pub async fn end_one_of(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    account: AccountId,
    session: SessionId,
) -> Outcome<(), EndTheirsRefusal> {
    let (tx, account) = held(app, ctx.now, actor, account).await?;
    let reason = EndReason::EndedByAdministrator;
    if !tx.end_session(account.id, session, reason, ctx.now).await? {
        return refuse(EndTheirsRefusal::SessionNotFound);
    }
    let ended = EndedSession {
        id: session,
        account: account.id,
    };
    Ok(finish(app, ctx, actor, tx, &account, &[ended]).await?)
}

/// Ends all of somebody's sessions and says how many there were; of the actor's own all but this one.
///
/// # Errors
/// [`EndTheirsRefusal`].
pub async fn end_all_of(app: &App, ctx: &Ctx, actor: &Actor, account: AccountId) -> Outcome<usize, EndTheirsRefusal> {
    let (tx, account) = held(app, ctx.now, actor, account).await?;
    let keep = (account.id == actor.account.id).then_some(actor.session.id);
    let reason = EndReason::EndedByAdministrator;
    let ended = tx.end_sessions(account.id, keep, reason, ctx.now).await?;
    finish(app, ctx, actor, tx, &account, &ended).await?;
    Ok(ended.len())
}

async fn held(
    app: &App,
    now: Timestamp,
    actor: &Actor,
    account: AccountId,
) -> Outcome<(Tx, Account), EndTheirsRefusal> {
    let tx = app.store.begin_write().await?;
    let locked = tx.lock_account(account).await?;
    let account = manageable(actor, locked).map_err(|failure: Failure<_>| failure.map(EndTheirsRefusal::Account))?;
    if account.id == actor.account.id && !actor.session.is_proven(now) {
        return refuse(EndTheirsRefusal::Account(AccountRefusal::ProofRequired));
    }
    Ok((tx, account))
}

async fn finish(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    tx: Tx,
    account: &Account,
    ended: &[EndedSession],
) -> anyhow::Result<()> {
    let rule = app.settings().await?.sessions;
    let mut endings = Endings::default();
    let reason = EndReason::EndedByAdministrator;
    let by = EndedBy::Person(ctx, actor.account.id);
    endings.note(app, &tx, by, ended, reason).await?;
    endings.give_on(app, &tx, ctx.now, account.id, rule, None).await?;
    endings.commit(app, tx).await
}
