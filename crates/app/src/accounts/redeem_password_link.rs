//! "I was sent this link to set my password."

use domain::identifier::Login;
use domain::name::DisplayName;
use domain::password::PasswordRefusal;

use crate::failure::{Busy, Outcome, TooManyTries, refusals};
use crate::{App, Ctx, Typed};

/// Whose password a link sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// What they will sign in with.
    pub login: Login,
    /// The name others see.
    pub name: DisplayName,
}

refusals! {
    /// Why the link sets no password.
    pub enum RedeemRefusal {
        /// Unknown, used, replaced by a later one, or older than a day: all the same to whoever asks.
        LinkInvalid => "password_link_invalid": "this link is used or too old; ask for a new one",
    }
    or {
        /// The password cannot be one.
        Password(PasswordRefusal),
        /// Too many wrong links from this address.
        TooManyTries(TooManyTries),
        /// The hashing queue is full.
        Busy(Busy),
    }
}

/// Says whose password the link would set, without using it up.
///
/// # Errors
/// [`RedeemRefusal`].
pub async fn check_password_link(app: &App, ctx: &Ctx, secret: &Typed) -> Outcome<Invited, RedeemRefusal> {
    let _ = (app, ctx, secret);
    crate::app::unbuilt()
}

/// Sets the password and uses the link up; sessions the account has are ended.
///
/// # Errors
/// [`RedeemRefusal`].
pub async fn redeem_password_link(
    app: &App,
    ctx: &Ctx,
    secret: &Typed,
    password: &Typed,
) -> Outcome<(), RedeemRefusal> {
    let _ = (app, ctx, secret, password);
    crate::app::unbuilt()
}
