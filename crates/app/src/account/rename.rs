//! "Call me Ann."

use domain::account::Account;
use domain::audit::AuditAction;
use domain::name::{DisplayName, NameRefusal};

use crate::failure::{Failure, Outcome, refusals};
use crate::{Actor, App, Ctx, audit};

refusals! {
    /// Why the name stays.
    pub enum RenameRefusal {}
    or {
        /// The name cannot be one.
        Name(NameRefusal),
    }
}

/// Changes the name others see.
///
/// # Errors
/// [`RenameRefusal`].
pub async fn rename(app: &App, ctx: &Ctx, actor: &Actor, name: &str) -> Outcome<Account, RenameRefusal> {
    let name = DisplayName::parse(name).map_err(|refusal| Failure::Refused(RenameRefusal::Name(refusal)))?;
    let account = actor.account.id;
    let tx = app.store.begin_write().await?;
    tx.rename_account(account, &name).await?;
    let details = serde_json::json!({ "name": name });
    audit::entry(app, ctx, AuditAction::AccountChanged)
        .by(actor)
        .to(account)
        .with(details)
        .write(&tx)
        .await?;
    tx.commit().await?;
    Ok(Account {
        name,
        ..actor.account.clone()
    })
}
