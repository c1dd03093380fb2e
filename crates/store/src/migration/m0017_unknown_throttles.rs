//! Counters of logins that nobody has: they may be dropped when there are too many.

use super::Step;
use super::column::{add, boolean};

pub(super) fn steps() -> Vec<Step> {
    vec![
        add("throttles", boolean("unknown").default(false).to_owned()),
        Step::Sql("CREATE INDEX throttles_unknown ON throttles (window_started_at) WHERE unknown"),
    ]
}
