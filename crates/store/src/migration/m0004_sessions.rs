//! Sessions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, integer_null, text, text_null, uuid};

use super::{index, one_of, reference, run_sql};

super::change!("m0004_sessions", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager.create_table(sessions()).await?;
    index(manager, "sessions_by_account", "sessions", &["account_id", "ended_at"]).await?;
    run_sql(
        manager,
        "CREATE INDEX sessions_to_expire ON sessions (expires_at) WHERE ended_at IS NULL",
    )
    .await?;
    run_sql(
        manager,
        "CREATE INDEX sessions_to_forget ON sessions (ended_at) WHERE ended_at IS NOT NULL",
    )
    .await
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("sessions")
        .col(uuid("id").primary_key())
        .col(uuid("account_id"))
        .col(ColumnDef::new("secret_hash").blob().not_null().unique_key())
        // The place among the account's sessions (SES-11): the unique key, not a count, keeps the limit.
        .col(integer_null("slot"))
        .col(text("client"))
        .col(boolean("kept"))
        .col(text_null("device_id"))
        .col(text_null("device_name"))
        .col(text_null("device_version"))
        .col(text_null("device_system"))
        .col(text("address"))
        .col(big_integer("signed_in_at"))
        .col(big_integer("last_active_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("restricted_at"))
        .col(big_integer_null("ended_at"))
        .col(text_null("end_reason"))
        .foreign_key(reference("sessions", "account_id", "accounts").on_delete(ForeignKeyAction::Cascade))
        .index(
            Index::create()
                .unique()
                .name("sessions_one_a_slot")
                .table("sessions")
                .col("account_id")
                .col("slot"),
        )
        .check(one_of("client", &["web", "mobile", "desktop"]))
        // Ended means: at a time, for a reason, and out of its slot.
        .check(Expr::cust("(ended_at IS NULL) = (end_reason IS NULL)"))
        .check(Expr::cust("ended_at IS NULL OR slot IS NULL"))
        .to_owned()
}
