//! What somebody signs in with, and how it ends.

use domain::account::Account;
use domain::ids::SessionId;
use domain::secret::Secret;
use domain::session::{Client, Device, Session};
use domain::sign_in::Entrance;
use domain::time::Duration;

use crate::Typed;
use crate::failure::{Busy, TooManyTries, refusals};

/// What somebody signs in with.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Login, subscriber number, e-mail or phone, as typed.
    pub login: String,
    /// The password, as typed.
    pub password: Typed,
    /// Whether an app asks to be kept signed in; without meaning for `web`.
    pub keep: bool,
    /// Which client asks.
    pub client: Client,
    /// The device, in its own words.
    pub device: Device,
    /// Where the person signs in.
    pub entrance: Entrance,
    /// The session of the cookie or token that came along: it ends first, so that none is orphaned in a slot.
    pub replaces: Option<SessionId>,
}

/// A new session.
#[derive(Debug)]
pub struct SignedIn {
    /// Whose.
    pub account: Account,
    /// The session.
    pub session: Session,
    /// The only copy of its secret; what is stored is a hash.
    pub secret: Secret,
    /// How long it can last at most, however busy it is.
    pub longest_life: Duration,
}

refusals! {
    /// Why nobody was signed in.
    pub enum SignInRefusal {
        /// Unknown login or wrong password; which of the two is never told (SIGN-1).
        WrongCredentials => "wrong_credentials": "login or password is wrong",
        /// Told only to someone who knows the password.
        Suspended => "account_suspended": "this account is suspended; contact the administrator",
        /// This type of account enters through the Personal Account (CNF-2). Told only after the password proved right.
        UsePersonalAccount => "use_personal_account": "sign in on the main page and use Join conference there",
    }
    or {
        /// The account, or this address, failed too often.
        Locked(TooManyTries),
        /// Nothing was examined.
        Busy(Busy),
    }
}
