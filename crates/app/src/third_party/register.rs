//! "Nobody here knows me yet, make me an account." (ACC-9)

use domain::account::{Account, AccountType};
use domain::audit::AuditAction;
use domain::identifier::{Login, LoginRefusal};
use domain::ids::{AccountId, IdentityId};
use domain::name::{DisplayName, NameRefusal};
use domain::permission::Level;
use domain::rate::{Scope, ThrottleKey};
use domain::third_party::{Identity, Link, Persona, Registration};
use store::{AccountInserted, IdentityInserted};

use super::link::{LinkRefusal, find_link, write_down};
use super::open_provider;
use super::redeem::{Entering, enter};
use crate::failure::{Failure, Outcome, TooManyTries, refusals, refuse};
use crate::sign_in::{AttemptKey, SignInRefusal, Step, ThirdParty};
use crate::throttle::{self, left};
use crate::{App, Ctx, audit};

/// What the account is to be called.
#[derive(Debug, Clone, Default)]
pub struct Register {
    /// The login; what the provider says, or the first part of the e-mail address, when left out.
    pub login: Option<String>,
    /// The name others see; what the provider says, or the login, when left out.
    pub name: Option<String>,
}

refusals! {
    /// Why no account was made, or nobody was signed in to it.
    pub enum RegisterRefusal {
        /// Accounts are made by administrators.
        Closed => "registration_closed": "new accounts are made by the administrator; ask them for one",
        /// Another account has it, however spelt, or it is not for people to take.
        LoginTaken => "login_taken" at "login": "this login is taken; choose another",
        /// The direct way is for `ws` accounts, which this is: never the case.
        UsePersonalAccount => "use_personal_account": "sign in on the main page and use Join conference there",
    }
    or {
        /// The identity is tied to an account meanwhile, or it took too long.
        Link(LinkRefusal),
        /// The login cannot be one.
        Login(LoginRefusal),
        /// The name cannot be one.
        Name(NameRefusal),
        /// Too many logins that were taken, from this address: who has an account is not to be found out by trying.
        TooManyTries(TooManyTries),
    }
}

/// Makes an account without a password for the identity of this attempt, and goes on as its sign-in.
///
/// # Errors
/// [`RegisterRefusal`]; the attempt goes on.
pub async fn register(
    app: &App,
    ctx: &Ctx,
    key: &AttemptKey,
    form: &Register,
    entering: Entering,
) -> Outcome<Step, RegisterRefusal> {
    let settings = app.settings().await?;
    if settings.registration != Registration::Open {
        return refuse(RegisterRefusal::Closed);
    }
    let address = ThrottleKey::address(Scope::Registration, ctx.address);
    left(app, address, &settings.address_failures, ctx.now)
        .await
        .map_err(|failure| failure.map(RegisterRefusal::TooManyTries))?;
    let link = find_link(app, ctx, key).await;
    let link = link.map_err(|failure| failure.map(RegisterRefusal::Link))?;
    let Some(provider) = open_provider(&app.store.read(), &link.provider).await? else {
        return refuse(LinkRefusal::Over.into());
    };
    let account = account_to_be(app, ctx, form, &link.persona)?;
    let inserted = insert(app, ctx, &account, &link).await;
    if let Err(Failure::Refused(RegisterRefusal::LoginTaken)) = inserted {
        throttle::count(app, address, &settings.address_failures, ctx.now).await?;
    }
    inserted?;
    let vouched = ThirdParty::Vouches(link.provider, link.persona);
    let step = enter(app, ctx, &provider, account, vouched, entering).await;
    step.map_err(|failure| {
        failure.map(|refusal| match refusal {
            SignInRefusal::UsePersonalAccount => RegisterRefusal::UsePersonalAccount,
            _ => RegisterRefusal::Link(LinkRefusal::Over),
        })
    })
}

fn account_to_be(app: &App, ctx: &Ctx, form: &Register, persona: &Persona) -> Outcome<Account, RegisterRefusal> {
    let login = match &form.login {
        Some(login) => Login::parse(login),
        None => suggested(persona).ok_or(LoginRefusal::Empty),
    };
    let login = login.map_err(|refusal| Failure::Refused(RegisterRefusal::Login(refusal)))?;
    if !login.may_be_chosen() {
        return refuse(RegisterRefusal::LoginTaken);
    }
    let name = match (&form.name, persona.name.as_deref().map(DisplayName::parse)) {
        (Some(name), _) => DisplayName::parse(name),
        (None, Some(Ok(name))) => Ok(name),
        (None, _) => DisplayName::parse(login.as_str()),
    };
    Ok(Account {
        id: AccountId::new(ctx.now, &*app.entropy),
        login,
        name: name.map_err(|refusal| Failure::Refused(RegisterRefusal::Name(refusal)))?,
        number: None,
        account_type: AccountType::Ws,
        level: Level::Standard,
        created_at: ctx.now,
        password_set_at: None,
        suspended_at: None,
        session_limit: None,
    })
}

/// A login after what the provider says. Only a suggestion: it has to be free like any other.
fn suggested(persona: &Persona) -> Option<Login> {
    let local = persona.email.as_deref().and_then(|email| email.split('@').next());
    [persona.login.as_deref(), local]
        .into_iter()
        .flatten()
        .find_map(|word| Login::parse(word).ok().filter(Login::may_be_chosen))
}

async fn insert(app: &App, ctx: &Ctx, account: &Account, link: &Link) -> Outcome<(), RegisterRefusal> {
    let tx = app.store.begin_write().await?;
    if !tx.take_link(link.id).await? {
        return refuse(LinkRefusal::Over.into());
    }
    match tx.insert_account(account, None).await? {
        AccountInserted::Done => {}
        AccountInserted::LoginTaken | AccountInserted::NumberTaken => return refuse(RegisterRefusal::LoginTaken),
    }
    let identity = Identity {
        id: IdentityId::new(ctx.now, &*app.entropy),
        account: account.id,
        provider: link.provider.clone(),
        persona: link.persona.clone(),
        linked_at: ctx.now,
        used_at: Some(ctx.now),
    };
    match tx.insert_identity(&identity).await? {
        IdentityInserted::Done => {}
        IdentityInserted::Taken | IdentityInserted::HasAnother => return refuse(LinkRefusal::Taken.into()),
    }
    let created = audit::entry(app, ctx, AuditAction::AccountCreated).by_account(account.id);
    let details = serde_json::json!({ "provider": link.provider.as_str() });
    created.to(account.id).with(details).write(&tx).await?;
    write_down(app, ctx, &tx, AuditAction::IdentityLinked, &identity).await?;
    Ok(tx.commit().await?)
}
