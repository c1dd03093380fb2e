//! Sessions.

use sea_orm::sea_query::{Expr, ForeignKeyAction, TableCreateStatement};

use super::Step;
use super::column::{
    boolean, bytes, id, index, integer_null, one_of, reference, step, table, text, text_null, time, time_null,
};

pub(super) fn steps() -> Vec<Step> {
    vec![
        step(sessions()),
        index("sessions_by_account", "sessions", &["account_id", "ended_at"]),
        // The place among the account's sessions (SES-11): a unique key, not a count, keeps the limit.
        Step::Sql("CREATE UNIQUE INDEX sessions_one_a_slot ON sessions (account_id, slot) WHERE slot IS NOT NULL"),
        Step::Sql("CREATE INDEX sessions_to_expire ON sessions (expires_at) WHERE ended_at IS NULL"),
        Step::Sql("CREATE INDEX sessions_to_forget ON sessions (ended_at) WHERE ended_at IS NOT NULL"),
    ]
}

fn sessions() -> TableCreateStatement {
    table("sessions")
        .col(id("id").primary_key())
        .col(id("account_id"))
        .col(bytes("secret_hash").unique_key())
        .col(integer_null("slot"))
        .col(text("client"))
        .col(boolean("kept"))
        .col(text_null("device_id"))
        .col(text_null("device_name"))
        .col(text_null("device_version"))
        .col(text_null("device_system"))
        .col(text("address"))
        .col(time("signed_in_at"))
        .col(time("last_active_at"))
        .col(time("expires_at"))
        .col(time_null("restricted_at"))
        .col(time_null("ended_at"))
        .col(text_null("end_reason"))
        .foreign_key(&mut reference(
            "sessions",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .check(one_of("client", &["web", "mobile", "desktop"]))
        // Ended means: at a time, for a reason, and out of its slot.
        .check(Expr::cust("(ended_at IS NULL) = (end_reason IS NULL)"))
        .check(Expr::cust("ended_at IS NULL OR slot IS NULL"))
        .to_owned()
}
