//! "Ann needs a new link to set her password."

use domain::ids::AccountId;
use domain::secret::Secret;
use domain::time::Timestamp;

use crate::failure::{Outcome, refusals};
use crate::{Actor, App, Ctx};

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
    let _ = (app, ctx, actor, account);
    crate::app::unbuilt()
}
