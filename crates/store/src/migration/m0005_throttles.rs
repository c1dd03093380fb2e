//! Counters of failures.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer};

use super::index;

super::change!("m0005_throttles", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("throttles")
        .col(ColumnDef::new("key").blob().not_null().primary_key())
        .col(integer("failures"))
        .col(big_integer("window_started_at"))
        .col(big_integer_null("locked_until"))
        // When nothing depends on the row any more.
        .col(big_integer("forget_at"))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "throttles_to_forget", "throttles", &["forget_at"]).await
}
