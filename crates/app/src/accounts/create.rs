//! "Ann is to have an account."

use domain::account::{Account, AccountType};
use domain::identifier::LoginRefusal;
use domain::name::NameRefusal;
use domain::number::NumberRefusal;
use domain::password::PasswordRefusal;
use domain::permission::Level;

use super::PasswordLink;
use crate::failure::{Busy, Outcome, refusals};
use crate::{Actor, App, Ctx, Typed};

/// The account to be.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What its holder signs in with.
    pub login: String,
    /// The name others see; the login when left out.
    pub name: Option<String>,
    /// The subscriber number, if it is to have one.
    pub number: Option<String>,
    /// How its devices connect.
    pub account_type: AccountType,
    /// Its standing.
    pub level: Level,
}

/// A new account, and the way for its holder to set the password.
#[derive(Debug)]
pub struct Created {
    /// The account.
    pub account: Account,
    /// Shown once.
    pub password_link: PasswordLink,
}

refusals! {
    /// Why there is no new account.
    pub enum CreateRefusal {
        /// For operators and administrators only, and nobody makes accounts that stand above their own.
        NotAllowed => "not_allowed": "you may not make accounts of this level",
        /// Another account has it, however spelt.
        LoginTaken => "login_taken" at "login": "this login is taken; choose another",
        /// Another account or a conference has it.
        NumberTaken => "number_taken" at "number": "this number is taken; choose another",
    }
    or {
        /// The login cannot be one.
        Login(LoginRefusal),
        /// The name cannot be one.
        Name(NameRefusal),
        /// The number cannot be one.
        Number(NumberRefusal),
        /// The password cannot be one (from the command line only).
        Password(PasswordRefusal),
        /// The hashing queue is full (from the command line only).
        Busy(Busy),
    }
}

/// Makes an account without a password, and a link to set one: the administrator never knows it (ASVS 6.4.6).
///
/// # Errors
/// [`CreateRefusal`].
pub async fn create(app: &App, ctx: &Ctx, actor: &Actor, new: NewAccount) -> Outcome<Created, CreateRefusal> {
    let _ = (app, ctx, actor, new);
    crate::app::unbuilt()
}

/// Makes an account with a password: for whoever holds the server's command line (ACC-18).
///
/// # Errors
/// [`CreateRefusal`], except that everything is allowed.
pub async fn create_from_cli(app: &App, new: NewAccount, password: Typed) -> Outcome<Account, CreateRefusal> {
    let _ = (app, new, password);
    crate::app::unbuilt()
}
