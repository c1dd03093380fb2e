//! "I use an authenticator app from now on."

use std::fmt;

use anyhow::Context as _;
use domain::audit::AuditAction;
use domain::letter::LetterKind;
use domain::rate::{Scope, ThrottleKey};
use domain::second_factor::{ENROLMENT_LIFE, RecoveryCode, TotpSeed};

use super::check::open_seed;
use super::{purpose, replace_codes};
use crate::failure::{Outcome, TooManyTries, refusals, refuse};
use crate::{Actor, App, Ctx, Typed, audit, letters, throttle};

refusals! {
    /// Why no enrolment begins.
    pub enum EnrolRefusal {
        /// The last proof is too old for changing how one signs in (ASVS 7.5.1).
        ProofRequired => "proof_required": "give your password again first",
        /// An app is enrolled already.
        Enrolled => "second_factor_enrolled": "an authenticator app is enrolled already; remove it first",
    }
}

refusals! {
    /// Why the app is not enrolled yet.
    pub enum ConfirmRefusal {
        /// No enrolment was begun, or it was too long ago.
        NotBegun => "enrolment_over": "this took too long; begin again",
        /// An app is enrolled already.
        Enrolled => "second_factor_enrolled": "an authenticator app is enrolled already; remove it first",
        /// Not the code that the app shows.
        Wrong => "code_wrong" at "code": "this is not the code that the app shows; wait for the next one",
    }
    or {
        /// Too many wrong ones.
        TooManyTries(TooManyTries),
    }
}

/// What the app is given, once.
pub struct Enrolment {
    /// To be typed by hand.
    pub secret: String,
    /// To be scanned.
    pub uri: String,
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

/// Makes a seed for the app. It asks for nothing at sign-in before its first code was right.
///
/// # Errors
/// [`EnrolRefusal`].
pub async fn begin_enrolment(app: &App, ctx: &Ctx, actor: &Actor) -> Outcome<Enrolment, EnrolRefusal> {
    if !actor.session.is_proven(ctx.now) {
        return refuse(EnrolRefusal::ProofRequired);
    }
    let settings = app.settings().await?;
    let account = &actor.account;
    let seed = TotpSeed::generate(&*app.entropy);
    let sealed = app
        .server_key
        .seal(&*app.entropy, &purpose(account.id), seed.as_bytes())?;
    let tx = app.store.begin_write().await?;
    tx.lock_account(account.id).await?;
    if !tx.begin_totp(account.id, sealed, ctx.now).await? {
        return refuse(EnrolRefusal::Enrolled);
    }
    tx.commit().await?;
    let uri = seed.uri(&settings.server_name, account.login.as_str());
    Ok(Enrolment {
        secret: seed.reveal(),
        uri: uri.context("these names make no address for an authenticator app")?,
    })
}

/// Enrols the app, whose code proved right, and gives the recovery codes, which are shown only now.
///
/// # Errors
/// [`ConfirmRefusal`].
pub async fn confirm_enrolment(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    code: &Typed,
) -> Outcome<Vec<RecoveryCode>, ConfirmRefusal> {
    let settings = app.settings().await?;
    let (account, rule) = (actor.account.id, settings.account_failures);
    let key = ThrottleKey::account(Scope::SecondFactor, account);
    let left = throttle::left(app, key, &rule, ctx.now).await;
    left.map_err(|failure| failure.map(ConfirmRefusal::TooManyTries))?;
    let tx = app.store.begin_write().await?;
    tx.lock_account(account).await?;
    let Some(begun) = tx.totp_factor(account).await? else {
        return refuse(ConfirmRefusal::NotBegun);
    };
    if begun.enrolled_at.is_some() {
        return refuse(ConfirmRefusal::Enrolled);
    }
    if ctx.now < begun.began_at || ctx.now.since(begun.began_at) >= ENROLMENT_LIFE {
        return refuse(ConfirmRefusal::NotBegun);
    }
    let seed = open_seed(app, account, &begun.sealed_seed)?;
    let Some(step) = seed.accepts(code.reveal(), ctx.now, begun.last_step) else {
        drop(tx);
        throttle::count(app, key, &rule, ctx.now).await?;
        return refuse(ConfirmRefusal::Wrong);
    };
    if !tx.enrol_totp(account, ctx.now).await? || !tx.accept_totp_step(account, step).await? {
        return refuse(ConfirmRefusal::NotBegun);
    }
    // Whoever is between the password and the session did not owe a code yet: they begin again. And a device that the
    // password alone made known has no count of its own to guess codes with.
    tx.delete_sign_ins_of(account).await?;
    tx.forget_devices(account, actor.session.known_device).await?;
    let codes = replace_codes(app, &tx, account).await?;
    for action in [AuditAction::SecondFactorEnrolled, AuditAction::RecoveryCodesMade] {
        audit::entry(app, ctx, action).by(actor).to(account).write(&tx).await?;
    }
    letters::write(app, ctx, &tx, account, LetterKind::SecondFactorEnrolled, None).await?;
    tx.commit().await?;
    Ok(codes)
}
