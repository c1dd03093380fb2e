//! Counting failures by key, for whatever is being guessed at (SIGN-5).

use domain::audit::AuditAction;
use domain::ids::AccountId;
use domain::letter::LetterKind;
use domain::rate::{FailureRule, Standing, ThrottleKey, standing};
use domain::time::Timestamp;

use crate::failure::{Outcome, TooManyTries, refuse};
use crate::{App, Ctx, audit, letters};

/// How many more failures the key may have before it is locked.
///
/// # Errors
/// Refused with [`TooManyTries`] while it is locked.
pub(crate) async fn left(
    app: &App,
    key: ThrottleKey,
    rule: &FailureRule,
    now: Timestamp,
) -> Outcome<u32, TooManyTries> {
    match standings(app, [(key, rule)], now).await? {
        [Standing::Clear { left }] => Ok(left),
        [Standing::Locked { until }] => refuse(TooManyTries {
            retry_after: until.since(now),
        }),
    }
}

/// How each of these keys stands, in one read.
pub(crate) async fn standings<const N: usize>(
    app: &App,
    keys: [(ThrottleKey, &FailureRule); N],
    now: Timestamp,
) -> store::Result<[Standing; N]> {
    let records = app.store.read().failures(keys.each_ref().map(|(key, _)| key)).await?;
    let mut standings = [Standing::Clear { left: 0 }; N];
    for ((place, record), (_, rule)) in standings.iter_mut().zip(&records).zip(keys) {
        *place = standing(record.as_ref(), rule, now);
    }
    Ok(standings)
}

/// How many failures stand against each of these keys, in one read.
pub(crate) async fn failures<const N: usize>(
    app: &App,
    keys: [(ThrottleKey, &FailureRule); N],
    now: Timestamp,
) -> store::Result<[u32; N]> {
    let records = app.store.read().failures(keys.each_ref().map(|(key, _)| key)).await?;
    let mut counts = [0; N];
    for ((count, record), (_, rule)) in counts.iter_mut().zip(&records).zip(keys) {
        *count = domain::rate::failures(record.as_ref(), rule, now);
    }
    Ok(counts)
}

/// Counts one more failure of the key, in a transaction of its own that no refusal rolls back (CVE-2026-35597). Says
/// whether it is the one that locks.
pub(crate) async fn count(app: &App, key: ThrottleKey, rule: &FailureRule, now: Timestamp) -> anyhow::Result<bool> {
    let counted = app.store.record_failures(&[(key, *rule)], now).await?;
    Ok(counted.iter().any(|record| record.was_locked_at(rule, now)))
}

/// Writes into the log that a sign-in failed, or a proof of somebody signed in (`by`), and to the account's holder when
/// that locked it.
pub(crate) async fn note_failure(
    app: &App,
    ctx: &Ctx,
    action: AuditAction,
    account: Option<AccountId>,
    by: Option<AccountId>,
    is_locked_by_it: bool,
) -> anyhow::Result<()> {
    let tx = app.store.begin_write().await?;
    audit::entry(app, ctx, action)
        .by_maybe(by)
        .to(account)
        .write(&tx)
        .await?;
    if let Some(account) = account.filter(|_| is_locked_by_it) {
        letters::write(app, ctx, &tx, account, LetterKind::AccountLocked, None).await?;
    }
    Ok(tx.commit().await?)
}

/// Forgets the failures of the key: the secret was right. Left undone it costs somebody a few tries, so it fails
/// nothing.
pub(crate) async fn clear(app: &App, key: ThrottleKey) {
    if let Err(error) = app.store.clear_failures(&key).await {
        tracing::warn!(%error, "cannot forget failures after a success");
    }
}
