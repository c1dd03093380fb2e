//! Conferences and who is on their lists.

use sea_orm::sea_query::{ForeignKeyAction, Index, TableCreateStatement};

use super::Step;
use super::column::{boolean, id, index, one_of, reference, step, table, text, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    vec![
        step(conferences()),
        step(members()),
        index("conference_members_by_account", "conference_members", &["account_id"]),
    ]
}

fn conferences() -> TableCreateStatement {
    table("conferences")
        .col(id("id").primary_key())
        .col(text("number").unique_key())
        .col(text("name"))
        .col(text("access"))
        .col(boolean("guests_allowed"))
        .col(text("room").unique_key())
        .col(id("creator_id"))
        .col(time("created_at"))
        .col(time_null("deleted_at"))
        .foreign_key(&mut reference(
            "conferences",
            "creator_id",
            "accounts",
            ForeignKeyAction::Restrict,
        ))
        .check(one_of("access", &["open", "closed"]))
        .to_owned()
}

fn members() -> TableCreateStatement {
    table("conference_members")
        .col(id("conference_id"))
        .col(id("account_id"))
        .col(boolean("moderator"))
        .primary_key(Index::create().col("conference_id").col("account_id"))
        .foreign_key(&mut reference(
            "conference_members",
            "conference_id",
            "conferences",
            ForeignKeyAction::Cascade,
        ))
        .foreign_key(&mut reference(
            "conference_members",
            "account_id",
            "accounts",
            ForeignKeyAction::Cascade,
        ))
        .to_owned()
}
