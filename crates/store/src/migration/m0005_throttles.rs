//! Counters of failures.

use super::Step;
use super::column::{bytes, index, integer, step, table, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    let throttles = table("throttles")
        .col(bytes("key").primary_key())
        .col(integer("failures"))
        .col(time("window_started_at"))
        .col(time_null("locked_until"))
        // When nothing depends on the row any more.
        .col(time("forget_at"))
        .to_owned();
    vec![
        step(throttles),
        index("throttles_to_forget", "throttles", &["forget_at"]),
    ]
}
