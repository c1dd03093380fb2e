//! The numbering plan that subscribers and conferences share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{text, uuid};

use super::one_of;

super::change!("m0003_numbers", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("numbers")
        .col(text("number").primary_key())
        .col(text("kind"))
        // The account or the conference. A deleted conference keeps its number: an old link must not lead elsewhere.
        .col(uuid("owner_id"))
        .check(one_of("kind", &["subscriber", "conference"]))
        .index(
            Index::create()
                .unique()
                .name("numbers_one_each")
                .table("numbers")
                .col("owner_id"),
        )
        .to_owned();
    manager.create_table(table).await
}
