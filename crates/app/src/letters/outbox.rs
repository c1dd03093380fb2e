//! "What did the server write, and to whom?": the Outbox (ACC-11, trial mode).

use std::collections::HashMap;

use domain::account::Account;
use domain::audit::AuditAction;
use domain::ids::{AccountId, LetterId};
use domain::letter::Letter;
use domain::permission::Permission;
use domain::time::Timestamp;
use serde_json::json;

use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, audit};

/// How many letters a page has.
const A_PAGE: u64 = 50;

/// Where a page ended: the moment and the id of its last letter.
pub type Place = (Timestamp, LetterId);

/// Some of the Outbox, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxPage {
    /// The letters.
    pub letters: Vec<Letter>,
    /// To whom they are; whoever is gone is not here.
    pub people: HashMap<AccountId, Account>,
    /// Where the next page begins; nothing when this is the last.
    pub next: Option<Place>,
}

refusals! {
    /// Why nothing of the Outbox is shown.
    pub enum OutboxRefusal {
        /// For administrators only.
        NotAllowed => "not_allowed": "only administrators read the Outbox",
        /// It was deleted, or never was.
        NotFound => "letter_not_found": "there is no such letter",
    }
}

/// A page of the Outbox.
///
/// # Errors
/// [`OutboxRefusal::NotAllowed`].
pub async fn outbox(app: &App, actor: &Actor, after: Option<Place>) -> Outcome<OutboxPage, OutboxRefusal> {
    if !actor.may(Permission::ReadAuditLog) {
        return refuse(OutboxRefusal::NotAllowed);
    }
    let reader = app.store.read();
    let mut letters = reader.letters(after, A_PAGE + 1).await?;
    let more = letters.len() as u64 > A_PAGE;
    letters.truncate(usize::try_from(A_PAGE).unwrap_or(usize::MAX));
    let next = letters.last().filter(|_| more).map(|last| (last.at, last.id));
    let mut to: Vec<_> = letters.iter().map(|letter| letter.to).collect();
    to.sort_unstable();
    to.dedup();
    let people = reader.accounts(&to).await?;
    Ok(OutboxPage {
        letters,
        people: people.into_iter().map(|account| (account.id, account)).collect(),
        next,
    })
}

/// One letter, whole. That it was read is logged.
///
/// # Errors
/// [`OutboxRefusal`].
pub async fn read_letter(app: &App, ctx: &Ctx, actor: &Actor, id: LetterId) -> Outcome<Letter, OutboxRefusal> {
    if !actor.may(Permission::ReadAuditLog) {
        return refuse(OutboxRefusal::NotAllowed);
    }
    let Some(letter) = app.store.read().letter(id).await? else {
        return refuse(OutboxRefusal::NotFound);
    };
    audit::entry(app, ctx, AuditAction::LetterRead)
        .by(actor)
        .to(letter.to)
        .with(json!({ "letter": id, "kind": letter.kind.code() }))
        .write_alone(&app.store)
        .await?;
    Ok(letter)
}
