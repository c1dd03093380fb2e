//! What time ends, without anybody asking.

use domain::captcha::UNSOLVED_COUNT_FOR;
use domain::ids::AccountId;
use domain::session::{EndReason, Life};
use domain::time::{Duration, Timestamp, days};
use store::DayOfSessions;

use super::{EndedBy, Endings, lift_all};
use crate::App;

/// How many are ended or deleted in one transaction: others want to write too.
const AT_ONCE: u64 = 100;

/// How many entries of the audit log are deleted in one transaction, and how often that is done in one go.
const AUDIT_AT_ONCE: u64 = 500;
const AUDIT_ROUNDS: usize = 20;

/// For how many days it is remembered how many sessions there were.
const DAYS_KEPT: i64 = 400;

/// How many logins that nobody has are counted for at most.
const MOST_UNKNOWN: u64 = 100_000;

/// How long a session is kept after its end, for a cookie that comes back to ask why.
const KEPT: Duration = days(30);

/// Ends the sessions whose time is over, so that their devices hear of it and their media stops (SES-9).
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(app: &App) -> anyhow::Result<usize> {
    let now = app.now();
    touch_present(app, now).await?;
    let mut count = 0;
    loop {
        let accounts = app.store.read().accounts_with_expired_sessions(now, AT_ONCE).await?;
        if accounts.is_empty() {
            break;
        }
        for account in accounts {
            count += expire(app, now, account).await?;
        }
    }
    forget(app, now).await?;
    forget_audit_log(app, now).await?;
    note_day(app, now).await?;
    // What was lost on the way, such as a window that opened while a place was free.
    lift_all(app).await?;
    Ok(count)
}

/// Being in a room is activity (SES-9): nobody's meeting ends because they listen with folded hands.
async fn touch_present(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let life = app.settings().await?.life;
    loop {
        let reader = app.store.read();
        let present = reader.sessions_in_rooms(now.minus(Life::TOUCH), now, AT_ONCE).await?;
        if present.is_empty() {
            return Ok(());
        }
        let tx = app.store.begin_write().await?;
        for session in &present {
            if let Some(touch) = life.touch(session, now) {
                tx.touch_session(session.id, touch).await?;
            }
        }
        tx.commit().await?;
    }
}

async fn expire(app: &App, now: Timestamp, account: AccountId) -> anyhow::Result<usize> {
    let rule = app.settings().await?.sessions;
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    tx.lock_account(account).await?;
    let ended = tx.expire_sessions(account, now).await?;
    endings
        .note(app, &tx, EndedBy::Server(now), &ended, EndReason::Expired)
        .await?;
    endings.give_on(app, &tx, now, account, rule, None).await?;
    endings.commit(app, tx).await?;
    Ok(ended.len())
}

/// Keeps the most sessions of a day, for administrators.
async fn note_day(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let most = app.store.read().sessions_overview(now).await?.sessions;
    let day = super::day_of(now);
    let tx = app.store.begin_write().await?;
    tx.note_day_of_sessions(DayOfSessions { day, most }, day - DAYS_KEPT)
        .await?;
    Ok(tx.commit().await?)
}

/// Deletes entries of the audit log that are old enough, some at a time and so many at most in one go.
async fn forget_audit_log(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let before = now.minus(app.settings().await?.audit_kept);
    for _ in 0..AUDIT_ROUNDS {
        let tx = app.store.begin_write().await?;
        let deleted = tx.forget_audit_log(before, AUDIT_AT_ONCE).await?;
        tx.commit().await?;
        if deleted < AUDIT_AT_ONCE {
            break;
        }
    }
    Ok(())
}

/// Deletes what nobody will ask for any more.
async fn forget(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let tx = app.store.begin_write().await?;
    tx.forget_sessions(now.minus(KEPT), AT_ONCE).await?;
    tx.forget_failures(now, MOST_UNKNOWN).await?;
    tx.forget_sign_ins(now).await?;
    tx.forget_letters(now.minus(domain::letter::KEPT)).await?;
    tx.forget_captchas(UNSOLVED_COUNT_FOR, now).await?;
    tx.forget_visits(now).await?;
    tx.forget_arrivals(now).await?;
    tx.forget_links(now).await?;
    Ok(tx.commit().await?)
}
