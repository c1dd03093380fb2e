//! "I am Ann, and this is my password."

use domain::account::Account;
use domain::identifier::IdentifierKey;
use domain::password::{Password, PasswordHash};
use domain::session::Client;
use domain::sign_in::{Entrance, Facts, NextStep, Proof, SessionWish, Step as Progress, next};
use store::Credentials;

use super::attempt::{SignIn, SignInRefusal, Step};
use super::captcha;
use super::check_password::{CheckRefusal, Checked, Subject, check_password};
use super::open_session::{Proven, open_session};
use super::second_factor::ask_second_factor;
use crate::failure::{Failure, Outcome, TooManyTries, refuse};
use crate::hasher::Verdict;
use crate::second_factor::asks;
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
    if brought != Progress::Met && captcha::is_owed(app, ctx, &settings, counter).await? {
        return Ok(Step::Captcha);
    }
    let checked = check_password(app, ctx, &settings, subject, &sign_in.password).await;
    let Checked { verdict, failed_before } = checked.map_err(|failure| failure.map(SignInRefusal::from))?;
    let (Some(credentials), Verdict::Right { outdated }) = (credentials, verdict) else {
        return refuse(SignInRefusal::WrongCredentials);
    };
    let facts = facts(app, &credentials.account, sign_in.entrance, brought).await?;
    let step = next(&facts).map_err(|refusal| Failure::Refused(in_words(refusal, ctx)))?;
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
    };
    match step {
        NextStep::Done => open_session(app, ctx, &settings, proven).await,
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
    let mut known_device = None;
    if let Some(secret) = &sign_in.device_secret {
        let known = app.store.read().known_devices(&secret.hash()).await?;
        let of_account = |(account, _): &&_| found.is_some_and(|found| found.account.id == *account);
        known_device = known.iter().find(of_account).map(|(_, device)| *device);
    }
    Ok(SessionWish {
        client: sign_in.client,
        kept: sign_in.keep && sign_in.client != Client::Web,
        device: sign_in.device.clone(),
        known_device,
        address: ctx.address.to_string(),
        replaces: sign_in.replaces,
    })
}

/// What is known once the password proved right.
async fn facts(app: &App, account: &Account, entrance: Entrance, captcha: Progress) -> store::Result<Facts> {
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
