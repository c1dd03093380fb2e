//! Settings that administrators change while the server runs.

use super::Step;
use super::column::{step, table, text, time};

pub(super) fn steps() -> Vec<Step> {
    let settings = table("settings")
        .col(text("key").primary_key())
        // JSON, whatever the setting is.
        .col(text("value"))
        .col(time("changed_at"))
        .to_owned();
    vec![step(settings)]
}
