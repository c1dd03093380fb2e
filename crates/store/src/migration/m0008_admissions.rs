//! Admissions: who was let into a conference, under which identity, and until when.

use sea_orm::sea_query::{Expr, ForeignKeyAction, TableCreateStatement};

use super::Step;
use super::column::{bytes_null, id, id_null, index, reference, step, table, text, text_null, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    vec![
        step(admissions()),
        index("admissions_by_session", "admissions", &["session_id"]),
        index("admissions_by_closing", "admissions", &["closed_at"]),
        Step::Sql(
            "CREATE UNIQUE INDEX admissions_one_open_a_session ON admissions (conference_id, session_id) \
             WHERE closed_at IS NULL",
        ),
        Step::Sql("CREATE INDEX admissions_open ON admissions (conference_id) WHERE closed_at IS NULL"),
    ]
}

fn admissions() -> TableCreateStatement {
    table("admissions")
        .col(id("id").primary_key())
        .col(id("conference_id"))
        // Of a signed-in person; a guest has a secret instead.
        .col(id_null("session_id"))
        .col(id_null("account_id"))
        .col(bytes_null("secret_hash"))
        .col(text("identity").unique_key())
        .col(text("name"))
        .col(text("role"))
        .col(time("admitted_at"))
        .col(time("token_expires_at"))
        .col(time_null("joined_at"))
        .col(time_null("left_at"))
        .col(time_null("closed_at"))
        .col(text_null("close_reason"))
        .col(text("trace"))
        .foreign_key(&mut reference(
            "admissions",
            "conference_id",
            "conferences",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut reference(
            "admissions",
            "session_id",
            "sessions",
            ForeignKeyAction::SetNull,
        ))
        .foreign_key(&mut reference(
            "admissions",
            "account_id",
            "accounts",
            ForeignKeyAction::SetNull,
        ))
        .check(Expr::cust("(closed_at IS NULL) = (close_reason IS NULL)"))
        .to_owned()
}
