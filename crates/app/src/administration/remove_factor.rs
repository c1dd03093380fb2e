//! "They lost their phone."

use domain::ids::AccountId;

use super::AccountRefusal;
use super::account::manageable;
use crate::failure::{Outcome, refuse};
use crate::{Actor, App, Ctx, second_factor};

/// Removes somebody's second factor, so that the password alone lets them in and they can enrol another (ASVS 6.5.6).
/// Whoever does it makes sure first who asks (ASVS 6.4.4). Doing it twice is no error.
///
/// # Errors
/// [`AccountRefusal`].
pub async fn remove_factor_of(app: &App, ctx: &Ctx, actor: &Actor, account: AccountId) -> Outcome<(), AccountRefusal> {
    let tx = app.store.begin_write().await?;
    let account = manageable(actor, tx.lock_account(account).await?)?;
    // One's own is removed with a code of it, on one's own page.
    if account.id == actor.account.id {
        return refuse(AccountRefusal::NotAllowed);
    }
    second_factor::forget(app, ctx, &tx, actor, account.id).await?;
    Ok(tx.commit().await?)
}
