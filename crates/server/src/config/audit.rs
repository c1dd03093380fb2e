//! `[audit]`

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Invalid, within};

/// The log of who did what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Audit {
    /// Days after which an entry is deleted.
    pub keep_days: u32,
}

impl Default for Audit {
    fn default() -> Self {
        Self { keep_days: 365 }
    }
}

impl Audit {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        within("audit.keep_days", self.keep_days, 7..=3650)
    }
}
