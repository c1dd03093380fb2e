//! "I am Ann, and this is my password."

use domain::account::Account;
use domain::identifier::IdentifierKey;
use domain::ids::{AccountId, KnownDeviceId};
use domain::password::{Password, PasswordHash};
use domain::secret::Secret;
use domain::session::Client;
use domain::sign_in::{Entrance, Facts, NextStep, Proof, SessionWish, Step as Progress, next};
use store::Credentials;

use super::attempt::{AttemptKey, SignIn, SignInRefusal, Step};
use super::captcha;
use super::check_password::{CheckRefusal, Checked, Subject, check_password};
use super::open_session::{Proven, ThirdParty, open_session};
use super::second_factor::ask_second_factor;
use crate::failure::{Failure, Outcome, TooManyTries, refuse};
use crate::hasher::Verdict;
use crate::second_factor::asks;
use crate::settings::Settings;
use crate::third_party::find_link;
use crate::{App, Ctx, Typed};

impl From<CheckRefusal> for SignInRefusal {
    fn from(refusal: CheckRefusal) -> Self {
        match refusal {
            // A lock told apart would tell that there is such an account (SIGN-1).
            CheckRefusal::AccountLocked(_) => Self::WrongCredentials,
            CheckRefusal::AddressLocked(locked) => Self::Locked(locked),
            CheckRefusal::Busy(busy) => Self::Busy(busy),
        }
    }
}

/// Checks the password and opens a session, unless a step is still owed (SIGN-2).
///
/// # Errors
/// [`SignInRefusal`].
pub async fn begin(app: &App, ctx: &Ctx, sign_in: SignIn) -> Outcome<Step, SignInRefusal> {
    let settings = app.settings().await?;
    let third_party = to_link(app, ctx, sign_in.link.as_ref()).await?;
    let brought = captcha::bring(app, ctx, settings.captcha, sign_in.captcha.as_ref()).await?;
    if brought == Progress::Owed {
        return Ok(Step::Captcha);
    }
    let key = IdentifierKey::of(&sign_in.login);
    let credentials = app.store.read().credentials_by_identifier(&key).await?;
    let wish = wish(app, ctx, &sign_in, credentials.as_ref()).await?;
    let subject = match &credentials {
        Some(found) => Subject::known(found.account.id, found.password_hash.clone(), wish.known_device),
        None => Subject::nobody(app, &key),
    };
    let counter = subject.key();
    let debt = captcha::Debt::of(app, &settings, &key, &subject);
    if brought != Progress::Met && debt.is_owed(ctx).await? {
        return Ok(Step::Captcha);
    }
    let checked = check_password(app, ctx, &settings, subject, &sign_in.password).await;
    if let Err(Failure::Refused(CheckRefusal::AccountLocked(_))) = checked {
        // As for a wrong password: neither the captcha nor the time tells that it is locked.
        debt.grow(ctx).await?;
    }
    let Checked { verdict, failed_before } = checked.map_err(|failure| failure.map(SignInRefusal::from))?;
    let (Some(credentials), Verdict::Right { outdated }) = (credentials, verdict) else {
        debt.grow(ctx).await?;
        return refuse(SignInRefusal::WrongCredentials);
    };
    debt.forgive().await;
    let facts = facts(app, &credentials.account, sign_in.entrance, brought).await?;
    let step = what_next(&facts, ctx)?;
    let new_hash = if outdated {
        rehash(app, &sign_in.password).await
    } else {
        None
    };
    let proven = Proven {
        rehashed: credentials.password_hash.zip(new_hash),
        account: credentials.account,
        to_forget: failed_before.then_some(counter),
        wish,
        device_secret: sign_in.device_secret.map(|secret| secret.hash()),
        attempt_secret: sign_in.attempt_secret,
        third_party,
    };
    go_on(app, ctx, &settings, step, proven).await
}

/// The identity that is to be tied to the account, if one is.
async fn to_link(app: &App, ctx: &Ctx, key: Option<&AttemptKey>) -> Outcome<ThirdParty, SignInRefusal> {
    let Some(key) = key else {
        return Ok(ThirdParty::Uninvolved);
    };
    let link = find_link(app, ctx, key).await;
    Ok(ThirdParty::ToLink(
        link.map_err(|failure| failure.map(SignInRefusal::Link))?,
    ))
}

/// The step that the facts lead to.
pub(crate) fn what_next(facts: &Facts, ctx: &Ctx) -> Outcome<NextStep, SignInRefusal> {
    next(facts).map_err(|refusal| Failure::Refused(in_words(refusal, ctx)))
}

/// Takes the step of somebody who proved who they are.
pub(crate) async fn go_on(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    step: NextStep,
    proven: Proven,
) -> Outcome<Step, SignInRefusal> {
    match step {
        NextStep::Done => open_session(app, ctx, settings, proven).await,
        NextStep::SecondFactor => ask_second_factor(app, ctx, proven).await,
        NextStep::Captcha => Ok(Step::Captcha),
        // No fact asks for a new password yet, so `next` does not either; a place is chosen where sessions are opened.
        NextStep::NewPassword | NextStep::ChooseSession => {
            Err(anyhow::anyhow!("nothing can take the step {step}").into())
        }
    }
}

/// What the session is to be like. The device is looked up whether or not there is such an account: that must not show
/// in the time it takes (SIGN-1).
async fn wish(app: &App, ctx: &Ctx, sign_in: &SignIn, found: Option<&Credentials>) -> anyhow::Result<SessionWish> {
    let account = found.map(|found| found.account.id);
    Ok(SessionWish {
        client: sign_in.client,
        kept: sign_in.keep && sign_in.client != Client::Web,
        device: sign_in.device.clone(),
        known_device: recognise(app, sign_in.device_secret.as_ref(), account).await?,
        address: ctx.address.to_string(),
        replaces: sign_in.replaces,
    })
}

/// What the account knows the device as.
pub(crate) async fn recognise(
    app: &App,
    secret: Option<&Secret>,
    account: Option<AccountId>,
) -> store::Result<Option<KnownDeviceId>> {
    let Some(secret) = secret else { return Ok(None) };
    let known = app.store.read().known_devices(&secret.hash()).await?;
    let of_account = known.iter().find(|(of, _)| account == Some(*of));
    Ok(of_account.map(|(_, device)| *device))
}

/// What is known once the password proved right.
pub(crate) async fn facts(app: &App, account: &Account, entrance: Entrance, captcha: Progress) -> store::Result<Facts> {
    let factors = asks(&app.store.read(), account.id).await?;
    let proof = Proof::Right {
        account_type: account.account_type,
        suspended: account.suspended_at.is_some(),
    };
    Ok(Facts {
        proof,
        captcha,
        second_factor: if factors.is_empty() {
            Progress::NotAsked
        } else {
            Progress::Owed
        },
        ..Facts::new(entrance)
    })
}

fn in_words(refusal: domain::sign_in::SignInRefusal, ctx: &Ctx) -> SignInRefusal {
    use domain::sign_in::SignInRefusal as Rule;
    match refusal {
        Rule::WrongCredentials => SignInRefusal::WrongCredentials,
        Rule::Locked { until } => SignInRefusal::Locked(TooManyTries {
            retry_after: until.since(ctx.now),
        }),
        Rule::Suspended => SignInRefusal::Suspended,
        Rule::UsePersonalAccount => SignInRefusal::UsePersonalAccount,
    }
}

/// The password at today's cost; nothing when the hashing queue is full, and the next sign-in will do it.
async fn rehash(app: &App, password: &Typed) -> Option<PasswordHash> {
    let password = Password::typed(password.reveal()).ok()?;
    app.hasher.hash(&password).await.ok()
}
