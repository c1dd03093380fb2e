//! Telling people from programs before a password is looked at (CAP-1 to CAP-5).

mod issue;
mod picture;
mod redeem;
mod work;

pub(crate) use self::issue::Drawing;
#[cfg(any(test, feature = "testing"))]
pub(crate) use self::issue::make;
pub use self::issue::{Issued, TooManyCaptchas, issue};
pub use self::redeem::{CaptchaRefusal, Solved, redeem};
#[cfg(any(test, feature = "testing"))]
pub(crate) use self::work::payload_of;
pub use self::work::{ALGORITHM, Challenge, KEY_LENGTH, answer_in};
