//! "I was sent this link to set my password."

use domain::account::Account;
use domain::audit::AuditAction;
use domain::identifier::Login;
use domain::letter::LetterKind;
use domain::name::DisplayName;
use domain::password::{Password, PasswordHash, PasswordRefusal};
use domain::rate::{Scope, ThrottleKey};
use domain::secret::{Secret, SecretHash};
use domain::session::EndReason;

use crate::failure::{Busy, Failure, Outcome, TooManyTries, refusals, refuse};
use crate::sessions::{EndedBy, Endings};
use crate::settings::Settings;
use crate::throttle::{self, left};
use crate::{App, Ctx, Typed, audit, letters};

/// Whose password a link sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// What they will sign in with.
    pub login: Login,
    /// The name others see.
    pub name: DisplayName,
}

refusals! {
    /// Why the link sets no password.
    pub enum RedeemRefusal {
        /// Unknown, used, replaced by a later one, or older than a day: all the same to whoever asks.
        LinkInvalid => "password_link_invalid": "this link is used or too old; ask for a new one",
    }
    or {
        /// The password cannot be one.
        Password(PasswordRefusal),
        /// Too many wrong links from this address.
        TooManyTries(TooManyTries),
        /// The hashing queue is full.
        Busy(Busy),
    }
}

/// Says whose password the link would set, without using it up.
///
/// # Errors
/// [`RedeemRefusal`].
pub async fn check_password_link(app: &App, ctx: &Ctx, secret: &Typed) -> Outcome<Invited, RedeemRefusal> {
    let settings = app.settings().await?;
    let (_, account) = find(app, ctx, &settings, secret).await?;
    Ok(Invited {
        login: account.login,
        name: account.name,
    })
}

/// Sets the password and uses the link up; sessions the account has are ended.
///
/// # Errors
/// [`RedeemRefusal`].
pub async fn redeem_password_link(
    app: &App,
    ctx: &Ctx,
    secret: &Typed,
    password: &Typed,
) -> Outcome<(), RedeemRefusal> {
    let settings = app.settings().await?;
    let (link, account) = find(app, ctx, &settings, secret).await?;
    let known = settings.words_known_here(&account.login, &account.name, account.number.as_ref());
    let password = Password::chosen(password.reveal(), &settings.password, &known)
        .map_err(|refusal| Failure::Refused(RedeemRefusal::Password(refusal)))?;
    let hash = app
        .hasher
        .hash(&password)
        .await
        .map_err(|failure| failure.map(RedeemRefusal::Busy))?;
    set_once(app, ctx, &link, &hash).await
}

/// Looks before anything costly is done for whoever has no link.
async fn find(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    typed: &Typed,
) -> Outcome<(SecretHash, Account), RedeemRefusal> {
    let address = ThrottleKey::address(Scope::Links, ctx.address);
    left(app, address, &settings.address_failures, ctx.now)
        .await
        .map_err(|f| f.map(RedeemRefusal::TooManyTries))?;
    if let Ok(secret) = Secret::parse(typed.reveal()) {
        let hash = secret.hash();
        if let Some(account) = app.store.read().password_link(&hash, ctx.now).await? {
            return Ok((hash, account));
        }
    }
    throttle::count(app, address, &settings.address_failures, ctx.now).await?;
    refuse(RedeemRefusal::LinkInvalid)
}

async fn set_once(app: &App, ctx: &Ctx, link: &SecretHash, hash: &PasswordHash) -> Outcome<(), RedeemRefusal> {
    let mut endings = Endings::default();
    let reason = EndReason::PasswordChanged;
    let tx = app.store.begin_write().await?;
    // Used or replaced since the look before: only now counts (CVE-2026-28268).
    let Some(account) = tx.redeem_password_link(link, ctx.now).await? else {
        return refuse(RedeemRefusal::LinkInvalid);
    };
    tx.set_password(account, hash, ctx.now).await?;
    let ended = tx.end_sessions(account, None, reason, ctx.now).await?;
    endings
        .note(app, &tx, EndedBy::Person(ctx, account), &ended, reason)
        .await?;
    endings.forget_proofs(&tx, account).await?;
    audit::entry(app, ctx, AuditAction::PasswordSet)
        .by_account(account)
        .to(account)
        .write(&tx)
        .await?;
    letters::write(app, ctx, &tx, account, LetterKind::PasswordChanged, None).await?;
    let proven = ThrottleKey::account(Scope::SignIn, account);
    Ok(endings.commit_and_clear(app, tx, Some(proven)).await?)
}
