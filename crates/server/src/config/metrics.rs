//! `[metrics]`

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Invalid;

/// Figures for Prometheus.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Address and port of a listener of its own that answers `/metrics`, such as `127.0.0.1:9100`. Not set: none.
    /// It asks nobody who they are: keep it on a network you trust.
    #[schemars(with = "Option<String>")]
    pub listen: Option<SocketAddr>,
}

impl Metrics {
    #[expect(clippy::unused_self, reason = "every section has the same two methods")]
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        Ok(())
    }
}
