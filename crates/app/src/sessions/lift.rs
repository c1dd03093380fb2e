//! Places that became free for many accounts at once: a limit was raised, or word of a free place was lost.

use domain::ids::AccountId;

use super::Endings;
use crate::App;
use crate::events::{Audience, BrowserEvent, publish};

/// How many accounts are looked at between two reads.
const AT_ONCE: u64 = 100;

/// Gives every free place of every account to whoever waits for it, and says how many got one (SES-6).
///
/// # Errors
/// When the database does not answer.
pub async fn lift_all(app: &App) -> anyhow::Result<usize> {
    let (mut after, mut lifted) = (None, 0);
    loop {
        let accounts = app.store.read().accounts_with_a_queue(after, AT_ONCE).await?;
        for &account in &accounts {
            lifted += lift(app, account).await?;
        }
        match accounts.last() {
            Some(&last) => after = Some(last),
            None => return Ok(lifted),
        }
    }
}

/// Has everybody who waits, or is restricted, look again: the rules have changed.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn tell_queues(app: &App) -> anyhow::Result<()> {
    let mut after = None;
    loop {
        let accounts = app.store.read().accounts_with_a_queue(after, AT_ONCE).await?;
        for &account in &accounts {
            publish(app, Audience::Account(account), &BrowserEvent::SessionsChanged).await;
        }
        match accounts.last() {
            Some(&last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

/// Places for one account.
pub(crate) async fn lift(app: &App, account: AccountId) -> anyhow::Result<usize> {
    let rule = app.settings().await?.sessions;
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    let given = endings.give_on(app, &tx, app.now(), account, rule, None).await?;
    if !given.is_empty() {
        endings.commit(app, tx).await?;
    }
    Ok(given.len())
}
