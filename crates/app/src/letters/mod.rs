//! Letters to people about their own accounts, written in the transaction of what they tell of.
//!
//! No mail service can be set up yet: they land in the **Outbox**, which administrators read (ACC-11, trial mode).

mod outbox;
mod texts;

use domain::account::Account;
use domain::ids::{AccountId, LetterId};
use domain::letter::{Letter, LetterKind};
use store::Tx;

pub use self::outbox::{OutboxPage, OutboxRefusal, Place, outbox, read_letter};
use self::texts::{Facts, text};
use crate::{App, Ctx};

/// Writes to the account's holder, unless it was just done or there is no such account.
pub(crate) async fn write(
    app: &App,
    ctx: &Ctx,
    tx: &Tx,
    to: AccountId,
    kind: LetterKind,
    device: Option<&str>,
) -> anyhow::Result<()> {
    if let Some(quiet) = kind.quiet_for()
        && tx.has_letter(to, kind, ctx.now.minus(quiet)).await?
    {
        return Ok(());
    }
    let Some(Account { name, login, .. }) = tx.account(to).await? else {
        return Ok(());
    };
    // Without a question to the database: a transaction is open.
    let settings = app.settings.at_hand();
    let facts = Facts {
        name: name.as_str(),
        login: login.as_str(),
        server: &settings.server_name,
        device,
        address: ctx.address,
        at: ctx.now,
    };
    let (subject, body) = text(kind, settings.letter_language, &facts);
    let letter = Letter {
        id: LetterId::new(ctx.now, &*app.entropy),
        at: ctx.now,
        to,
        kind,
        subject,
        body,
    };
    Ok(tx.insert_letter(&letter).await?)
}
