//! Accounts, and what one signs in with.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_null, uuid};

use super::{index, one_of, reference};

super::change!("m0002_accounts", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(accounts()).await?;
    index(manager, "accounts_by_name", "accounts", &["name_folded", "id"]).await?;
    manager.create_table(identifiers()).await?;
    index(manager, "identifiers_by_account", "identifiers", &["account_id"]).await
}

fn accounts() -> TableCreateStatement {
    Table::create()
        .table("accounts")
        .col(uuid("id").primary_key())
        .col(text("login"))
        .col(text("name"))
        // The name as lists are ordered by, and everything a search looks at; both folded, for Cyrillic too.
        .col(text("name_folded"))
        .col(text("search"))
        .col(text_null("number"))
        .col(text("account_type"))
        .col(text("level"))
        .col(text_null("password_hash"))
        .col(big_integer_null("password_set_at"))
        .col(big_integer("created_at"))
        .col(big_integer_null("suspended_at"))
        .check(one_of("account_type", &["ws", "sip", "h323", "loop"]))
        .to_owned()
}

/// One namespace for all that one may sign in with; the key is what makes two spellings the same.
fn identifiers() -> TableCreateStatement {
    Table::create()
        .table("identifiers")
        .col(text("key").primary_key())
        .col(uuid("account_id"))
        .col(text("kind"))
        .foreign_key(reference("identifiers", "account_id", "accounts").on_delete(ForeignKeyAction::Cascade))
        .check(one_of("kind", &["login", "number", "email", "phone"]))
        .to_owned()
}
