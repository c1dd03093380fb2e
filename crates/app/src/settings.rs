//! The settings in force, as types.
//!
//! The configuration file gives the defaults; what an administrator saved in the database wins. A value that does
//! not make sense is ignored with a warning rather than taking the server down.
//!
//! Every request asks for them, so they are remembered for a moment.

use std::ops::RangeInclusive;
use std::sync::{Arc, PoisonError, RwLock};

use domain::admission::ServerRules;
use domain::captcha::{CaptchaDisplay, CaptchaRule};
use domain::identifier::Login;
use domain::letter::LetterLanguage;
use domain::name::DisplayName;
use domain::number::SubscriberNumber;
use domain::password::{MOST_CHARACTERS, PasswordRule};
use domain::rate::FailureRule;
use domain::session::Life;
use domain::session::limit::{Limit, LimitRule, Policy};
use domain::third_party::Registration;
use domain::time::{Duration, Timestamp, days, minutes};
use serde_json::Value;
use store::Store;

/// For so long the settings are not looked up again: another process may change them as well.
const REMEMBERED: Duration = Duration::from_secs(1);

/// The settings that use cases read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The server's name on every page.
    pub server_name: String,
    /// The host people know the server by, where one is configured.
    pub site_host: Option<String>,
    /// What a new password must satisfy.
    pub password: PasswordRule,
    /// Failures of one account, or of one login that no account has.
    pub account_failures: FailureRule,
    /// Failures from one address.
    pub address_failures: FailureRule,
    /// When a captcha is asked.
    pub captcha: CaptchaRule,
    /// Whether a first sign-in through a provider makes an account.
    pub registration: Registration,
    /// How long sessions live.
    pub life: Life,
    /// How many sessions an account may have at once, and what happens to one more.
    pub sessions: LimitRule,
    /// The server's switches for conferences.
    pub conferences: ServerRules,
    /// The language letters are written in: the first of the server's.
    pub letter_language: LetterLanguage,
    /// For how long entries of the audit log are kept.
    pub audit_kept: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            server_name: "Vestibule".to_owned(),
            site_host: None,
            password: PasswordRule::default(),
            account_failures: FailureRule::ACCOUNT,
            address_failures: FailureRule::ADDRESS,
            captcha: CaptchaRule::default(),
            registration: Registration::Closed,
            life: Life::default(),
            sessions: LimitRule::default(),
            conferences: ServerRules::default(),
            letter_language: LetterLanguage::English,
            audit_kept: days(365),
        }
    }
}

impl Settings {
    /// These settings, overridden by the database's.
    async fn overridden(mut self, store: &Store) -> anyhow::Result<Self> {
        for (key, value) in store.read().settings().await? {
            if !self.apply(&key, &value) {
                tracing::warn!(key, "a saved setting makes no sense and is ignored");
            }
        }
        Ok(self)
    }

    /// Words that no password of this person may be made of: what this site is called and what the person is called
    /// (ASVS 6.2.11).
    pub(crate) fn words_known_here<'a>(
        &'a self,
        login: &'a Login,
        name: &'a DisplayName,
        number: Option<&'a SubscriberNumber>,
    ) -> Vec<&'a str> {
        let site = [Some(self.server_name.as_str()), self.site_host.as_deref()];
        let person = [
            Some(login.as_str()),
            Some(name.as_str()),
            number.map(SubscriberNumber::as_str),
        ];
        site.into_iter().chain(person).flatten().collect()
    }

    /// Puts a saved value in the place of the configuration's. Returns false when it makes no sense there.
    fn apply(&mut self, key: &str, value: &Value) -> bool {
        match key {
            "server.name" => set(&mut self.server_name, value.as_str().map(str::to_owned)),
            "password.least_length" => set(&mut self.password.least_length, length(value)),
            "conferences.guests_allowed" => set(&mut self.conferences.guests_allowed, value.as_bool()),
            "sign_in.captcha" => set(
                &mut self.captcha.display,
                value.as_str().and_then(CaptchaDisplay::from_code),
            ),
            "sign_in.captcha_after" => set(&mut self.captcha.after, within(value, &CaptchaRule::AFTER)),
            "sign_in.account_failures" => set(
                &mut self.account_failures.limit,
                within(value, &FailureRule::ACCOUNT_LIMITS),
            ),
            "sign_in.address_failures" => set(
                &mut self.address_failures.limit,
                within(value, &FailureRule::ADDRESS_LIMITS),
            ),
            "sign_in.failure_window_minutes" => {
                let window = within(value, &FailureRule::MINUTES).map(|n| minutes(n.into()));
                set(&mut self.account_failures.window, window) && set(&mut self.address_failures.window, window)
            }
            "sign_in.lock_minutes" => {
                let lock = within(value, &FailureRule::MINUTES).map(|n| minutes(n.into()));
                set(&mut self.account_failures.lock, lock) && set(&mut self.address_failures.lock, lock)
            }
            "accounts.registration" => set(&mut self.registration, value.as_str().and_then(Registration::from_code)),
            // ACC-1: "Online status timeframe (minutes)".
            "sessions.idle_minutes" => set(&mut self.life.idle, positive(value).map(minutes)),
            "sessions.idle_days_kept" => set(&mut self.life.idle_kept, positive(value).map(days)),
            "sessions.longest_days_web" => set(&mut self.life.longest_web, positive(value).map(days)),
            "sessions.longest_days_apps" => set(&mut self.life.longest_app, positive(value).map(days)),
            "sessions.limit" => set(&mut self.sessions.limit, limit(value)),
            "sessions.policy" => set(&mut self.sessions.policy, value.as_str().and_then(Policy::from_code)),
            _ => false,
        }
    }
}

/// The settings as they were read last.
#[derive(Debug)]
pub(crate) struct Remembered {
    /// The configuration's.
    defaults: Settings,
    last: RwLock<Last>,
}

/// What was read last, and how often it was forgotten: what was read before a change is not remembered after it.
#[derive(Debug, Default)]
struct Last {
    read: Option<(Timestamp, Arc<Settings>)>,
    /// Somebody saved something since.
    is_outdated: bool,
    forgotten: u64,
}

impl Remembered {
    pub(crate) fn new(defaults: Settings) -> Self {
        Self {
            defaults,
            last: RwLock::default(),
        }
    }

    /// Forgets what was read: somebody just saved something else.
    pub(crate) fn forget(&self) {
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        last.is_outdated = true;
        last.forgotten += 1;
    }

    /// The settings as they were read last, however old: for whoever has a transaction open and cannot wait for another
    /// connection. Every request reads them when it comes.
    pub(crate) fn at_hand(&self) -> Arc<Settings> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        last.read
            .as_ref()
            .map_or_else(|| Arc::new(self.defaults.clone()), |(_, settings)| Arc::clone(settings))
    }

    /// The settings in force at `now`, at most [`REMEMBERED`] old.
    pub(crate) async fn get(&self, store: &Store, now: Timestamp) -> anyhow::Result<Arc<Settings>> {
        let forgotten = {
            let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((read_at, settings)) = &last.read
                && !last.is_outdated
                // A clock that was set back makes them old as well.
                && (*read_at..read_at.plus(REMEMBERED)).contains(&now)
            {
                return Ok(Arc::clone(settings));
            }
            last.forgotten
        };
        let settings = Arc::new(self.defaults.clone().overridden(store).await?);
        let mut last = self.last.write().unwrap_or_else(PoisonError::into_inner);
        if last.forgotten == forgotten {
            last.read = Some((now, Arc::clone(&settings)));
            last.is_outdated = false;
        }
        Ok(settings)
    }
}

fn positive(value: &Value) -> Option<u64> {
    value.as_u64().filter(|&n| n > 0)
}

fn within(value: &Value, range: &RangeInclusive<u32>) -> Option<u32> {
    let number = u32::try_from(value.as_u64()?).ok()?;
    range.contains(&number).then_some(number)
}

fn limit(value: &Value) -> Option<Limit> {
    Limit::new(u16::try_from(value.as_u64()?).ok()?)
}

fn length(value: &Value) -> Option<usize> {
    let length = usize::try_from(value.as_u64()?).ok()?;
    (PasswordRule::FLOOR..=MOST_CHARACTERS)
        .contains(&length)
        .then_some(length)
}

fn set<T>(place: &mut T, value: Option<T>) -> bool {
    let fits = value.is_some();
    if let Some(value) = value {
        *place = value;
    }
    fits
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn saved_values_win_where_they_make_sense() {
        let mut settings = Settings::default();
        assert!(settings.apply("server.name", &json!("Example Ltd")));
        assert!(settings.apply("password.least_length", &json!(12)));
        assert!(settings.apply("conferences.guests_allowed", &json!(false)));
        assert!(settings.apply("sessions.idle_minutes", &json!(30)));
        assert!(settings.apply("sessions.limit", &json!(3)));
        assert!(settings.apply("sessions.policy", &json!("wait")));
        assert!(settings.apply("sign_in.captcha", &json!("after_failures")));
        assert!(settings.apply("sign_in.captcha_after", &json!(5)));
        assert!(settings.apply("sign_in.account_failures", &json!(4)));
        assert!(settings.apply("sign_in.address_failures", &json!(40)));
        assert!(settings.apply("sign_in.failure_window_minutes", &json!(30)));
        assert!(settings.apply("sign_in.lock_minutes", &json!(5)));
        let rule = |limit| FailureRule {
            limit,
            window: minutes(30),
            lock: minutes(5),
        };
        assert_eq!(
            (settings.account_failures, settings.address_failures),
            (rule(4), rule(40))
        );
        assert_eq!(
            (settings.captcha.display, settings.captcha.after),
            (CaptchaDisplay::AfterFailures, 5)
        );
        assert_eq!(
            (settings.sessions.limit.as_number(), settings.sessions.policy),
            (3, Policy::Wait)
        );
        assert_eq!(settings.server_name, "Example Ltd");
        assert_eq!(settings.password.least_length, 12);
        assert!(!settings.conferences.guests_allowed);
        assert_eq!(settings.life.idle, minutes(30));

        let kept = settings.clone();
        for (key, value) in [
            ("password.least_length", json!(7)),
            ("password.least_length", json!(257)),
            ("password.least_length", json!("12")),
            ("sessions.idle_minutes", json!(0)),
            ("sessions.limit", json!(101)),
            ("sessions.policy", json!("forbid")),
            ("sign_in.captcha", json!(true)),
            ("sign_in.captcha_after", json!(0)),
            ("sign_in.captcha_after", json!(51)),
            ("sign_in.account_failures", json!(0)),
            ("sign_in.address_failures", json!(10_001)),
            ("sign_in.failure_window_minutes", json!(0)),
            ("sign_in.lock_minutes", json!(1441)),
            ("server.name", json!(null)),
            ("no.such.setting", json!(1)),
        ] {
            assert!(!settings.apply(key, &value), "{key} = {value}");
        }
        assert_eq!(settings, kept);
    }
}
