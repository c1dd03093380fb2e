//! "So many sessions, for so long": Settings > Account, Session limit and Lifetimes (SES-1, SES-3, SES-4, SES-9).

use std::ops::RangeInclusive;

use anyhow::Context as _;
use domain::permission::Permission;
use domain::session::Life;
use domain::session::limit::{GREATEST_LIMIT, Policy};
use domain::time::{Timestamp, days, minutes};
use serde_json::json;

use super::save::{Saved, save};
use crate::failure::{Outcome, refusals, refuse};
use crate::settings::Settings;
use crate::{Actor, App, Ctx, sessions};

/// What can be set about sessions, in the units of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionSettings {
    /// How many sessions one account may have at once; 0: any number.
    pub limit: u16,
    /// What happens to one more.
    pub policy: Policy,
    /// Online status timeframe: idle life of browsers, and of apps not kept signed in, in minutes.
    pub web_idle_minutes: u32,
    /// Idle life of apps kept signed in, in days.
    pub app_idle_days: u32,
    /// Longest life of a browser's session, in days.
    pub longest_web_days: u32,
    /// Longest life of an app's session, in days.
    pub longest_app_days: u32,
}

refusals! {
    /// Why the settings stay.
    pub enum SettingsRefusal {
        /// For administrators only.
        NotAllowed => "not_allowed": "only administrators see and change settings",
        /// More sessions than can be set.
        Limit => "out_of_range" at "limit": "a limit is a number from 0 to 100",
        /// Too short or too long.
        WebIdle => "out_of_range" at "web_idle_minutes": "5 to 43200 minutes",
        /// Too short or too long.
        AppIdle => "out_of_range" at "app_idle_days": "1 to 365 days",
        /// Too short or too long.
        LongestWeb => "out_of_range" at "longest_web_days": "1 to 365 days",
        /// Too short or too long.
        LongestApp => "out_of_range" at "longest_app_days": "1 to 3650 days",
    }
}

/// How many accounts' sessions are given their new end in one transaction.
const AT_ONCE: u64 = 100;

/// The settings in force.
///
/// # Errors
/// [`SettingsRefusal::NotAllowed`].
pub async fn session_settings(app: &App, actor: &Actor) -> Outcome<SessionSettings, SettingsRefusal> {
    if !actor.may(Permission::ChangeSettings) {
        return refuse(SettingsRefusal::NotAllowed);
    }
    let settings = app.settings().await?;
    Ok(SessionSettings::of(&settings))
}

/// Saves the settings. They act at once: open sessions get their new end, and places that became free are given.
///
/// # Errors
/// [`SettingsRefusal`]: nothing was saved.
pub async fn change_session_settings(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    new: SessionSettings,
) -> Outcome<SessionSettings, SettingsRefusal> {
    if !actor.may(Permission::ChangeSettings) {
        return refuse(SettingsRefusal::NotAllowed);
    }
    if let Some(refusal) = new.out_of_range() {
        return refuse(refusal);
    }
    let settings = app.settings().await?;
    let before = SessionSettings::of(&settings);
    let tx = app.store.begin_write().await?;
    save(app, ctx, actor, &tx, before.saved(), new.saved()).await?;
    tx.commit().await?;
    app.settings.forget();
    let (app, now) = (app.clone(), ctx.now);
    // On a task of its own: who hangs up meanwhile leaves nothing half applied.
    let applied = tokio::spawn(async move {
        reset_expiry(&app, now, &new.life()).await?;
        sessions::lift_all(&app).await?;
        // Whoever still waits may have another choice now.
        sessions::tell_queues(&app).await
    });
    applied.await.context("applying the settings panicked")??;
    Ok(new)
}

/// Gives every open session its new end, some accounts at a time.
async fn reset_expiry(app: &App, now: Timestamp, life: &Life) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let reader = app.store.read();
        let accounts = reader.accounts_with_sessions(after, now, AT_ONCE).await?;
        let Some(&last) = accounts.last() else { return Ok(()) };
        let tx = app.store.begin_write().await?;
        tx.lock_accounts(&accounts).await?;
        tx.reset_expiry(&accounts, life, now).await?;
        tx.commit().await?;
        after = Some(last);
    }
}

impl SessionSettings {
    fn of(settings: &Settings) -> Self {
        let Settings { life, sessions, .. } = settings;
        let whole = |seconds: u64, unit: u64| u32::try_from(seconds / unit).unwrap_or(u32::MAX);
        Self {
            limit: sessions.limit.as_number(),
            policy: sessions.policy,
            web_idle_minutes: whole(life.idle.as_secs(), minutes(1).as_secs()),
            app_idle_days: whole(life.idle_kept.as_secs(), days(1).as_secs()),
            longest_web_days: whole(life.longest_web.as_secs(), days(1).as_secs()),
            longest_app_days: whole(life.longest_app.as_secs(), days(1).as_secs()),
        }
    }

    fn out_of_range(&self) -> Option<SettingsRefusal> {
        let table: [(u32, RangeInclusive<u32>, SettingsRefusal); 5] = [
            (self.limit.into(), 0..=GREATEST_LIMIT.into(), SettingsRefusal::Limit),
            (self.web_idle_minutes, Life::IDLE_MINUTES, SettingsRefusal::WebIdle),
            (self.app_idle_days, Life::IDLE_KEPT_DAYS, SettingsRefusal::AppIdle),
            (
                self.longest_web_days,
                Life::LONGEST_WEB_DAYS,
                SettingsRefusal::LongestWeb,
            ),
            (
                self.longest_app_days,
                Life::LONGEST_APP_DAYS,
                SettingsRefusal::LongestApp,
            ),
        ];
        let wrong = table.into_iter().find(|(value, range, _)| !range.contains(value));
        wrong.map(|(_, _, refusal)| refusal)
    }

    fn life(&self) -> Life {
        Life {
            idle: minutes(self.web_idle_minutes.into()),
            idle_kept: days(self.app_idle_days.into()),
            longest_web: days(self.longest_web_days.into()),
            longest_app: days(self.longest_app_days.into()),
        }
    }

    /// The keys these are saved under.
    fn saved(&self) -> [Saved; 6] {
        [
            ("sessions.limit", json!(self.limit)),
            ("sessions.policy", json!(self.policy)),
            ("sessions.idle_minutes", json!(self.web_idle_minutes)),
            ("sessions.idle_days_kept", json!(self.app_idle_days)),
            ("sessions.longest_days_web", json!(self.longest_web_days)),
            ("sessions.longest_days_apps", json!(self.longest_app_days)),
        ]
    }
}
