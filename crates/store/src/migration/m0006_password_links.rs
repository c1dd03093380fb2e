//! Links by which a person sets a password.

use sea_orm::sea_query::ForeignKeyAction;

use super::Step;
use super::column::{bytes, id, id_null, index, reference, step, table, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    let password_links = table("password_links")
        .col(bytes("secret_hash").primary_key())
        .col(id("account_id"))
        .col(id_null("created_by"))
        .col(time("created_at"))
        .col(time("expires_at"))
        .col(time_null("used_at"))
        .foreign_key(&mut reference(
            "password_links",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned();
    vec![
        step(password_links),
        index("password_links_by_account", "password_links", &["account_id"]),
    ]
}
