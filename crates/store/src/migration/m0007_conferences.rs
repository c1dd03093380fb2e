//! Conferences and who is on their lists.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, text, uuid};

use super::{index, one_of, reference};

super::change!("m0007_conferences", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(conferences()).await?;
    manager.create_table(members()).await?;
    index(
        manager,
        "conference_members_by_account",
        "conference_members",
        &["account_id"],
    )
    .await
}

fn conferences() -> TableCreateStatement {
    Table::create()
        .table("conferences")
        .col(uuid("id").primary_key())
        .col(text("number").unique_key())
        .col(text("name"))
        .col(text("access"))
        .col(boolean("guests_allowed"))
        .col(text("room").unique_key())
        .col(uuid("creator_id"))
        .col(big_integer("created_at"))
        .col(big_integer_null("deleted_at"))
        .foreign_key(&mut reference("conferences", "creator_id", "accounts"))
        .check(one_of("access", &["open", "closed"]))
        .to_owned()
}

fn members() -> TableCreateStatement {
    Table::create()
        .table("conference_members")
        .col(uuid("conference_id"))
        .col(uuid("account_id"))
        .col(boolean("moderator"))
        .primary_key(Index::create().col("conference_id").col("account_id"))
        .foreign_key(
            reference("conference_members", "conference_id", "conferences").on_delete(ForeignKeyAction::Cascade),
        )
        .foreign_key(reference("conference_members", "account_id", "accounts").on_delete(ForeignKeyAction::Cascade))
        .to_owned()
}
