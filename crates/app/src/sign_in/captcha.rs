//! Whether a sign-in owes a captcha, and whether it brings one (CAP-1).

use domain::captcha::{CaptchaDisplay, CaptchaRule};
use domain::identifier::IdentifierKey;
use domain::rate::{FailureRule, Scope, ThrottleKey};
use domain::sign_in::Step;

use super::attempt::SignInRefusal;
use super::check_password::Subject;
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

/// The failures of a login as it was typed, whether or not somebody has it: two names of one account owe apart, so that
/// none tells of the other. A device that signed in before owes for its own failures alone, which are counted already.
pub(super) struct Debt<'a> {
    app: &'a App,
    settings: &'a Settings,
    debtor: ThrottleKey,
    is_typed: bool,
}

impl<'a> Debt<'a> {
    pub(super) fn of(app: &'a App, settings: &'a Settings, typed: &IdentifierKey, subject: &Subject) -> Self {
        let keyed = app.server_key.keyed_hash("captcha_debt", typed.as_str());
        let is_typed = !subject.is_known_device();
        Self {
            app,
            settings,
            debtor: if is_typed {
                ThrottleKey::unknown_login(Scope::Captcha, &keyed)
            } else {
                subject.key()
            },
            is_typed,
        }
    }

    /// Whether a sign-in without a captcha owes one for the failures before it: of this login, or from this address.
    pub(super) async fn is_owed(&self, ctx: &Ctx) -> anyhow::Result<bool> {
        let address = ThrottleKey::address(Scope::SignIn, ctx.address);
        let keys = [(self.debtor, &self.rule()), (address, &self.settings.address_failures)];
        let failures = throttle::failures(self.app, keys, ctx.now).await?;
        let is_owed = |count| self.settings.captcha.is_owed_after(count);
        Ok(failures.into_iter().any(is_owed))
    }

    /// One more failure.
    pub(super) async fn grow(&self, ctx: &Ctx) -> anyhow::Result<()> {
        if self.counts() {
            throttle::count(self.app, self.debtor, &self.rule(), ctx.now).await?;
        }
        Ok(())
    }

    /// The password was right.
    pub(super) async fn forgive(&self) {
        if self.counts() {
            throttle::clear(self.app, self.debtor).await;
        }
    }

    fn counts(&self) -> bool {
        self.is_typed && self.settings.captcha.display == CaptchaDisplay::AfterFailures
    }

    /// Within the lock's window (CAP-1); it never locks by itself.
    fn rule(&self) -> FailureRule {
        FailureRule {
            limit: u32::MAX,
            ..self.settings.account_failures
        }
    }
}
