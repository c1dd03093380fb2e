//! "I am the first administrator."

use domain::account::{Account, AccountType};
use domain::audit::AuditAction;
use domain::identifier::{Login, LoginRefusal};
use domain::ids::AccountId;
use domain::name::{DisplayName, NameRefusal};
use domain::password::{Password, PasswordHash, PasswordRefusal};
use domain::permission::Level;
use domain::rate::{Scope, ThrottleKey};
use domain::secret::{Secret, SecretHash};
use store::AccountInserted;

use super::required;
use crate::failure::{Busy, Failure, Outcome, TooManyTries, refusals, refuse};
use crate::settings::Settings;
use crate::throttle::{self, left};
use crate::{App, Ctx, Typed, audit};

/// What the first administrator gives.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The link's secret.
    pub secret: Typed,
    /// The login to have.
    pub login: String,
    /// The name to show; the login when left out.
    pub name: Option<String>,
    /// The password to have.
    pub password: Typed,
}

refusals! {
    /// Why there is no first administrator yet.
    pub enum SetupRefusal {
        /// Not the link that the server printed last.
        LinkInvalid => "setup_link_invalid": "this set-up link is not valid; take the one the server printed at its latest start",
        /// There is an administrator already.
        Done => "setup_done": "set-up is done; sign in instead",
        /// Somebody has it.
        LoginTaken => "login_taken" at "login": "this login is taken; choose another",
    }
    or {
        /// The login cannot be one.
        Login(LoginRefusal),
        /// The name cannot be one.
        Name(NameRefusal),
        /// The password cannot be one.
        Password(PasswordRefusal),
        /// Too many wrong links from this address.
        TooManyTries(TooManyTries),
        /// The hashing queue is full.
        Busy(Busy),
    }
}

/// Makes the first administrator: once, whoever comes first (G4).
///
/// # Errors
/// [`SetupRefusal`].
pub async fn redeem(app: &App, ctx: &Ctx, set_up: SetUp) -> Outcome<Account, SetupRefusal> {
    let settings = app.settings().await?;
    let secret = check_link(app, ctx, &settings, &set_up.secret).await?;
    let login = Login::parse(&set_up.login).map_err(refused)?;
    let name = DisplayName::parse(set_up.name.as_deref().unwrap_or(login.as_str())).map_err(refused)?;
    let known = settings.words_known_here(&login, &name, None);
    let password = Password::chosen(set_up.password.reveal(), &settings.password, &known).map_err(refused)?;
    let hash = app
        .hasher
        .hash(&password)
        .await
        .map_err(|failure| failure.map(SetupRefusal::Busy))?;
    let account = Account {
        id: AccountId::new(ctx.now, &*app.entropy),
        login,
        name,
        number: None,
        account_type: AccountType::Ws,
        level: Level::Administrator,
        created_at: ctx.now,
        password_set_at: Some(ctx.now),
        suspended_at: None,
        session_limit: None,
    };
    insert_once(app, ctx, &secret, &account, &hash).await?;
    Ok(account)
}

fn refused<R: Into<SetupRefusal>>(refusal: R) -> Failure<SetupRefusal> {
    Failure::Refused(refusal.into())
}

/// Looks before anything costly is done for whoever has no link.
async fn check_link(app: &App, ctx: &Ctx, settings: &Settings, typed: &Typed) -> Outcome<SecretHash, SetupRefusal> {
    let address = ThrottleKey::address(Scope::Links, ctx.address);
    left(app, address, &settings.address_failures, ctx.now)
        .await
        .map_err(|f| f.map(SetupRefusal::TooManyTries))?;
    if !required(app).await? {
        return refuse(SetupRefusal::Done);
    }
    let hash = Secret::parse(typed.reveal()).map(|secret| secret.hash());
    match hash {
        Ok(hash) if app.store.read().is_setup_secret(&hash).await? => Ok(hash),
        // Somebody else was first, a moment ago.
        _ if !required(app).await? => refuse(SetupRefusal::Done),
        _ => {
            throttle::count(app, address, &settings.address_failures, ctx.now).await?;
            refuse(SetupRefusal::LinkInvalid)
        }
    }
}

async fn insert_once(
    app: &App,
    ctx: &Ctx,
    secret: &SecretHash,
    account: &Account,
    hash: &PasswordHash,
) -> Outcome<(), SetupRefusal> {
    let tx = app.store.begin_write().await?;
    // Whoever uses the secret up is the first, and the only one; the look before was only a look.
    let first = tx.redeem_setup(secret).await?;
    if tx.has_administrator().await? {
        return refuse(SetupRefusal::Done);
    }
    if !first {
        return refuse(SetupRefusal::LinkInvalid);
    }
    match tx.insert_account(account, Some(hash)).await? {
        AccountInserted::Done => {}
        AccountInserted::LoginTaken | AccountInserted::NumberTaken => return refuse(SetupRefusal::LoginTaken),
    }
    audit::entry(app, ctx, AuditAction::SetUp)
        .by_account(account.id)
        .to(account.id)
        .write(&tx)
        .await?;
    Ok(tx.commit().await?)
}
