//! "Is this a code of theirs?": the one place where codes are tried, each counted and each good once (G3, G4).

use domain::audit::AuditAction;
use domain::ids::AccountId;
use domain::rate::{Scope, ThrottleKey};
use domain::second_factor::{FactorWay, RecoveryCode, TotpSeed};
use domain::time::Timestamp;
use store::{Reader, Tx};

use super::purpose;
use crate::failure::{Busy, Outcome, TooManyTries, refusals, refuse};
use crate::settings::Settings;
use crate::{App, Ctx, Typed, audit, throttle};

refusals! {
    /// Why a code was not accepted.
    pub enum CodeRefusal {
        /// Not a code of this account, or one that was used already.
        Wrong => "code_wrong" at "code": "this code is wrong or was used already; wait for the next one",
    }
    or {
        /// Too many wrong ones.
        TooManyTries(TooManyTries),
        /// Too many wait to be tried.
        Busy(Busy),
    }
}

/// Which ways the account has to prove a second factor; none: nothing asks for one.
pub(crate) async fn asks(reader: &Reader, account: AccountId) -> store::Result<Vec<FactorWay>> {
    match reader.totp_factor(account).await? {
        Some(totp) if totp.enrolled_at.is_some() => Ok(FactorWay::ALL.to_vec()),
        _ => Ok(Vec::new()),
    }
}

/// Tries a code in the transaction that `begin` gives, which goes on with it. A wrong one is counted in a transaction of
/// its own that nothing rolls back (CVE-2026-35597); tries of one account come one after the other.
///
/// # Errors
/// [`CodeRefusal`].
pub(crate) async fn try_code(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    account: AccountId,
    code: &Typed,
) -> Outcome<(Tx, FactorWay), CodeRefusal> {
    let key = ThrottleKey::account(Scope::SecondFactor, account);
    let rule = settings.account_failures;
    let turn = app.turns.take_alone(key, &rule).await;
    let _turn = turn.map_err(|failure| failure.map(CodeRefusal::Busy))?;
    let left = throttle::left(app, key, &rule, ctx.now).await;
    let left = left.map_err(|failure| failure.map(CodeRefusal::TooManyTries))?;
    let tx = app.store.begin_write().await?;
    tx.lock_account(account).await?;
    let Some(way) = accept(app, &tx, account, code, ctx.now).await? else {
        drop(tx);
        throttle::count(app, key, &rule, ctx.now).await?;
        audit::entry(app, ctx, AuditAction::SecondFactorFailed)
            .to(account)
            .write_alone(&app.store)
            .await?;
        return refuse(CodeRefusal::Wrong);
    };
    if way == FactorWay::RecoveryCode {
        audit::entry(app, ctx, AuditAction::RecoveryCodeUsed)
            .by_account(account)
            .write(&tx)
            .await?;
    }
    if left < rule.limit {
        tx.forget_failures_of(&key).await?;
    }
    Ok((tx, way))
}

/// Uses the code up, if it is one.
async fn accept(
    app: &App,
    tx: &Tx,
    account: AccountId,
    code: &Typed,
    now: Timestamp,
) -> anyhow::Result<Option<FactorWay>> {
    let Some(totp) = tx.totp_factor(account).await?.filter(|totp| totp.enrolled_at.is_some()) else {
        return Ok(None);
    };
    let seed = open_seed(app, account, &totp.sealed_seed)?;
    if let Some(step) = seed.accepts(code.reveal(), now, totp.last_step) {
        let is_first = tx.accept_totp_step(account, step).await?;
        return Ok(is_first.then_some(FactorWay::Totp));
    }
    if let Some(code) = RecoveryCode::parse(code.reveal())
        && tx.use_recovery_code(account, &code.hash()).await?
    {
        return Ok(Some(FactorWay::RecoveryCode));
    }
    Ok(None)
}

/// The account's seed, opened.
pub(super) fn open_seed(app: &App, account: AccountId, sealed: &[u8]) -> anyhow::Result<TotpSeed> {
    let bytes = app.server_key.open(&purpose(account), sealed)?;
    TotpSeed::from_bytes(&bytes).ok_or_else(|| anyhow::anyhow!("a sealed seed has a wrong length"))
}
