//! The numbering plan that subscribers and conferences share.

use super::Step;
use super::column::{id, one_of, step, table, text};

pub(super) fn steps() -> Vec<Step> {
    let numbers = table("numbers")
        .col(text("number").primary_key())
        .col(text("kind"))
        // The account or the conference. A deleted conference keeps its number: an old link must not lead elsewhere.
        .col(id("owner_id").unique_key())
        .check(one_of("kind", &["subscriber", "conference"]))
        .to_owned();
    vec![step(numbers)]
}
