//! Facts about the database itself.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text;

super::change!("m0001_meta", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("meta")
                .col(text("key").primary_key())
                .col(text("value"))
                .to_owned(),
        )
        .await
}
