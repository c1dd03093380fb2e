//! "Who did what, when, from where?": the audit log, searched and exported (ACC-17).

use std::collections::HashMap;

use domain::account::Account;
use domain::audit::{AuditAction, AuditEntry};
use domain::ids::{AccountId, AuditId};
use domain::permission::Permission;
use domain::time::Timestamp;
use store::AuditSearch;

use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, audit};

/// How many entries a page has when nobody says.
const USUAL: u64 = 50;

/// How many entries a page has at most.
const MOST: u64 = 500;

/// Where a page ended: the moment and the id of its last entry.
pub type Place = (Timestamp, AuditId);

/// Which entries to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuestion {
    /// An address, or parts of the login, name or number of who did it or of whom it was done to.
    pub text: String,
    /// What happened; anything when empty.
    pub actions: Vec<AuditAction>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Where the page before ended.
    pub after: Option<Place>,
    /// How many at most; between 1 and 500 whatever is asked.
    pub limit: Option<u64>,
}

/// Some of the log, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Whom they name, as they are called today; whoever is gone is not here.
    pub people: HashMap<AccountId, Account>,
    /// Where the next page begins; nothing when this is the last.
    pub next: Option<Place>,
}

refusals! {
    /// Why the log is not shown.
    pub enum AuditLogRefusal {
        /// For administrators only.
        NotAllowed => "not_allowed": "only administrators read the audit log",
    }
}

/// The entries that match.
///
/// # Errors
/// [`AuditLogRefusal`].
pub async fn audit_log(app: &App, actor: &Actor, question: &AuditQuestion) -> Outcome<AuditPage, AuditLogRefusal> {
    if !actor.may(Permission::ReadAuditLog) {
        return refuse(AuditLogRefusal::NotAllowed);
    }
    let limit = question.limit.unwrap_or(USUAL).clamp(1, MOST);
    let address = question.text.trim().parse().ok();
    let search = AuditSearch {
        who: if address.is_some() {
            String::new()
        } else {
            question.text.clone()
        },
        actions: question.actions.clone(),
        address,
        from: question.from,
        until: question.until,
        after: question.after,
        // One more tells whether there is a next page.
        limit: limit + 1,
    };
    let reader = app.store.read();
    let mut entries = reader.audit_log(&search).await?;
    let more = entries.len() as u64 > limit;
    entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = entries.last().filter(|_| more).map(|last| (last.at, last.id));
    let mut named: Vec<_> = entries
        .iter()
        .flat_map(|entry| [entry.actor, entry.subject])
        .flatten()
        .collect();
    named.sort_unstable();
    named.dedup();
    let people = reader.accounts(&named).await?;
    Ok(AuditPage {
        entries,
        people: people.into_iter().map(|account| (account.id, account)).collect(),
        next,
    })
}

/// Begins an export: the first page, and an entry that tells of it. Further pages come from [`audit_log`].
///
/// # Errors
/// [`AuditLogRefusal`].
pub async fn export_audit_log(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    question: &AuditQuestion,
) -> Outcome<AuditPage, AuditLogRefusal> {
    let first = audit_log(app, actor, question).await?;
    audit::entry(app, ctx, AuditAction::AuditLogExported)
        .by(actor)
        .write_alone(&app.store)
        .await?;
    Ok(first)
}
