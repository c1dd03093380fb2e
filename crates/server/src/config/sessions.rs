//! `[sessions]`

use domain::session::Life;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Invalid, within};

/// How long somebody stays signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sessions {
    /// Minutes without an act of the person after which a session ends: the *online status timeframe*.
    pub idle_minutes: u32,
    /// Days without an act after which the session of an app that was told to keep its person signed in ends.
    pub idle_days_kept: u32,
    /// Days after which a browser's session ends in any case.
    pub longest_days_web: u32,
    /// Days after which an app's session ends in any case.
    pub longest_days_apps: u32,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            idle_minutes: 720,
            idle_days_kept: 30,
            longest_days_web: 30,
            longest_days_apps: 365,
        }
    }
}

impl Sessions {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        within("sessions.idle_minutes", self.idle_minutes, Life::IDLE_MINUTES)?;
        within("sessions.idle_days_kept", self.idle_days_kept, Life::IDLE_KEPT_DAYS)?;
        within(
            "sessions.longest_days_web",
            self.longest_days_web,
            Life::LONGEST_WEB_DAYS,
        )?;
        within(
            "sessions.longest_days_apps",
            self.longest_days_apps,
            Life::LONGEST_APP_DAYS,
        )
    }
}
