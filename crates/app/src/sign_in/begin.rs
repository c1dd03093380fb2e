//! "I am Ann, and this is my password."

use domain::account::Account;
use domain::identifier::IdentifierKey;
use domain::password::{Password, PasswordHash};
use domain::sign_in::{Entrance, Facts, NextStep, Proof, next};

use super::attempt::{SignIn, SignInRefusal, SignedIn};
use super::check_password::{CheckRefusal, Checked, Subject, check_password};
use super::open_session::{Proven, open_session};
use crate::failure::{Outcome, TooManyTries, refuse};
use crate::hasher::Verdict;
use crate::{App, Ctx, Typed};

/// How a sign-in goes on. A pending step is a success.
#[derive(Debug)]
pub enum Begun {
    /// There is a session.
    Done(Box<SignedIn>),
    /// Repeat the call with a captcha; nothing was examined or kept.
    Captcha,
}

impl From<CheckRefusal> for SignInRefusal {
    fn from(refusal: CheckRefusal) -> Self {
        match refusal {
            CheckRefusal::Locked(locked) => Self::Locked(locked),
            CheckRefusal::Busy(busy) => Self::Busy(busy),
        }
    }
}

/// Checks the password and opens a session, unless a step is still owed (SIGN-2).
///
/// # Errors
/// [`SignInRefusal`].
pub async fn begin(app: &App, ctx: &Ctx, sign_in: SignIn) -> Outcome<Begun, SignInRefusal> {
    let settings = app.settings().await?;
    let key = IdentifierKey::of(&sign_in.login);
    let credentials = app.store.read().credentials_by_identifier(&key).await?;
    let subject = match &credentials {
        Some(found) => Subject::Account(found.account.id, found.password_hash.clone()),
        None => Subject::Nobody(key),
    };
    let checked = check_password(app, ctx, &settings, subject, &sign_in.password).await;
    let Checked { verdict, failed_before } = checked.map_err(|failure| failure.map(SignInRefusal::from))?;
    let (Some(credentials), Verdict::Right { outdated }) = (credentials, verdict) else {
        return refuse(SignInRefusal::WrongCredentials);
    };
    match next(&facts(&credentials.account, sign_in.entrance)) {
        Ok(NextStep::Done) => {
            let new_hash = if outdated {
                rehash(app, &sign_in.password).await
            } else {
                None
            };
            let proven = Proven {
                credentials,
                new_hash,
                failed_before,
            };
            Ok(Begun::Done(Box::new(
                open_session(app, ctx, &settings, proven, &sign_in).await?,
            )))
        }
        Ok(NextStep::Captcha) => Ok(Begun::Captcha),
        // No fact asks for these yet, so `next` does not either.
        Ok(step @ (NextStep::SecondFactor | NextStep::NewPassword | NextStep::ChooseSession)) => {
            Err(anyhow::anyhow!("nothing can take the step {step}").into())
        }
        Err(refusal) => refuse(in_words(refusal, ctx)),
    }
}

/// What is known once the password proved right.
fn facts(account: &Account, entrance: Entrance) -> Facts {
    let proof = Proof::Right {
        account_type: account.account_type,
        suspended: account.suspended_at.is_some(),
    };
    Facts {
        proof,
        ..Facts::new(entrance)
    }
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
