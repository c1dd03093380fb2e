//! "Is this that account's password?": the one place where a password is compared, for every way in.
//!
//! One counter per account over all of its names and all places that ask (CVE-2025-24806). A failure is written down
//! in a transaction of its own, which nothing rolls back (CVE-2026-35597). Successes are never counted. A locked account
//! is not compared with, but takes as long and leaves the same traces, so that nobody can tell it from a wrong password.

use anyhow::Context as _;
use domain::audit::AuditAction;
use domain::identifier::IdentifierKey;
use domain::ids::{AccountId, KnownDeviceId};
use domain::password::{Password, PasswordHash};
use domain::rate::{FailureRule, Scope, Standing, ThrottleKey};

use super::turns::Turn;
use crate::failure::{Busy, Failure, Outcome, TooManyTries, refuse};
use crate::hasher::Verdict;
use crate::settings::Settings;
use crate::throttle::standings;
use crate::{Actor, App, Ctx, Typed, throttle};

/// Whose password it is said to be.
#[derive(Debug, Clone)]
pub(crate) enum Subject {
    /// An account.
    Account {
        /// Which.
        id: AccountId,
        /// Its password's hash, if it has one.
        hash: Option<PasswordHash>,
        /// The device, if it proved that the account signed in from it before: its failures are counted apart, so
        /// that strangers do not lock it out (SIGN-5).
        device: Option<KnownDeviceId>,
        /// Whether it is somebody signed in who proves it again, rather than somebody who signs in.
        is_signed_in: bool,
    },
    /// Something typed that names no account. It is treated as if it did (SIGN-1).
    Nobody(ThrottleKey),
}

/// Why nobody was told whether it is the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CheckRefusal {
    /// The account is locked. Whoever is not signed in is told that the password is wrong, and no sooner (SIGN-1).
    AccountLocked(TooManyTries),
    /// The address is locked.
    AddressLocked(TooManyTries),
    /// Too many passwords are being compared.
    Busy(Busy),
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
    let Leave { turns, standing } = take_turns(app, ctx, counters).await?;
    let guess = Guess {
        app: app.clone(),
        ctx: ctx.clone(),
        settings: settings.clone(),
        is_locked: matches!(standing, Standing::Locked { .. }),
        subject,
        turns,
    };
    let password = Password::typed(password.reveal()).ok();
    // On a task of its own: who hangs up while we compare does not take the count of the guess along.
    let compared = tokio::spawn(async move { guess.compare(password).await });
    let verdict = compared.await.context("comparing a password panicked")??;
    match standing {
        Standing::Clear { left } => Ok(Checked {
            verdict,
            failed_before: left < settings.account_failures.limit,
        }),
        Standing::Locked { until } => refuse(CheckRefusal::AccountLocked(TooManyTries {
            retry_after: until.since(ctx.now),
        })),
    }
}

/// A counter of failures and how many it may count.
type Counter<'a> = (ThrottleKey, &'a FailureRule);

/// Leave to spend a hash.
struct Leave {
    turns: [Turn; 2],
    /// How the account's counter stands. Locked, a dummy is hashed: that takes as long as a comparison and tells
    /// nothing.
    standing: Standing,
}

/// Waits for leave, and says how the account's counter stands.
///
/// The address's turn is taken before the account's, always: nobody waits for each other in a circle, and an address
/// that is nearly locked keeps nobody else from their account while it waits for itself.
async fn take_turns(app: &App, ctx: &Ctx, [account, address]: [Counter<'_>; 2]) -> Outcome<Leave, CheckRefusal> {
    let turns = [
        app.turns.take(address.0, address.1).await.map_err(busy)?,
        app.turns.take(account.0, account.1).await.map_err(busy)?,
    ];
    let [of_address, of_account] = standings(app, [address, account], ctx.now).await?;
    refuse_locked_address(of_address, ctx)?;
    let [address_turn, account_turn] = &turns;
    if is_far(of_address, address_turn) && is_far(of_account, account_turn) {
        return Ok(Leave {
            turns,
            standing: of_account,
        });
    }
    drop(turns);
    let (by_address, standing) = take_careful_turn(app, ctx, address).await?;
    refuse_locked_address(standing, ctx)?;
    let (by_account, standing) = take_careful_turn(app, ctx, account).await?;
    Ok(Leave {
        turns: [by_address, by_account],
        standing,
    })
}

/// Waits for leave at one counter, and says how it stands; alone when the failures left are so few that two guesses at
/// once could overshoot (G3).
async fn take_careful_turn(app: &App, ctx: &Ctx, (key, rule): Counter<'_>) -> Outcome<(Turn, Standing), CheckRefusal> {
    let turn = app.turns.take(key, rule).await.map_err(busy)?;
    let [standing] = standings(app, [(key, rule)], ctx.now).await?;
    if is_far(standing, &turn) {
        return Ok((turn, standing));
    }
    drop(turn);
    let turn = app.turns.take_alone(key, rule).await.map_err(busy)?;
    let [standing] = standings(app, [(key, rule)], ctx.now).await?;
    Ok((turn, standing))
}

/// Whether those beside each other cannot overshoot: the limit is far, or nothing is compared any more.
fn is_far(standing: Standing, turn: &Turn) -> bool {
    match standing {
        Standing::Clear { left } => left >= turn.width(),
        Standing::Locked { .. } => true,
    }
}

fn refuse_locked_address(standing: Standing, ctx: &Ctx) -> Outcome<(), CheckRefusal> {
    match standing {
        Standing::Clear { .. } => Ok(()),
        Standing::Locked { until } => refuse(CheckRefusal::AddressLocked(TooManyTries {
            retry_after: until.since(ctx.now),
        })),
    }
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
    is_locked: bool,
    turns: [Turn; 2],
}

impl Guess {
    async fn compare(self, password: Option<Password>) -> Outcome<Verdict, CheckRefusal> {
        let verdict = match password {
            Some(password) => {
                let hash = self.subject.hash().filter(|_| !self.is_locked);
                let compared = self.app.hasher.compare(&password, hash).await;
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
        let locking: Vec<_> = counted
            .iter()
            .zip(&keys)
            .map(|(record, (_, rule))| record.was_locked_at(rule, ctx.now))
            .collect();
        let by = self.subject.signed_in();
        let action = match (locking.contains(&true), by) {
            (true, _) => AuditAction::SignInLocked,
            (false, Some(_)) => AuditAction::ProofFailed,
            (false, None) => AuditAction::SignInFailed,
        };
        // The first key is the account's.
        let is_locked_by_it = locking.first() == Some(&true);
        throttle::note_failure(app, ctx, action, self.subject.account(), by, is_locked_by_it).await
    }
}

impl Subject {
    /// An account that exists, on a device that may be known to it.
    pub(crate) const fn known(id: AccountId, hash: Option<PasswordHash>, device: Option<KnownDeviceId>) -> Self {
        Self::Account {
            id,
            hash,
            device,
            is_signed_in: false,
        }
    }

    /// Somebody signed in, who proves again that they are themselves.
    pub(crate) const fn oneself(actor: &Actor, hash: Option<PasswordHash>) -> Self {
        Self::Account {
            id: actor.account.id,
            hash,
            device: actor.session.known_device,
            is_signed_in: true,
        }
    }

    /// Something typed that names no account.
    pub(crate) fn nobody(app: &App, typed: &IdentifierKey) -> Self {
        let keyed = app.server_key.keyed_hash("unknown_login", typed.as_str());
        Self::Nobody(ThrottleKey::unknown_login(Scope::SignIn, &keyed))
    }

    /// Whether it is a device that signed in to the account before.
    pub(crate) const fn is_known_device(&self) -> bool {
        matches!(self, Self::Account { device: Some(_), .. })
    }

    /// What its failures are counted under.
    pub(crate) fn key(&self) -> ThrottleKey {
        match self {
            Self::Account {
                device: Some(device), ..
            } => ThrottleKey::device(Scope::SignIn, *device),
            Self::Account { id, .. } => ThrottleKey::account(Scope::SignIn, *id),
            Self::Nobody(counter) => *counter,
        }
    }

    const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account { id, .. } => Some(*id),
            Self::Nobody(_) => None,
        }
    }

    const fn signed_in(&self) -> Option<AccountId> {
        match self {
            Self::Account {
                id, is_signed_in: true, ..
            } => Some(*id),
            Self::Account { .. } | Self::Nobody(_) => None,
        }
    }

    const fn hash(&self) -> Option<&PasswordHash> {
        match self {
            Self::Account { hash, .. } => hash.as_ref(),
            Self::Nobody(_) => None,
        }
    }
}
