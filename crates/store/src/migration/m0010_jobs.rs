//! Side effects that ride a transaction.

use super::Step;
use super::column::{id, integer, step, table, text, text_null, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    let jobs = table("jobs")
        .col(id("id").primary_key())
        .col(text("kind"))
        .col(text("payload"))
        // When it is next due: a claimed job is due again when the claim runs out.
        .col(time("run_at"))
        .col(integer("attempts"))
        .col(text_null("last_error"))
        .col(time("created_at"))
        .col(time_null("given_up_at"))
        .to_owned();
    vec![
        step(jobs),
        Step::Sql("CREATE INDEX jobs_due ON jobs (run_at) WHERE given_up_at IS NULL"),
    ]
}
