//! The way from "I am Ann" to a session, as a state machine without memory (SIGN-2).
//!
//! After every step the use case gathers what is known into [`Facts`] and asks [`next`]. A pending step is a success,
//! not an error. Steps that nothing asks for yet (captcha, second factor, new password, session choice) have their
//! places in the order already; they are reached only when a fact asks for them.

use crate::account::AccountType;
use crate::time::Timestamp;

coded! {
    /// Where the person signs in.
    pub enum Entrance {
        /// The main page: every account type.
        Home => "home",
        /// Straight into a conference: `ws` accounts only (CNF-2).
        Conference => "conference",
    }
}

coded! {
    /// What a client has to do next.
    pub enum NextStep {
        /// Nothing: there is a session.
        Done => "done",
        /// Repeat the call with a captcha; nothing was examined or kept.
        Captcha => "captcha",
        /// Prove a second factor.
        SecondFactor => "second_factor",
        /// Choose a new password in place of a temporary one.
        NewPassword => "new_password",
        /// Wait for a session's place, or end another session (SES-4).
        ChooseSession => "choose_session",
    }
}

/// Why there will be no session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInRefusal {
    /// Unknown login or wrong password; which of the two is never told (SIGN-1).
    WrongCredentials,
    /// Too many failures; the lock ends by itself at this time (SIGN-5).
    Locked {
        /// When to try again.
        until: Timestamp,
    },
    /// The account is suspended. Told only to someone who knows its password.
    Suspended,
    /// This type of account enters through the Personal Account (CNF-2). Told only after the password proved right.
    UsePersonalAccount,
}

/// How far a step of the way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// Nothing asks for it.
    #[default]
    NotAsked,
    /// It is asked for and still to be done.
    Owed,
    /// It is done.
    Met,
}

impl Step {
    const fn is_owed(self) -> bool {
        matches!(self, Self::Owed)
    }
}

/// What the password check found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Not checked yet: an earlier step bars it.
    Unchecked,
    /// Unknown account, no password set, or a wrong password.
    Wrong,
    /// The password of this account.
    Right {
        /// How the account's devices connect.
        account_type: AccountType,
        /// Whether the account is suspended.
        suspended: bool,
    },
}

/// Everything known about one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where the person signs in.
    pub entrance: Entrance,
    /// The captcha: comes before anything is examined (CAP-1).
    pub captcha: Step,
    /// Until when the account or the address is locked, if it is.
    pub locked_until: Option<Timestamp>,
    /// The password.
    pub proof: Proof,
    /// The second factor (ACC-5).
    pub second_factor: Step,
    /// A new password in place of a temporary one (ACC-19).
    pub new_password: Step,
    /// A place among the account's sessions; the last step of every way in (SES-2).
    pub session_place: Step,
}

impl Facts {
    /// An attempt of which only the entrance is known.
    #[must_use]
    pub const fn new(entrance: Entrance) -> Self {
        Self {
            entrance,
            captcha: Step::NotAsked,
            locked_until: None,
            proof: Proof::Unchecked,
            second_factor: Step::NotAsked,
            new_password: Step::NotAsked,
            session_place: Step::NotAsked,
        }
    }
}

/// What comes next, or why nothing does.
///
/// # Errors
/// [`SignInRefusal`]; an unchecked password counts as a wrong one, so that a forgotten check never lets anybody in.
pub fn next(facts: &Facts) -> Result<NextStep, SignInRefusal> {
    if facts.captcha.is_owed() {
        return Ok(NextStep::Captcha);
    }
    if let Some(until) = facts.locked_until {
        return Err(SignInRefusal::Locked { until });
    }
    let Proof::Right {
        account_type,
        suspended,
    } = facts.proof
    else {
        return Err(SignInRefusal::WrongCredentials);
    };
    if suspended {
        return Err(SignInRefusal::Suspended);
    }
    if facts.entrance == Entrance::Conference && account_type != AccountType::Ws {
        return Err(SignInRefusal::UsePersonalAccount);
    }
    if facts.second_factor.is_owed() {
        return Ok(NextStep::SecondFactor);
    }
    if facts.new_password.is_owed() {
        return Ok(NextStep::NewPassword);
    }
    if facts.session_place.is_owed() {
        return Ok(NextStep::ChooseSession);
    }
    Ok(NextStep::Done)
}
