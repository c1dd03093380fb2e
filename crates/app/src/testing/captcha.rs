//! Captchas whose answers a test knows.

use domain::captcha::{CaptchaAnswer, Characters, Effort};

use crate::captcha::{Challenge, Issued, TooManyCaptchas, answer_in, make, payload_of};
use crate::failure::Outcome;
use crate::{App, Ctx};

/// A captcha whose picture shows these characters.
///
/// # Errors
/// [`TooManyCaptchas`]
pub async fn issue_showing(app: &App, ctx: &Ctx, characters: &str) -> Outcome<Issued, TooManyCaptchas> {
    make(app, ctx, Some(Characters::known(characters))).await
}

/// Does the work, as a device would. Gives what ALTCHA would hand in.
///
/// # Panics
/// When there is no such number.
#[must_use]
pub fn work_payload(challenge: &Challenge, effort: Effort) -> String {
    payload_of(challenge, effort).expect("one of the numbers is right")
}

/// The answer that the work leads to.
///
/// # Panics
/// When there is no such number.
#[must_use]
pub fn work(challenge: &Challenge, effort: Effort) -> CaptchaAnswer {
    answer_in(&work_payload(challenge, effort))
}
