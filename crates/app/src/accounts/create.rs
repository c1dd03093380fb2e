//! "Ann is to have an account."

use domain::account::{Account, AccountType};
use domain::audit::AuditAction;
use domain::identifier::{Login, LoginRefusal};
use domain::ids::AccountId;
use domain::name::{DisplayName, NameRefusal};
use domain::number::{NumberRefusal, SubscriberNumber};
use domain::password::{Password, PasswordHash, PasswordRefusal};
use domain::permission::{Level, Permission, may_manage};
use domain::time::Timestamp;
use store::{AccountInserted, Tx};

use super::PasswordLink;
use crate::failure::{Busy, Failure, Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, Typed, audit};

/// The account to be.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What its holder signs in with.
    pub login: String,
    /// The name others see; the login when left out.
    pub name: Option<String>,
    /// The subscriber number, if it is to have one.
    pub number: Option<String>,
    /// How its devices connect.
    pub account_type: AccountType,
    /// Its standing.
    pub level: Level,
}

/// A new account, and the way for its holder to set the password.
#[derive(Debug)]
pub struct Created {
    /// The account.
    pub account: Account,
    /// Shown once.
    pub password_link: PasswordLink,
}

refusals! {
    /// Why there is no new account.
    pub enum CreateRefusal {
        /// For operators and administrators only, and nobody makes accounts that stand above their own.
        NotAllowed => "not_allowed": "you may not make accounts of this level",
        /// Another account has it, however spelt.
        LoginTaken => "login_taken" at "login": "this login is taken; choose another",
        /// Another account or a conference has it.
        NumberTaken => "number_taken" at "number": "this number is taken; choose another",
    }
    or {
        /// The login cannot be one.
        Login(LoginRefusal),
        /// The name cannot be one.
        Name(NameRefusal),
        /// The number cannot be one.
        Number(NumberRefusal),
        /// The password cannot be one (from the command line only).
        Password(PasswordRefusal),
        /// The hashing queue is full (from the command line only).
        Busy(Busy),
    }
}

/// Makes an account without a password, and a link to set one: the administrator never knows it (ASVS 6.4.6).
///
/// # Errors
/// [`CreateRefusal`].
pub async fn create(app: &App, ctx: &Ctx, actor: &Actor, new: NewAccount) -> Outcome<Created, CreateRefusal> {
    if !actor.may(Permission::ManageAccounts) || !may_manage(actor.account.level, new.level) {
        return refuse(CreateRefusal::NotAllowed);
    }
    let account = account_to_be(app, &new, ctx.now, None)?;
    let tx = app.store.begin_write().await?;
    insert(&tx, &account, None).await?;
    let password_link = super::password_link::make(app, &tx, ctx.now, account.id, Some(actor.account.id)).await?;
    for action in [AuditAction::AccountCreated, AuditAction::PasswordLinkIssued] {
        audit::entry(app, ctx, action)
            .by(actor)
            .to(account.id)
            .write(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(Created { account, password_link })
}

/// Makes an account with a password: for whoever holds the server's command line (ACC-18).
///
/// # Errors
/// [`CreateRefusal`], except that everything is allowed.
pub async fn create_from_cli(app: &App, new: NewAccount, password: Typed) -> Outcome<Account, CreateRefusal> {
    let (now, settings) = (app.now(), app.settings().await?);
    let account = account_to_be(app, &new, now, Some(now))?;
    let known = settings.words_known_here(&account.login, &account.name, account.number.as_ref());
    let password = Password::chosen(password.reveal(), &settings.password, &known).map_err(refused)?;
    let hash = app
        .hasher
        .hash(&password)
        .await
        .map_err(|failure| failure.map(CreateRefusal::Busy))?;
    let tx = app.store.begin_write().await?;
    insert(&tx, &account, Some(&hash)).await?;
    if account.level == Level::Administrator {
        // The set-up link is for those who have no administrator.
        tx.withdraw_setup().await?;
    }
    audit::by_itself(app, now, AuditAction::AccountCreated)
        .to(account.id)
        .write(&tx)
        .await?;
    tx.commit().await?;
    Ok(account)
}

fn refused<R: Into<CreateRefusal>>(refusal: R) -> Failure<CreateRefusal> {
    Failure::Refused(refusal.into())
}

fn account_to_be(
    app: &App,
    new: &NewAccount,
    now: Timestamp,
    password_set_at: Option<Timestamp>,
) -> Outcome<Account, CreateRefusal> {
    let login = Login::parse(&new.login).map_err(refused)?;
    let name = DisplayName::parse(new.name.as_deref().unwrap_or(login.as_str())).map_err(refused)?;
    let number = new
        .number
        .as_deref()
        .map(SubscriberNumber::parse)
        .transpose()
        .map_err(refused)?;
    Ok(Account {
        id: AccountId::new(now, &*app.entropy),
        login,
        name,
        number,
        account_type: new.account_type,
        level: new.level,
        created_at: now,
        password_set_at,
        suspended_at: None,
        session_limit: None,
    })
}

async fn insert(tx: &Tx, account: &Account, hash: Option<&PasswordHash>) -> Outcome<(), CreateRefusal> {
    match tx.insert_account(account, hash).await? {
        AccountInserted::Done => Ok(()),
        AccountInserted::LoginTaken => refuse(CreateRefusal::LoginTaken),
        AccountInserted::NumberTaken => refuse(CreateRefusal::NumberTaken),
    }
}
