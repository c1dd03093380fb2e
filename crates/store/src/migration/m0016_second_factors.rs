//! Second factors: the sealed seed of an authenticator app, and recovery codes.

use sea_orm::sea_query::ForeignKeyAction;

use super::Step;
use super::column::{bytes, id, index, reference, step, table, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    let totp_factors = table("totp_factors")
        .col(id("account_id").primary_key())
        .col(bytes("sealed_seed"))
        .col(time("began_at"))
        // Until the first right code it is no factor yet.
        .col(time_null("enrolled_at"))
        // The last step whose code was accepted.
        .col(time_null("last_step"))
        .foreign_key(&mut reference(
            "totp_factors",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned();
    let recovery_codes = table("recovery_codes")
        .col(bytes("hash").primary_key())
        .col(id("account_id"))
        .foreign_key(&mut reference(
            "recovery_codes",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned();
    vec![
        step(totp_factors),
        step(recovery_codes),
        index("recovery_codes_by_account", "recovery_codes", &["account_id"]),
    ]
}
