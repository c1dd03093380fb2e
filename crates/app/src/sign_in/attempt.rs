//! What somebody signs in with, and how it ends.

use domain::account::Account;
use domain::ids::{SessionId, SignInId};
use domain::second_factor::FactorWay;
use domain::secret::Secret;
use domain::session::{Client, Device, Session};
use domain::sign_in::Entrance;
use domain::time::{Duration, Timestamp};

use crate::Typed;
use crate::captcha::{CaptchaRefusal, Solved};
use crate::failure::{Busy, TooManyTries, refusals};
use crate::sessions::Sessions;
use crate::third_party::{LinkOffered, LinkRefusal};

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
    /// The captcha, where one is asked or was asked before.
    pub captcha: Option<Solved>,
    /// Where the person signs in.
    pub entrance: Entrance,
    /// The session of the cookie or token that came along: it ends first, so that none is orphaned in a slot.
    pub replaces: Option<SessionId>,
    /// What the device was given at its last sign-in, as proof that it is the same again (SES-10).
    pub device_secret: Option<Secret>,
    /// What the browser keeps for steps that are still to come, if it has one already.
    pub attempt_secret: Option<Secret>,
    /// The identity at a provider that is to be tied to the account when its whole sign-in is done (SIGN-3).
    pub link: Option<AttemptKey>,
}

/// How a sign-in goes on. A pending step is a success (SIGN-2).
#[derive(Debug)]
pub enum Step {
    /// There is a session.
    Done(Box<SignedIn>),
    /// Repeat the call with a captcha; nothing was examined or kept.
    Captcha,
    /// Prove a second factor (ACC-16).
    SecondFactor(Box<FactorAsked>),
    /// Every place is taken: wait for one, or end another session (SES-4).
    ChooseSession(Box<Waiting>),
    /// Nobody here has this identity: sign in to the account that it is to be tied to (SIGN-3).
    Link(Box<LinkOffered>),
}

/// A sign-in whose password was right and whose second factor is still to be proven.
#[derive(Debug)]
pub struct FactorAsked {
    /// The sign-in, by which its steps are addressed.
    pub sign_in: SignInId,
    /// The secret that goes with it, for the client to keep.
    pub secret: Secret,
    /// The ways to prove it.
    pub ways: Vec<FactorWay>,
    /// When it is too late.
    pub ends_at: Timestamp,
}

/// A sign-in that waits for a place.
#[derive(Debug)]
pub struct Waiting {
    /// The sign-in, by which its steps are addressed.
    pub sign_in: SignInId,
    /// The secret that goes with it, for the client to keep.
    pub secret: Secret,
    /// What there is to choose from.
    pub choice: Choice,
}

/// What somebody who waits for a place sees (SES-4).
#[derive(Debug)]
pub struct Choice {
    /// Who waits.
    pub account: Account,
    /// The account's sessions and their limit.
    pub sessions: Sessions,
    /// When the wait is over at the latest; sooner when its window is closed for a minute.
    pub waits_until: Timestamp,
    /// Whether one may go on with a restricted session instead.
    pub may_continue_restricted: bool,
}

/// Which unfinished sign-in somebody goes on with, and the proof that it is theirs.
#[derive(Debug, Clone)]
pub struct AttemptKey {
    /// The sign-in.
    pub id: SignInId,
    /// Its secret.
    pub secret: Secret,
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
    /// The only copy of the secret by which this device is known from now on (SES-10).
    pub device_secret: Secret,
}

refusals! {
    /// Why nobody was signed in.
    pub enum SignInRefusal {
        /// Unknown login, wrong password or locked account; which of them is never told (SIGN-1).
        WrongCredentials => "wrong_credentials": "wrong login or password, or too many attempts",
        /// Told only to someone who knows the password.
        Suspended => "account_suspended": "this account is suspended; contact the administrator",
        /// This type of account enters through the Personal Account (CNF-2). Told only after the password proved right.
        UsePersonalAccount => "use_personal_account": "sign in on the main page and use Join conference there",
    }
    or {
        /// The captcha was not solved. That is no failed sign-in (CAP-3).
        Captcha(CaptchaRefusal),
        /// This address failed too often.
        Locked(TooManyTries),
        /// Nothing was examined.
        Busy(Busy),
        /// The identity at a provider cannot be tied to this account.
        Link(LinkRefusal),
    }
}
