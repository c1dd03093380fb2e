//! An account as whoever manages it sees it: its own limit, and whether it is locked.

use domain::account::Account;
use domain::audit::AuditAction;
use domain::ids::AccountId;
use domain::permission::{Permission, may_manage};
use domain::rate::{Scope, Standing, ThrottleKey};
use domain::session::limit::Limit;
use domain::time::Timestamp;
use store::Reader;

use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, audit, sessions, throttle};

refusals! {
    /// Why the account is not shown, or stays.
    pub enum AccountRefusal {
        /// Only who may manage the account, see [`may_manage`].
        NotAllowed => "not_allowed": "you may not manage this account",
        /// One's own account asks for a proof as it does elsewhere (ASVS 7.5.1, 7.5.2).
        ProofRequired => "proof_required": "give your password again first",
        /// There is no such account.
        NotFound => "account_not_found": "there is no such account any more; reload the list",
        /// More than can be set.
        Limit => "out_of_range" at "session_limit": "a limit is a number from 0 to 100",
    }
}

/// An account and what is set for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedAccount {
    /// The account.
    pub account: Account,
    /// Until when sign-ins are refused after too many failures: strangers', or those of a device of theirs.
    pub locked_until: Option<Timestamp>,
    /// Since when a second factor is asked for.
    pub second_factor_since: Option<Timestamp>,
}

/// Whether the actor may manage this account, which is there.
///
/// # Errors
/// [`AccountRefusal`].
pub(super) fn manageable(actor: &Actor, account: Option<Account>) -> Outcome<Account, AccountRefusal> {
    if !actor.may(Permission::ManageAccounts) {
        return refuse(AccountRefusal::NotAllowed);
    }
    match account {
        None => refuse(AccountRefusal::NotFound),
        Some(account) if !may_manage(actor.account.level, account.level) => refuse(AccountRefusal::NotAllowed),
        Some(account) => Ok(account),
    }
}

/// What failures are counted under, wrong passwords and wrong codes: strangers', and those of each known device.
pub(super) async fn counters(reader: &Reader, account: AccountId) -> anyhow::Result<Vec<[ThrottleKey; 2]>> {
    let both = |key: &dyn Fn(Scope) -> ThrottleKey| [Scope::SignIn, Scope::SecondFactor].map(key);
    let devices = reader.known_devices_of(account).await?;
    let of_devices = devices
        .into_iter()
        .map(|device| both(&|scope| ThrottleKey::device(scope, device)));
    Ok(std::iter::once(both(&|scope| ThrottleKey::account(scope, account)))
        .chain(of_devices)
        .collect())
}

/// Shows an account.
///
/// # Errors
/// [`AccountRefusal`].
pub async fn show_account(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    account: AccountId,
) -> Outcome<ManagedAccount, AccountRefusal> {
    let account = manageable(actor, app.store.read().account(account).await?)?;
    as_it_stands(app, ctx, account).await
}

/// Gives the account a limit of sessions of its own; without one it has the server's, with 0 it has none (SES-1).
///
/// # Errors
/// [`AccountRefusal`].
pub async fn set_session_limit(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    account: AccountId,
    limit: Option<u16>,
) -> Outcome<ManagedAccount, AccountRefusal> {
    let limit = match limit.map(Limit::new) {
        None => None,
        Some(Some(limit)) => Some(limit),
        Some(None) => return refuse(AccountRefusal::Limit),
    };
    let tx = app.store.begin_write().await?;
    let account = manageable(actor, tx.lock_account(account).await?)?;
    tx.set_session_limit(account.id, limit).await?;
    let details = serde_json::json!({ "session_limit": limit.map(Limit::as_number) });
    audit::entry(app, ctx, AuditAction::AccountChanged)
        .by(actor)
        .to(account.id)
        .with(details)
        .write(&tx)
        .await?;
    tx.commit().await?;
    sessions::lift(app, account.id).await?;
    let account = Account {
        session_limit: limit,
        ..account
    };
    as_it_stands(app, ctx, account).await
}

async fn as_it_stands(app: &App, ctx: &Ctx, account: Account) -> Outcome<ManagedAccount, AccountRefusal> {
    let settings = app.settings().await?;
    let mut locked_until = None;
    for pair in counters(&app.store.read(), account.id).await? {
        let pair = pair.map(|counter| (counter, &settings.account_failures));
        for standing in throttle::standings(app, pair, ctx.now).await? {
            if let Standing::Locked { until } = standing {
                locked_until = locked_until.max(Some(until));
            }
        }
    }
    let totp = app.store.read().totp_factor(account.id).await?;
    Ok(ManagedAccount {
        account,
        locked_until,
        second_factor_since: totp.and_then(|totp| totp.enrolled_at),
    })
}
