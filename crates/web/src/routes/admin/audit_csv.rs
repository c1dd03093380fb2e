//! The audit log as comma-separated values (RFC 4180), made while it is sent: it is never in memory as a whole.

use std::collections::HashMap;

use app::administration::{AuditPage, AuditQuestion, audit_log};
use app::{Actor, App};
use domain::account::Account;
use domain::audit::AuditEntry;
use domain::ids::AccountId;
use domain::time::Timestamp;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// How many entries a file has at most.
const MOST: usize = 100_000;

/// Tells spreadsheets that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const HEADINGS: [&str; 10] = [
    "time",
    "action",
    "actor_login",
    "actor_name",
    "actor_id",
    "subject_login",
    "subject_name",
    "subject_id",
    "address",
    "details",
];

/// What is still to come.
struct Rest {
    app: App,
    actor: Actor,
    question: AuditQuestion,
    /// The page to write next; nothing after the last.
    page: Option<AuditPage>,
    written: usize,
}

/// The file, page by page, beginning with the first page, which is there already.
pub(super) fn csv(
    app: App,
    actor: Actor,
    question: AuditQuestion,
    first: AuditPage,
) -> impl Stream<Item = anyhow::Result<Vec<u8>>> {
    let rest = Rest {
        app,
        actor,
        question,
        page: Some(first),
        written: 0,
    };
    try_unfold(rest, async |mut rest| {
        let Some(page) = rest.page.take() else { return Ok(None) };
        let text = rows(&page, rest.written == 0)?;
        rest.written += page.entries.len();
        if let Some(next) = page.next
            && rest.written < MOST
        {
            rest.question.after = Some(next);
            let page = audit_log(&rest.app, &rest.actor, &rest.question).await;
            rest.page = Some(page.map_err(|failure| anyhow::anyhow!("the export broke off: {failure:?}"))?);
        }
        Ok(Some((text, rest)))
    })
}

fn rows(page: &AuditPage, begins: bool) -> anyhow::Result<Vec<u8>> {
    let mut text = Vec::new();
    if begins {
        text.extend_from_slice(BYTE_ORDER_MARK.as_bytes());
    }
    let mut rows = csv::Writer::from_writer(text);
    if begins {
        rows.write_record(HEADINGS)?;
    }
    for entry in &page.entries {
        rows.write_record(row(entry, &page.people))?;
    }
    Ok(rows.into_inner()?)
}

fn row(entry: &AuditEntry, people: &HashMap<AccountId, Account>) -> [String; 10] {
    let [actor, subject] = [entry.actor, entry.subject].map(|id| person(id, people));
    let [actor_login, actor_name, actor_id] = actor;
    let [subject_login, subject_name, subject_id] = subject;
    [
        moment(entry.at),
        entry.action.code().to_owned(),
        actor_login,
        actor_name,
        actor_id,
        subject_login,
        subject_name,
        subject_id,
        entry.address.map(|address| address.to_string()).unwrap_or_default(),
        entry.details.to_string(),
    ]
    .map(|cell| harmless(&cell))
}

fn person(id: Option<AccountId>, people: &HashMap<AccountId, Account>) -> [String; 3] {
    let Some(id) = id else { return Default::default() };
    let account = people.get(&id);
    [
        account.map(|account| account.login.to_string()).unwrap_or_default(),
        account.map(|account| account.name.to_string()).unwrap_or_default(),
        id.to_string(),
    ]
}

fn moment(at: Timestamp) -> String {
    let nanoseconds = i128::from(at.as_millis()) * 1_000_000;
    let moment = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).ok();
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}

/// A spreadsheet takes a cell that begins like this for a formula (ASVS 1.2.10): a quotation mark makes it text.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asvs_1_2_10_no_cell_is_a_formula() {
        for (cell, expected) in [
            ("Ann", "Ann"),
            ("=1+1", "'=1+1"),
            ("+7", "'+7"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\tx", "'\tx"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), expected);
        }
    }

    #[test]
    fn moments_are_written_as_rfc_3339_has_it() {
        assert_eq!(moment(Timestamp::from_millis(0)), "1970-01-01T00:00:00Z");
        assert_eq!(
            moment(Timestamp::from_millis(1_795_381_751_042)),
            "2026-11-22T21:09:11.042Z"
        );
        assert_eq!(moment(Timestamp::from_millis(i64::MAX)), "", "beyond any calendar");
    }
}
