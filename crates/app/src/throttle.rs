//! Counting failures by key, for whatever is being guessed at (SIGN-5).

use domain::rate::{FailureRule, Standing, ThrottleKey, standing};
use domain::time::Timestamp;

use crate::App;
use crate::failure::{Outcome, TooManyTries, refuse};

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

/// Counts one more failure of the key, in a transaction of its own that no refusal rolls back (CVE-2026-35597).
pub(crate) async fn count(app: &App, key: ThrottleKey, rule: &FailureRule, now: Timestamp) -> anyhow::Result<()> {
    app.store.record_failures(&[(key, *rule)], now).await?;
    Ok(())
}

/// Forgets the failures of the key: the secret was right. Left undone it costs somebody a few tries, so it fails
/// nothing.
pub(crate) async fn clear(app: &App, key: ThrottleKey) {
    if let Err(error) = app.store.clear_failures(&key).await {
        tracing::warn!(%error, "cannot forget failures after a success");
    }
}
