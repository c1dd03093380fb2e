//! Facts about the database itself.

use super::Step;
use super::column::{step, table, text};

pub(super) fn steps() -> Vec<Step> {
    vec![step(
        table("meta")
            .col(text("key").primary_key())
            .col(text("value"))
            .to_owned(),
    )]
}
