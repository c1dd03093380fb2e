//! The settings in force, as types.
//!
//! The configuration file gives the defaults; what an administrator saved in the database wins. A value that does
//! not make sense is ignored with a warning rather than taking the server down.

use domain::admission::ServerRules;
use domain::password::PasswordRule;
use domain::rate::FailureRule;
use domain::session::Life;

use crate::App;

/// The settings that use cases read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The server's name on every page.
    pub server_name: String,
    /// What a new password must satisfy.
    pub password: PasswordRule,
    /// Failures of one account, or of one login that no account has.
    pub account_failures: FailureRule,
    /// Failures from one address.
    pub address_failures: FailureRule,
    /// How long sessions live.
    pub life: Life,
    /// The server's switches for conferences.
    pub conferences: ServerRules,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            server_name: "Vestibule".to_owned(),
            password: PasswordRule::default(),
            account_failures: FailureRule::ACCOUNT,
            address_failures: FailureRule::ADDRESS,
            life: Life::default(),
            conferences: ServerRules::default(),
        }
    }
}

impl Settings {
    pub(crate) async fn read(app: &App) -> anyhow::Result<Self> {
        Ok((*app.defaults).clone())
    }
}
