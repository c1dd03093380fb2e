//! The audit log. It refers to nothing, so that it outlives what it tells of.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, text_null, uuid, uuid_null};

use super::index;

super::change!("m0011_audit", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("audit")
        .col(uuid("id").primary_key())
        .col(big_integer("at"))
        .col(text("action"))
        .col(uuid_null("actor_id"))
        .col(uuid_null("subject_id"))
        .col(text_null("address"))
        .col(text("details"))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "audit_by_time", "audit", &["at", "id"]).await
}
