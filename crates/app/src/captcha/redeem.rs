//! "These are the characters", or "this is the key my device found" (CAP-3).

use domain::captcha::CaptchaAnswer;
use domain::ids::CaptchaId;

use crate::failure::{Outcome, refusals, refuse};
use crate::{App, Ctx};

/// A captcha that somebody says to have solved.
#[derive(Debug, Clone)]
pub struct Solved {
    /// Which, as it was sent.
    pub id: String,
    /// How.
    pub answer: CaptchaAnswer,
}

refusals! {
    /// Why it is not taken. It is used up all the same.
    pub enum CaptchaRefusal {
        /// It is not the answer.
        Wrong => "captcha_wrong" at "captcha": "these are not the characters in the picture; ask for a new one",
        /// Too late, used before, or never given out.
        Expired => "captcha_expired" at "captcha": "this picture is used or too old; ask for a new one",
    }
}

impl From<domain::captcha::CaptchaRefusal> for CaptchaRefusal {
    fn from(refusal: domain::captcha::CaptchaRefusal) -> Self {
        match refusal {
            domain::captcha::CaptchaRefusal::Wrong => Self::Wrong,
            domain::captcha::CaptchaRefusal::Expired => Self::Expired,
        }
    }
}

/// Uses the captcha up, whatever comes of it. A solved one gives its place in the allowance back (CAP-4).
///
/// # Errors
/// [`CaptchaRefusal`]
pub async fn redeem(app: &App, ctx: &Ctx, solved: &Solved) -> Outcome<(), CaptchaRefusal> {
    let Ok(id) = solved.id.parse::<CaptchaId>() else {
        return refuse(CaptchaRefusal::Expired);
    };
    let tx = app.store.begin_write().await?;
    let judged = match tx.use_captcha(id, ctx.now).await? {
        Some(captcha) => captcha.judge(&solved.answer, ctx.now).map_err(CaptchaRefusal::from),
        None => Err(CaptchaRefusal::Expired),
    };
    if judged.is_ok() {
        tx.forget_captcha(id).await?;
    }
    tx.commit().await?;
    judged.or_else(refuse)
}
