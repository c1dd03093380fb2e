//! The audit log. It refers to nothing, so that it outlives what it tells of.

use super::Step;
use super::column::{id, id_null, index, step, table, text, text_null, time};

pub(super) fn steps() -> Vec<Step> {
    let audit = table("audit")
        .col(id("id").primary_key())
        .col(time("at"))
        .col(text("action"))
        .col(id_null("actor_id"))
        .col(id_null("subject_id"))
        .col(text_null("address"))
        .col(text("details"))
        .to_owned();
    vec![step(audit), index("audit_by_time", "audit", &["at", "id"])]
}
