//! How many sessions there were at once, day by day.

use super::Step;
use super::column::{step, table, time};

pub(super) fn steps() -> Vec<Step> {
    let session_days = table("session_days")
        // Days since 1970-01-01, UTC.
        .col(time("day").primary_key())
        .col(time("most"))
        .to_owned();
    vec![step(session_days)]
}
