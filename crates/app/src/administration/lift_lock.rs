//! "Let them try again."

use domain::audit::AuditAction;
use domain::ids::AccountId;

use super::AccountRefusal;
use super::account::{counters, manageable};
use crate::failure::Outcome;
use crate::{Actor, App, Ctx, audit};

/// Ends the account's locks and forgets its failures, those of passwords and those of codes, strangers' and its own
/// devices' (SIGN-5). Doing it twice is no error.
///
/// # Errors
/// [`AccountRefusal`].
pub async fn lift_lock(app: &App, ctx: &Ctx, actor: &Actor, account: AccountId) -> Outcome<(), AccountRefusal> {
    let tx = app.store.begin_write().await?;
    let account = manageable(actor, tx.lock_account(account).await?)?;
    for counter in counters(&tx, account.id).await?.iter().flatten() {
        tx.forget_failures_of(counter).await?;
    }
    audit::entry(app, ctx, AuditAction::LockLifted)
        .by(actor)
        .to(account.id)
        .write(&tx)
        .await?;
    Ok(tx.commit().await?)
}
