//! Admissions: who was let into a conference, under which identity, and until when.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_null, uuid, uuid_null};

use super::{index, reference, run_sql};

super::change!("m0008_admissions", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(admissions()).await?;
    index(manager, "admissions_by_session", "admissions", &["session_id"]).await?;
    run_sql(
        manager,
        "CREATE UNIQUE INDEX admissions_one_open_a_session ON admissions (conference_id, session_id) WHERE closed_at IS NULL",
    )
    .await?;
    run_sql(
        manager,
        "CREATE INDEX admissions_open ON admissions (conference_id) WHERE closed_at IS NULL",
    )
    .await
}

fn admissions() -> TableCreateStatement {
    Table::create()
        .table("admissions")
        .col(uuid("id").primary_key())
        .col(uuid("conference_id"))
        // Of a signed-in person; a guest has a secret instead.
        .col(uuid_null("session_id"))
        .col(uuid_null("account_id"))
        .col(ColumnDef::new("secret_hash").blob().null())
        .col(text("identity").unique_key())
        .col(text("name"))
        .col(text("role"))
        .col(big_integer("admitted_at"))
        .col(big_integer("token_expires_at"))
        .col(big_integer_null("joined_at"))
        .col(big_integer_null("left_at"))
        .col(big_integer_null("closed_at"))
        .col(text_null("close_reason"))
        .col(text("trace"))
        .foreign_key(reference("admissions", "conference_id", "conferences").on_delete(ForeignKeyAction::Cascade))
        .foreign_key(reference("admissions", "session_id", "sessions").on_delete(ForeignKeyAction::SetNull))
        .foreign_key(reference("admissions", "account_id", "accounts").on_delete(ForeignKeyAction::SetNull))
        .check(Expr::cust("(closed_at IS NULL) = (close_reason IS NULL)"))
        .to_owned()
}
