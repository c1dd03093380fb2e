//! "How people sign in": Settings > Sign-in, the groups Captcha, Password rule and Failed sign-ins (CAP-1, ACC-9, SIGN-5).

use std::ops::RangeInclusive;

use domain::captcha::{CaptchaDisplay, CaptchaRule};
use domain::password::PasswordRule;
use domain::permission::Permission;
use domain::rate::FailureRule;
use domain::time::minutes;
use serde_json::json;

use super::save::{Saved, save};
use crate::failure::{Outcome, refusals, refuse};
use crate::settings::Settings;
use crate::{Actor, App, Ctx};

/// What can be set about signing in, in the units of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInSettings {
    /// When a captcha is asked.
    pub captcha: CaptchaDisplay,
    /// After how many failures, where it is asked after failures.
    pub captcha_after: u32,
    /// How many characters a new password has at least.
    pub password_least_length: u32,
    /// How many failures lock an account, or a login that no account has.
    pub account_failures: u32,
    /// How many failures lock an address (IPv6: one /64).
    pub address_failures: u32,
    /// Failures further apart than this do not add up, in minutes.
    pub failure_window_minutes: u32,
    /// How long a lock holds, in minutes.
    pub lock_minutes: u32,
}

refusals! {
    /// Why the settings stay.
    pub enum SignInSettingsRefusal {
        /// For administrators only.
        NotAllowed => "not_allowed": "only administrators see and change settings",
        /// Fewer or more failures than can be set.
        CaptchaAfter => "out_of_range" at "captcha_after": "1 to 50 failures",
        /// Too short to be safe, or longer than people would type.
        LeastLength => "out_of_range" at "password_least_length": "8 to 64 characters",
        /// Fewer or more failures than can be set.
        AccountFailures => "out_of_range" at "account_failures": "1 to 100 failures",
        /// Fewer or more failures than can be set.
        AddressFailures => "out_of_range" at "address_failures": "1 to 10000 failures",
        /// Too short or too long.
        FailureWindow => "out_of_range" at "failure_window_minutes": "1 to 1440 minutes",
        /// Too short or too long: a lock for good would let anybody shut anybody out.
        Lock => "out_of_range" at "lock_minutes": "1 to 1440 minutes",
    }
}

/// The settings in force.
///
/// # Errors
/// [`SignInSettingsRefusal::NotAllowed`].
pub async fn sign_in_settings(app: &App, actor: &Actor) -> Outcome<SignInSettings, SignInSettingsRefusal> {
    if !actor.may(Permission::ChangeSettings) {
        return refuse(SignInSettingsRefusal::NotAllowed);
    }
    Ok(SignInSettings::of(&*app.settings().await?))
}

/// Saves the settings. They act from the next sign-in on; a lock that holds ends no later than the new time from now.
///
/// # Errors
/// [`SignInSettingsRefusal`]: nothing was saved.
pub async fn change_sign_in_settings(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    new: SignInSettings,
) -> Outcome<SignInSettings, SignInSettingsRefusal> {
    if !actor.may(Permission::ChangeSettings) {
        return refuse(SignInSettingsRefusal::NotAllowed);
    }
    if let Some(refusal) = new.out_of_range() {
        return refuse(refusal);
    }
    let before = SignInSettings::of(&*app.settings().await?);
    let tx = app.store.begin_write().await?;
    save(app, ctx, actor, &tx, before.saved(), new.saved()).await?;
    tx.commit().await?;
    app.settings.forget();
    Ok(new)
}

impl SignInSettings {
    /// How many characters the shortest new password may be asked to have.
    const LEAST_LENGTH: RangeInclusive<u32> = PasswordRule::FLOOR as u32..=64;

    fn of(settings: &Settings) -> Self {
        let whole = |seconds: u64| u32::try_from(seconds / minutes(1).as_secs()).unwrap_or(u32::MAX);
        Self {
            captcha: settings.captcha.display,
            captcha_after: settings.captcha.after,
            password_least_length: u32::try_from(settings.password.least_length).unwrap_or(u32::MAX),
            account_failures: settings.account_failures.limit,
            address_failures: settings.address_failures.limit,
            failure_window_minutes: whole(settings.account_failures.window.as_secs()),
            lock_minutes: whole(settings.account_failures.lock.as_secs()),
        }
    }

    fn out_of_range(&self) -> Option<SignInSettingsRefusal> {
        use SignInSettingsRefusal as Refusal;
        let table = [
            (self.captcha_after, CaptchaRule::AFTER, Refusal::CaptchaAfter),
            (self.password_least_length, Self::LEAST_LENGTH, Refusal::LeastLength),
            (
                self.account_failures,
                FailureRule::ACCOUNT_LIMITS,
                Refusal::AccountFailures,
            ),
            (
                self.address_failures,
                FailureRule::ADDRESS_LIMITS,
                Refusal::AddressFailures,
            ),
            (
                self.failure_window_minutes,
                FailureRule::MINUTES,
                Refusal::FailureWindow,
            ),
            (self.lock_minutes, FailureRule::MINUTES, Refusal::Lock),
        ];
        let wrong = table.into_iter().find(|(value, range, _)| !range.contains(value));
        wrong.map(|(_, _, refusal)| refusal)
    }

    /// The keys these are saved under.
    fn saved(&self) -> [Saved; 7] {
        [
            ("sign_in.captcha", json!(self.captcha.code())),
            ("sign_in.captcha_after", json!(self.captcha_after)),
            ("password.least_length", json!(self.password_least_length)),
            ("sign_in.account_failures", json!(self.account_failures)),
            ("sign_in.address_failures", json!(self.address_failures)),
            ("sign_in.failure_window_minutes", json!(self.failure_window_minutes)),
            ("sign_in.lock_minutes", json!(self.lock_minutes)),
        ]
    }
}
