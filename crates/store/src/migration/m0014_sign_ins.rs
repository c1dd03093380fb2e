//! Sign-ins that are not finished.

use sea_orm::sea_query::{Expr, ForeignKeyAction};

use super::Step;
use super::column::{
    boolean, bytes, id, id_null, index, one_of, reference, step, table, text, text_null, time, time_null,
};

pub(super) fn steps() -> Vec<Step> {
    let sign_ins = table("sign_ins")
        .col(id("id").primary_key())
        .col(id("account_id"))
        .col(bytes("secret_hash"))
        .col(time_null("password_set_at"))
        .col(text("client"))
        .col(boolean("kept"))
        .col(text_null("device_id"))
        .col(text_null("device_name"))
        .col(text_null("device_version"))
        .col(text_null("device_system"))
        .col(id_null("known_device_id"))
        .col(text("address"))
        .col(id_null("replaces_id"))
        .col(time("began_at"))
        .col(time("ends_at"))
        // Of those that wait for a place: since when, in which order, and whether their window is open.
        .col(time_null("waits_since"))
        .col(time_null("queue_place"))
        .col(time_null("connected_until"))
        // Opened for it when its turn came, and not collected yet.
        .col(id_null("session_id"))
        .foreign_key(&mut reference(
            "sign_ins",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .check(one_of("client", &["web", "mobile", "desktop"]))
        .check(Expr::cust("(waits_since IS NULL) = (queue_place IS NULL)"))
        .to_owned();
    vec![
        step(sign_ins),
        index("sign_ins_by_account", "sign_ins", &["account_id"]),
        index("sign_ins_to_forget", "sign_ins", &["ends_at"]),
    ]
}
