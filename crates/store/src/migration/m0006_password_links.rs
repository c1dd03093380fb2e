//! Links by which a person sets a password.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, uuid, uuid_null};

use super::{index, reference};

super::change!("m0006_password_links", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("password_links")
        .col(ColumnDef::new("secret_hash").blob().not_null().primary_key())
        .col(uuid("account_id"))
        .col(uuid_null("created_by"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("used_at"))
        .foreign_key(reference("password_links", "account_id", "accounts").on_delete(ForeignKeyAction::Cascade))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "password_links_by_account", "password_links", &["account_id"]).await
}
