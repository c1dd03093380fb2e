//! Accounts, and what one signs in with.

use sea_orm::sea_query::{ForeignKeyAction, TableCreateStatement};

use super::Step;
use super::column::{id, index, one_of, reference, step, table, text, text_null, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    vec![
        step(accounts()),
        index("accounts_by_name", "accounts", &["name_folded", "id"]),
        step(identifiers()),
        index("identifiers_by_account", "identifiers", &["account_id"]),
    ]
}

fn accounts() -> TableCreateStatement {
    table("accounts")
        .col(id("id").primary_key())
        .col(text("login"))
        .col(text("name"))
        // The name as lists are ordered by, and everything a search looks at; both folded, for Cyrillic too.
        .col(text("name_folded"))
        .col(text("search"))
        .col(text_null("number"))
        .col(text("account_type"))
        .col(text("level"))
        .col(text_null("password_hash"))
        .col(time_null("password_set_at"))
        .col(time("created_at"))
        .col(time_null("suspended_at"))
        .check(one_of("account_type", &["ws", "sip", "h323", "loop"]))
        .to_owned()
}

/// One namespace for all that one may sign in with; the key is what makes two spellings the same.
fn identifiers() -> TableCreateStatement {
    table("identifiers")
        .col(text("key").primary_key())
        .col(id("account_id"))
        .col(text("kind"))
        .foreign_key(&mut reference(
            "identifiers",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .check(one_of("kind", &["login", "number", "email", "phone"]))
        .to_owned()
}
