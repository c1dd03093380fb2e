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
use crate::throttle::left;
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
) -> Outcome<Verdict, CheckRefusal> {
    let address = ThrottleKey::address(Scope::SignIn, ctx.address);
    left(app, address, &settings.address_failures, ctx.now)
        .await
        .map_err(|f| f.map(CheckRefusal::Locked))?;
    let turns = [
        take_turn(app, ctx, subject.key(), &settings.account_failures).await?,
        take_turn(app, ctx, address, &settings.address_failures).await?,
    ];
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
    compared.await.context("comparing a password panicked")?
}

/// Waits for leave to compare; alone when so few failures are left that two guesses at once could overshoot (G3).
///
/// The account's turn is taken before the address's, always: nobody waits for each other in a circle.
async fn take_turn(app: &App, ctx: &Ctx, key: ThrottleKey, rule: &FailureRule) -> Outcome<Turn, CheckRefusal> {
    let locked = |failure: Failure<TooManyTries>| failure.map(CheckRefusal::Locked);
    let busy = |failure: Failure<Busy>| failure.map(CheckRefusal::Busy);
    let turn = app.turns.take(key).await.map_err(busy)?;
    if left(app, key, rule, ctx.now).await.map_err(locked)? >= app.turns.width() {
        return Ok(turn);
    }
    drop(turn);
    let turn = app.turns.take_alone(key).await.map_err(busy)?;
    left(app, key, rule, ctx.now).await.map_err(locked)?;
    Ok(turn)
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
                compared.map_err(|failure| failure.map(CheckRefusal::Busy))?
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
