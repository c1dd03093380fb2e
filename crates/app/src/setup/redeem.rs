//! "I am the first administrator."

use domain::account::Account;
use domain::identifier::LoginRefusal;
use domain::name::NameRefusal;
use domain::password::PasswordRefusal;

use crate::failure::{Busy, Outcome, TooManyTries, refusals};
use crate::{App, Ctx, Typed};

/// What the first administrator gives.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The link's secret.
    pub secret: Typed,
    /// The login to have.
    pub login: String,
    /// The name to show; the login when left out.
    pub name: Option<String>,
    /// The password to have.
    pub password: Typed,
}

refusals! {
    /// Why there is no first administrator yet.
    pub enum SetupRefusal {
        /// Not the link that the server printed last.
        LinkInvalid => "setup_link_invalid": "this set-up link is not valid; take the one the server printed at its latest start",
        /// There is an administrator already.
        Done => "setup_done": "set-up is done; sign in instead",
        /// Somebody has it.
        LoginTaken => "login_taken" at "login": "this login is taken; choose another",
    }
    or {
        /// The login cannot be one.
        Login(LoginRefusal),
        /// The name cannot be one.
        Name(NameRefusal),
        /// The password cannot be one.
        Password(PasswordRefusal),
        /// Too many wrong links from this address.
        TooManyTries(TooManyTries),
        /// The hashing queue is full.
        Busy(Busy),
    }
}

/// Makes the first administrator: once, whoever comes first (G4).
///
/// # Errors
/// [`SetupRefusal`].
pub async fn redeem(app: &App, ctx: &Ctx, set_up: SetUp) -> Outcome<Account, SetupRefusal> {
    let _ = (app, ctx, set_up);
    crate::app::unbuilt()
}
