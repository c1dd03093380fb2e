//! Whether a sign-in owes a captcha, and whether it brings one (CAP-1).

use domain::captcha::CaptchaRule;
use domain::rate::{Scope, ThrottleKey};
use domain::sign_in::Step;

use super::attempt::SignInRefusal;
use crate::captcha::{Solved, redeem};
use crate::failure::Outcome;
use crate::settings::Settings;
use crate::{App, Ctx, throttle};

/// How far the captcha is, before anybody is looked up: one that was brought is used up, whatever becomes of the
/// sign-in.
pub(super) async fn bring(
    app: &App,
    ctx: &Ctx,
    rule: CaptchaRule,
    solved: Option<&Solved>,
) -> Outcome<Step, SignInRefusal> {
    match solved {
        Some(solved) if rule.is_ever_asked() => {
            let redeemed = redeem(app, ctx, solved).await;
            redeemed.map_err(|failure| failure.map(SignInRefusal::from))?;
            Ok(Step::Met)
        }
        _ if rule.is_owed_after(0) => Ok(Step::Owed),
        _ => Ok(Step::NotAsked),
    }
}

/// Whether a sign-in without one owes it for the failures before it: of this counter, or from this address.
pub(super) async fn is_owed(app: &App, ctx: &Ctx, settings: &Settings, login: ThrottleKey) -> anyhow::Result<bool> {
    let address = ThrottleKey::address(Scope::SignIn, ctx.address);
    let keys = [
        (login, &settings.account_failures),
        (address, &settings.address_failures),
    ];
    let failures = throttle::failures(app, keys, ctx.now).await?;
    Ok(failures.into_iter().any(|count| settings.captcha.is_owed_after(count)))
}
