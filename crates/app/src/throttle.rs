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
    let [left] = left_of_each(app, [(key, rule)], now).await?;
    Ok(left)
}

/// As [`left`], for several keys in one read.
///
/// # Errors
/// Refused with [`TooManyTries`] while one of them is locked.
pub(crate) async fn left_of_each<const N: usize>(
    app: &App,
    keys: [(ThrottleKey, &FailureRule); N],
    now: Timestamp,
) -> Outcome<[u32; N], TooManyTries> {
    let records = app.store.read().failures(keys.each_ref().map(|(key, _)| key)).await?;
    let mut left = [0; N];
    for ((left, record), (_, rule)) in left.iter_mut().zip(&records).zip(keys) {
        match standing(record.as_ref(), rule, now) {
            Standing::Clear { left: these } => *left = these,
            Standing::Locked { until } => {
                return refuse(TooManyTries {
                    retry_after: until.since(now),
                });
            }
        }
    }
    Ok(left)
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
