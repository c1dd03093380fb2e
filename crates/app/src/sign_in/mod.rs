//! Signing in and out, for every client (SIGN-1 to SIGN-6).

mod begin;
mod sign_out;
mod turns;

pub use self::begin::{Begun, SignIn, SignInRefusal, SignedIn, begin};
pub use self::sign_out::sign_out;
pub(crate) use self::turns::Turns;
