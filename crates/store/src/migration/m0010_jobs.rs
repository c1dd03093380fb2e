//! Side effects that ride a transaction.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, text, text_null, uuid};

use super::run_sql;

super::change!("m0010_jobs", up);

async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("jobs")
        .col(uuid("id").primary_key())
        .col(text("kind"))
        .col(text("payload"))
        // When it is next due: a claimed job is due again when the claim runs out.
        .col(big_integer("run_at"))
        .col(integer("attempts"))
        .col(text_null("last_error"))
        .col(big_integer("created_at"))
        .col(big_integer_null("given_up_at"))
        .to_owned();
    manager.create_table(table).await?;
    run_sql(
        manager,
        "CREATE INDEX jobs_due ON jobs (run_at) WHERE given_up_at IS NULL",
    )
    .await
}
