//! "Is this that account's password?": the one place where a password is compared, for every way in.
//!
//! One counter per account over all of its names and all places that ask (CVE-2025-24806). A failure is written down
//! in a transaction of its own, which nothing rolls back (CVE-2026-35597). Successes are never counted.

use anyhow::Context as _;
use domain::audit::AuditAction;
use domain::identifier::IdentifierKey;
use domain::ids::AccountId;
use domain::password::{Password, PasswordHash};
use domain::rate::{FailureRule, Scope, ThrottleKey};

use super::turns::Turn;
use crate::failure::{Busy, Failure, Outcome, TooManyTries, refusals};
use crate::hasher::Verdict;
use crate::settings::Settings;
use crate::throttle::{left, left_of_each};
use crate::{App, Ctx, Typed, audit};

/// Whose password it is said to be.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// An account, with its password's hash if it has one.
    Account(AccountId, Option<PasswordHash>),
    /// Something typed that names no account. It is treated as if it did (SIGN-1).
    Nobody(IdentifierKey),
}

refusals! {
    /// Why the password was not compared.
    pub enum CheckRefusal {}
    or {
        /// The account or the address is locked.
        Locked(TooManyTries),
        /// Too many passwords are being compared.
        Busy(Busy),
    }
}

/// What a comparison showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checked {
    /// Whether it is the password.
    pub(crate) verdict: Verdict,
    /// Whether failures were counted against the subject before: a success forgets them.
    pub(crate) failed_before: bool,
}

/// Compares, and counts the failure if it is one.
///
/// # Errors
/// [`CheckRefusal`]: nothing was compared.
pub(crate) async fn check_password(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    subject: Subject,
    password: &Typed,
) -> Outcome<Checked, CheckRefusal> {
    let address = ThrottleKey::address(Scope::SignIn, ctx.address);
    let counters = [
        (subject.key(), &settings.account_failures),
        (address, &settings.address_failures),
    ];
    let (turns, left) = take_turns(app, ctx, counters).await?;
    let guess = Guess {
        app: app.clone(),
        ctx: ctx.clone(),
        settings: settings.clone(),
        subject,
        turns,
    };
    let password = Password::typed(password.reveal()).ok();
    // On a task of its own: who hangs up while we compare does not take the count of the guess along.
    let compared = tokio::spawn(async move { guess.compare(password).await });
    Ok(Checked {
        verdict: compared.await.context("comparing a password panicked")??,
        failed_before: left < settings.account_failures.limit,
    })
}

/// A counter of failures and how many it may count.
type Counter<'a> = (ThrottleKey, &'a FailureRule);

/// Waits for leave to compare, and says how many failures the account's counter has left.
///
/// The address's turn is taken before the account's, always: nobody waits for each other in a circle, and an address
/// that is nearly locked keeps nobody else from their account while it waits for itself.
async fn take_turns(
    app: &App,
    ctx: &Ctx,
    [account, address]: [Counter<'_>; 2],
) -> Outcome<([Turn; 2], u32), CheckRefusal> {
    let turns = [
        app.turns.take(address.0, address.1).await.map_err(busy)?,
        app.turns.take(account.0, account.1).await.map_err(busy)?,
    ];
    let left = left_of_each(app, [address, account], ctx.now).await.map_err(locked)?;
    if turns.iter().zip(left).all(|(turn, left)| left >= turn.width()) {
        return Ok((turns, left[1]));
    }
    drop(turns);
    let (by_address, _) = take_careful_turn(app, ctx, address).await?;
    let (by_account, left) = take_careful_turn(app, ctx, account).await?;
    Ok(([by_address, by_account], left))
}

/// Waits for leave at one counter, and says how many failures it has left; alone when these are so few that two
/// guesses at once could overshoot (G3).
async fn take_careful_turn(app: &App, ctx: &Ctx, (key, rule): Counter<'_>) -> Outcome<(Turn, u32), CheckRefusal> {
    let turn = app.turns.take(key, rule).await.map_err(busy)?;
    let failures_left = left(app, key, rule, ctx.now).await.map_err(locked)?;
    if failures_left >= turn.width() {
        return Ok((turn, failures_left));
    }
    drop(turn);
    let turn = app.turns.take_alone(key, rule).await.map_err(busy)?;
    Ok((turn, left(app, key, rule, ctx.now).await.map_err(locked)?))
}

fn locked(failure: Failure<TooManyTries>) -> Failure<CheckRefusal> {
    failure.map(CheckRefusal::Locked)
}

fn busy(failure: Failure<Busy>) -> Failure<CheckRefusal> {
    failure.map(CheckRefusal::Busy)
}

/// One comparison and what it needs. The turns of the account and of the address are given back when the outcome is written down.
struct Guess {
    app: App,
    ctx: Ctx,
    settings: Settings,
    subject: Subject,
    turns: [Turn; 2],
}

impl Guess {
    async fn compare(self, password: Option<Password>) -> Outcome<Verdict, CheckRefusal> {
        let verdict = match password {
            Some(password) => {
                let compared = self.app.hasher.compare(&password, self.subject.hash()).await;
                compared.map_err(busy)?
            }
            // Longer than any password can be.
            None => Verdict::Wrong,
        };
        if verdict == Verdict::Wrong {
            self.count_failure().await?;
        }
        drop(self.turns);
        Ok(verdict)
    }

    async fn count_failure(&self) -> anyhow::Result<()> {
        let (app, ctx, settings) = (&self.app, &self.ctx, &self.settings);
        let keys = [
            (self.subject.key(), settings.account_failures),
            (
                ThrottleKey::address(Scope::SignIn, ctx.address),
                settings.address_failures,
            ),
        ];
        let counted = app.store.record_failures(&keys, ctx.now).await?;
        let locked = counted.iter().any(|record| record.locked_until.is_some());
        let action = if locked {
            AuditAction::SignInLocked
        } else {
            AuditAction::SignInFailed
        };
        Ok(audit::entry(app, ctx, action)
            .to(self.subject.account())
            .write_alone(&app.store)
            .await?)
    }
}

impl Subject {
    fn key(&self) -> ThrottleKey {
        match self {
            Self::Account(account, _) => ThrottleKey::account(Scope::SignIn, *account),
            Self::Nobody(identifier) => ThrottleKey::identifier(Scope::SignIn, identifier),
        }
    }

    const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(account, _) => Some(*account),
            Self::Nobody(_) => None,
        }
    }

    const fn hash(&self) -> Option<&PasswordHash> {
        match self {
            Self::Account(_, hash) => hash.as_ref(),
            Self::Nobody(_) => None,
        }
    }
}
