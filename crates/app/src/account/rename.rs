//! "Call me Ann."

use domain::account::Account;
use domain::name::NameRefusal;

use crate::failure::{Outcome, refusals};
use crate::{Actor, App, Ctx};

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
    let _ = (app, ctx, actor, name);
    crate::app::unbuilt()
}
