//! "Let me have another password."

use domain::password::PasswordRefusal;

use crate::failure::{Busy, Outcome, TooManyTries, refusals};
use crate::{Actor, App, Ctx, Typed};

/// The present password and the one to come.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// The present password (ASVS 6.2.3).
    pub current: Typed,
    /// The one to come.
    pub new: Typed,
}

refusals! {
    /// Why the password stays.
    pub enum ChangePasswordRefusal {
        /// The present password is another one.
        WrongCurrent => "wrong_current_password" at "current": "this is not your current password",
    }
    or {
        /// The new password cannot be one.
        New(PasswordRefusal),
        /// The account or the address failed too often; signing in counts too.
        TooManyTries(TooManyTries),
        /// The hashing queue is full.
        Busy(Busy),
    }
}

/// Changes the actor's password and ends all their other sessions.
///
/// # Errors
/// [`ChangePasswordRefusal`].
pub async fn change_password(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    change: ChangePassword,
) -> Outcome<(), ChangePasswordRefusal> {
    let _ = (app, ctx, actor, change);
    crate::app::unbuilt()
}
