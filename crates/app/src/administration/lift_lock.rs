//! "Let them try again."

use domain::audit::AuditAction;
use domain::ids::AccountId;
use domain::rate::{Scope, ThrottleKey};

use super::AccountRefusal;
use super::account::manageable;
use crate::failure::Outcome;
use crate::{Actor, App, Ctx, audit, throttle};

/// Ends the account's lock and forgets its failures (SIGN-5). Doing it twice is no error.
///
/// # Errors
/// [`AccountRefusal`].
pub async fn lift_lock(app: &App, ctx: &Ctx, actor: &Actor, account: AccountId) -> Outcome<(), AccountRefusal> {
    let account = manageable(actor, app.store.read().account(account).await?)?;
    throttle::clear(app, ThrottleKey::account(Scope::SignIn, account.id)).await;
    audit::entry(app, ctx, AuditAction::LockLifted)
        .by(actor)
        .to(account.id)
        .write_alone(&app.store)
        .await?;
    Ok(())
}
