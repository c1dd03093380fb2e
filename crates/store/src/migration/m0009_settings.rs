//! Settings that administrators change while the server runs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

super::change!("m0009_settings", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("settings")
        .col(text("key").primary_key())
        // JSON, whatever the setting is.
        .col(text("value"))
        .col(big_integer("changed_at"))
        .to_owned();
    manager.create_table(table).await
}
