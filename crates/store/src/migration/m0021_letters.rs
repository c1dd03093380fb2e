//! Letters that wait in the Outbox.

use super::Step;
use super::column::{id, index, step, table, text, time};

pub(super) fn steps() -> Vec<Step> {
    let letters = table("letters")
        .col(id("id").primary_key())
        .col(time("at"))
        .col(id("to_id"))
        .col(text("kind"))
        .col(text("subject"))
        .col(text("body"))
        .to_owned();
    vec![
        step(letters),
        index("letters_by_time", "letters", &["at", "id"]),
        index("letters_by_person", "letters", &["to_id", "kind", "at"]),
    ]
}
