//! "Is this a code of theirs?": the one place where codes are tried, each counted and each good once (G3, G4).

use anyhow::Context as _;
use domain::audit::AuditAction;
use domain::ids::{AccountId, KnownDeviceId};
use domain::letter::LetterKind;
use domain::rate::{FailureRule, Scope, ThrottleKey};
use domain::second_factor::{FactorWay, RecoveryCode, TotpSeed};
use domain::time::Timestamp;
use store::{Reader, Tx};

use super::purpose;
use crate::failure::{Busy, Outcome, TooManyTries, refusals, refuse};
use crate::settings::Settings;
use crate::{App, Ctx, Typed, audit, letters, throttle};

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

/// Whose code it is said to be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder {
    /// The account.
    pub(crate) account: AccountId,
    /// The device, if the account signed in from it before: wrong codes are counted apart, so that a stranger who has
    /// the password locks nobody out (SIGN-5).
    pub(crate) device: Option<KnownDeviceId>,
    /// Whether it is somebody signed in who proves it again, rather than somebody who signs in.
    pub(crate) is_signed_in: bool,
    /// Another account that the same step decides about: several are locked together, in one order.
    pub(crate) other: Option<AccountId>,
}

impl Holder {
    fn counter(self) -> ThrottleKey {
        match self.device {
            Some(device) => ThrottleKey::device(Scope::SecondFactor, device),
            None => ThrottleKey::account(Scope::SecondFactor, self.account),
        }
    }
}

/// Tries a code in a transaction, which goes on with it. A wrong one is counted in a transaction of its own that nothing
/// rolls back (CVE-2026-35597); tries of one account come one after the other.
///
/// # Errors
/// [`CodeRefusal`].
pub(crate) async fn try_code(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    holder: Holder,
    code: &Typed,
) -> Outcome<(Tx, FactorWay), CodeRefusal> {
    let (app, ctx, rule, code) = (app.clone(), ctx.clone(), settings.account_failures, code.clone());
    // On a task of its own: who hangs up while we try does not take the count of the try along.
    let tried = tokio::spawn(async move { try_and_count(&app, &ctx, &rule, holder, &code).await });
    tried.await.context("trying a code panicked")?
}

async fn try_and_count(
    app: &App,
    ctx: &Ctx,
    rule: &FailureRule,
    holder: Holder,
    code: &Typed,
) -> Outcome<(Tx, FactorWay), CodeRefusal> {
    let (key, account) = (holder.counter(), holder.account);
    let turn = app.turns.take_alone(key, rule).await;
    let _turn = turn.map_err(|failure| failure.map(CodeRefusal::Busy))?;
    let left = throttle::left(app, key, rule, ctx.now).await;
    let left = left.map_err(|failure| failure.map(CodeRefusal::TooManyTries))?;
    let tx = app.store.begin_write().await?;
    let decided: Vec<_> = std::iter::once(account).chain(holder.other).collect();
    tx.lock_accounts(&decided).await?;
    let Some(way) = accept(app, &tx, account, code, ctx.now).await? else {
        drop(tx);
        let is_locked_by_it = throttle::count(app, key, rule, ctx.now).await?;
        let action = match (is_locked_by_it, holder.is_signed_in) {
            (true, _) => AuditAction::SignInLocked,
            (false, true) => AuditAction::ProofFailed,
            (false, false) => AuditAction::SecondFactorFailed,
        };
        let by = holder.is_signed_in.then_some(account);
        throttle::note_failure(app, ctx, action, Some(account), by, is_locked_by_it).await?;
        return refuse(CodeRefusal::Wrong);
    };
    if way == FactorWay::RecoveryCode {
        audit::entry(app, ctx, AuditAction::RecoveryCodeUsed)
            .by_account(account)
            .write(&tx)
            .await?;
        letters::write(app, ctx, &tx, account, LetterKind::RecoveryCodeUsed, None).await?;
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
    // First, because it needs no seed: it helps, too, when the key of the seeds is lost.
    if let Some(code) = RecoveryCode::parse(code.reveal()) {
        let is_one = tx.use_recovery_code(account, &code.hash()).await?;
        return Ok(is_one.then_some(FactorWay::RecoveryCode));
    }
    let seed = open_seed(app, account, &totp.sealed_seed)?;
    match seed.accepts(code.reveal(), now, totp.last_step) {
        Some(step) if tx.accept_totp_step(account, step).await? => Ok(Some(FactorWay::Totp)),
        _ => Ok(None),
    }
}

/// The account's seed, opened.
pub(super) fn open_seed(app: &App, account: AccountId, sealed: &[u8]) -> anyhow::Result<TotpSeed> {
    let bytes = app.server_key.open(&purpose(account), sealed)?;
    TotpSeed::from_bytes(&bytes).ok_or_else(|| anyhow::anyhow!("a sealed seed has a wrong length"))
}
