//! "Ann needs a new link to set her password."

use domain::audit::AuditAction;
use domain::ids::AccountId;
use domain::permission::{Permission, may_manage};
use domain::secret::Secret;
use domain::time::{Duration, Timestamp, hours};
use store::{NewPasswordLink, Tx};

use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, audit};

/// How long a link works (ASVS 6.4.1).
const LIFE: Duration = hours(24);

/// A link to set a password: works once, for a day.
#[derive(Debug)]
pub struct PasswordLink {
    /// The only copy of its secret.
    pub secret: Secret,
    /// When it stops working.
    pub expires_at: Timestamp,
}

refusals! {
    /// Why there is no new link.
    pub enum PasswordLinkRefusal {
        /// For operators and administrators only, and for nobody's betters.
        NotAllowed => "not_allowed": "you may not reset the password of this account",
        /// The last proof is too old for another way to one's own password than the present one (ASVS 6.2.3).
        ProofRequired => "proof_required": "sign in again first; this is your own password",
        /// There is no such account.
        NotFound => "account_not_found": "there is no such account any more; reload the list",
    }
}

/// Makes a link to set the account's password; earlier ones stop working.
///
/// # Errors
/// [`PasswordLinkRefusal`].
pub async fn issue_password_link(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    account: AccountId,
) -> Outcome<PasswordLink, PasswordLinkRefusal> {
    if !actor.may(Permission::ManageAccounts) {
        return refuse(PasswordLinkRefusal::NotAllowed);
    }
    let tx = app.store.begin_write().await?;
    let Some(subject) = tx.lock_account(account).await? else {
        return refuse(PasswordLinkRefusal::NotFound);
    };
    if !may_manage(actor.account.level, subject.level) {
        return refuse(PasswordLinkRefusal::NotAllowed);
    }
    if subject.id == actor.account.id && !actor.session.is_proven(ctx.now) {
        return refuse(PasswordLinkRefusal::ProofRequired);
    }
    let link = make(app, &tx, ctx.now, account, Some(actor.account.id)).await?;
    audit::entry(app, ctx, AuditAction::PasswordLinkIssued)
        .by(actor)
        .to(account)
        .write(&tx)
        .await?;
    tx.commit().await?;
    Ok(link)
}

/// Makes the link; the account's earlier ones die.
pub(super) async fn make(
    app: &App,
    tx: &Tx,
    now: Timestamp,
    account: AccountId,
    created_by: Option<AccountId>,
) -> store::Result<PasswordLink> {
    let secret = Secret::generate(&*app.entropy);
    let expires_at = now.plus(LIFE);
    let new = NewPasswordLink {
        account,
        created_by,
        created_at: now,
        expires_at,
    };
    tx.insert_password_link(&new, &secret.hash()).await?;
    Ok(PasswordLink { secret, expires_at })
}
