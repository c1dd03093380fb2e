//! Devices that an account signed in from before, each known by a secret of its own.

use sea_orm::sea_query::ForeignKeyAction;

use super::Step;
use super::column::{bytes, id, index, reference, step, table, time};

pub(super) fn steps() -> Vec<Step> {
    let known_devices = table("known_devices")
        .col(id("id").primary_key())
        .col(id("account_id"))
        // One browser keeps one secret for all the accounts it signed in to.
        .col(bytes("secret_hash"))
        .col(time("first_at"))
        .col(time("last_at"))
        .foreign_key(&mut reference(
            "known_devices",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned();
    vec![
        step(known_devices),
        Step::Sql("CREATE UNIQUE INDEX known_devices_by_secret ON known_devices (secret_hash, account_id)"),
        index("known_devices_by_account", "known_devices", &["account_id", "last_at"]),
    ]
}
