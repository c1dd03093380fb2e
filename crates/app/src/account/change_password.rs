//! "Let me have another password."

use domain::account::Account;
use domain::audit::AuditAction;
use domain::letter::LetterKind;
use domain::password::{Password, PasswordHash, PasswordRefusal};
use domain::rate::{Scope, ThrottleKey};
use domain::session::EndReason;

use crate::failure::{Busy, Failure, Outcome, TooManyTries, refusals, refuse};
use crate::hasher::Verdict;
use crate::sessions::{Claimant, EndedBy, Endings};
use crate::sign_in::{CheckRefusal, Subject, check_password};
use crate::{Actor, App, Ctx, Typed, audit, letters};

/// The present password and the one to come.
#[derive(Debug, Clone)]
pub struct ChangePassword {
    /// The present password (ASVS 6.2.3).
    pub current: Typed,
    /// The one to come.
    pub new: Typed,
}

refusals! {
    /// Why the password stays.
    pub enum ChangePasswordRefusal {
        /// The present password is another one.
        WrongCurrent => "wrong_current_password" at "current": "this is not your current password",
    }
    or {
        /// The new password cannot be one.
        New(PasswordRefusal) at "new",
        /// The account or the address failed too often; signing in counts too.
        TooManyTries(TooManyTries),
        /// The hashing queue is full.
        Busy(Busy),
    }
}

impl From<CheckRefusal> for ChangePasswordRefusal {
    fn from(refusal: CheckRefusal) -> Self {
        match refusal {
            CheckRefusal::AccountLocked(locked) | CheckRefusal::AddressLocked(locked) => Self::TooManyTries(locked),
            CheckRefusal::Busy(busy) => Self::Busy(busy),
        }
    }
}

/// Changes the actor's password and ends all their other sessions.
///
/// # Errors
/// [`ChangePasswordRefusal`].
pub async fn change_password(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    change: ChangePassword,
) -> Outcome<(), ChangePasswordRefusal> {
    let settings = app.settings().await?;
    let mine = &actor.account;
    let known = settings.words_known_here(&mine.login, &mine.name, mine.number.as_ref());
    let new = Password::chosen(change.new.reveal(), &settings.password, &known)
        .map_err(|refusal| Failure::Refused(ChangePasswordRefusal::New(refusal)))?;
    let Some(compared) = app.store.read().credentials(mine.id).await? else {
        return refuse(ChangePasswordRefusal::WrongCurrent);
    };
    let subject = Subject::oneself(actor, compared.password_hash);
    let checked = check_password(app, ctx, &settings, subject, &change.current).await;
    let checked = checked.map_err(|failure| failure.map(ChangePasswordRefusal::from))?;
    if checked.verdict == Verdict::Wrong {
        return refuse(ChangePasswordRefusal::WrongCurrent);
    }
    let hash = app
        .hasher
        .hash(&new)
        .await
        .map_err(|failure| failure.map(ChangePasswordRefusal::Busy))?;
    replace(app, ctx, actor, &compared.account, &hash).await
}

/// Writes the new password, unless somebody else did since `compared` was read.
async fn replace(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    compared: &Account,
    hash: &PasswordHash,
) -> Outcome<(), ChangePasswordRefusal> {
    let (id, reason) = (compared.id, EndReason::PasswordChanged);
    let rule = app.settings().await?.sessions;
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    match tx.lock_account(id).await? {
        Some(account) if account.password_set_at == compared.password_set_at => {}
        _ => return refuse(ChangePasswordRefusal::WrongCurrent),
    }
    tx.set_password(id, hash, ctx.now).await?;
    let ended = tx.end_sessions(id, Some(actor.session.id), reason, ctx.now).await?;
    endings.note(app, &tx, EndedBy::Person(ctx, id), &ended, reason).await?;
    endings.forget_proofs(&tx, id).await?;
    let first = Some(Claimant::Session(actor.session.id));
    endings.give_on(app, &tx, ctx.now, id, rule, first).await?;
    audit::entry(app, ctx, AuditAction::PasswordChanged)
        .by(actor)
        .to(id)
        .write(&tx)
        .await?;
    letters::write(app, ctx, &tx, id, LetterKind::PasswordChanged, None).await?;
    let proven = ThrottleKey::account(Scope::SignIn, id);
    Ok(endings.commit_and_clear(app, tx, Some(proven)).await?)
}
