//! Signing in and out, for every client (SIGN-1 to SIGN-6).

mod attempt;
mod begin;
mod captcha;
mod check_password;
mod choose_session;
mod finish;
mod open_session;
mod second_factor;
mod sign_out;
mod turns;

pub use self::attempt::{AttemptKey, Choice, FactorAsked, SignIn, SignInRefusal, SignedIn, Step, Waiting};
pub use self::begin::begin;
pub(crate) use self::begin::{facts, go_on, recognise, what_next};
pub(crate) use self::check_password::{CheckRefusal, Subject, check_password};
pub use self::choose_session::{
    Choose, ChooseRefusal, WINDOW_SAYS, cancel, choose_session, listen_at_window, show_attempt, window_is,
};
pub(crate) use self::open_session::{Proven, ThirdParty};
pub use self::second_factor::{SecondFactorRefusal, prove_second_factor};
pub use self::sign_out::sign_out;
pub(crate) use self::turns::Turns;
