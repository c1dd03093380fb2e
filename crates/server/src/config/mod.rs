//! Configuration: one struct per section, each with its defaults, its checks and the words that become
//! `docs/configuration.md`. Read from a TOML file, then the environment, then the command line; later ones win.
//! No configuration at all is a complete one.

mod audit;
mod catalogue;
mod database;
mod limits;
mod load;
mod log;
mod media;
mod metrics;
mod print;
mod reference;
mod secret;
mod server;
mod sessions;
mod sign_in;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use audit::Audit;
pub use database::{Database, DatabaseUrl};
pub use limits::Limits;
pub use load::{ConfigError, Effective, Origin, Sources, load};
pub use log::{Log, LogFormat};
pub use media::{Media, OWN_KEY, PortRange};
pub use metrics::Metrics;
pub use print::print;
pub use reference::reference;
pub use secret::ConfigSecret;
pub use server::{Listen, Server, Support, Tls};
pub use sessions::Sessions;
pub use sign_in::{Argon2, SignIn};

/// The whole configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the server listens, what it is called, and how it is reached.
    pub server: Server,
    /// Where accounts, sessions and conferences are kept.
    pub database: Database,
    /// Sound and picture: the built-in media server.
    pub media: Media,
    /// Passwords, and what slows down those who guess them.
    pub sign_in: SignIn,
    /// How long somebody stays signed in.
    pub sessions: Sessions,
    /// The log of who did what.
    pub audit: Audit,
    /// Figures for Prometheus.
    pub metrics: Metrics,
    /// Bounds on connections and requests, against exhaustion by slow or many clients.
    pub limits: Limits,
    /// What is written to standard error while the server runs.
    pub log: Log,
}

/// A setting that is well-formed but cannot stand.
#[derive(Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The setting, as `section.key`.
    pub key: &'static str,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl Invalid {
    fn new(key: &'static str, problem: impl Into<String>) -> Self {
        Self {
            key,
            problem: problem.into(),
        }
    }
}

impl Config {
    /// Checks every section.
    ///
    /// # Errors
    /// The first setting that cannot stand.
    pub fn validate(&self) -> Result<(), Invalid> {
        self.server.validate()?;
        self.database.validate()?;
        self.media.validate()?;
        self.sign_in.validate()?;
        self.sessions.validate()?;
        self.audit.validate()?;
        self.metrics.validate()?;
        self.limits.validate()?;
        self.log.validate()
    }
}

/// `value` must lie within `range`.
fn within<T: PartialOrd + Copy + std::fmt::Display>(
    key: &'static str,
    value: T,
    range: std::ops::RangeInclusive<T>,
) -> Result<(), Invalid> {
    if range.contains(&value) {
        return Ok(());
    }
    let (least, most) = (range.start(), range.end());
    Err(Invalid::new(
        key,
        format!("must be from {least} to {most}, but is {value}"),
    ))
}
