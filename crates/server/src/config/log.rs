//! `[log]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

use super::Invalid;

/// What is written to standard error while the server runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// `human` for people, `json` for machines: one object a line.
    #[schemars(with = "String")]
    pub format: LogFormat,
    /// How much: `error`, `warn`, `info`, `debug` or `trace`; by part as in `info,sfu=debug`.
    pub level: String,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Human,
    /// For machines.
    Json,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            format: LogFormat::Human,
            level: "info".to_owned(),
        }
    }
}

impl Log {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        match EnvFilter::builder().parse(&self.level) {
            Ok(_) => Ok(()),
            Err(error) => Err(Invalid::new(
                "log.level",
                format!("`{}` is no level: {error}", self.level),
            )),
        }
    }
}
