//! Signing in and out, for every client (SIGN-1 to SIGN-6).

mod attempt;
mod begin;
mod check_password;
mod open_session;
mod sign_out;
mod turns;

pub use self::attempt::{SignIn, SignInRefusal, SignedIn};
pub use self::begin::{Begun, begin};
pub(crate) use self::check_password::{CheckRefusal, Subject, check_password};
pub use self::sign_out::sign_out;
pub(crate) use self::turns::Turns;
