//! Captchas.

use sea_orm::sea_query::Index;

use super::Step;
use super::column::{bytes, bytes_null, id, index, integer, one_of, step, table, text, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    let captchas = table("captchas")
        .col(id("id").primary_key())
        .col(text("kind"))
        // Nothing where no picture was asked for.
        .col(bytes_null("characters_hash"))
        .col(bytes("key_hash"))
        // Whose allowance it takes a place of: a hash of the address.
        .col(bytes("asker"))
        .col(integer("place"))
        .col(time("made_at"))
        .col(time_null("used_at"))
        // Many requests at once cannot get more places than there are.
        .index(
            Index::create()
                .unique()
                .name("captchas_places")
                .col("asker")
                .col("kind")
                .col("place"),
        )
        .check(one_of("kind", &["picture", "proof_of_work"]))
        .to_owned();
    vec![step(captchas), index("captchas_to_forget", "captchas", &["made_at"])]
}
