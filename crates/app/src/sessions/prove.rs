//! "It is still me": the password again, before what nobody who merely finds a device open may do (ASVS 7.5.1, 7.5.2).

use domain::secret::Secret;
use domain::session::Session;

use crate::failure::{Busy, Outcome, TooManyTries, refusals, refuse};
use crate::hasher::Verdict;
use crate::sign_in::{CheckRefusal, Subject, check_password};
use crate::{Actor, App, Ctx, Typed, throttle};

refusals! {
    /// Why nothing was proven.
    pub enum ProveRefusal {
        /// It is not the account's password.
        WrongPassword => "wrong_current_password" at "password": "this is not the current password",
        /// The return from a provider is unknown, used, too old, or another client's.
        CodeInvalid => "code_invalid": "this return from the site is used or too old; begin again",
        /// Somebody else came back from the provider.
        OtherIdentity => "other_identity": "this is not the identity that this account is linked to; choose the right one there",
        /// The session has ended, or was proven elsewhere in the same moment.
        SignedOut => "signed_out": "sign in first",
    }
    or {
        /// Too many wrong ones.
        TooManyTries(TooManyTries),
        /// The hashing queue is full.
        Busy(Busy),
    }
}

impl From<CheckRefusal> for ProveRefusal {
    fn from(refusal: CheckRefusal) -> Self {
        match refusal {
            CheckRefusal::AccountLocked(locked) | CheckRefusal::AddressLocked(locked) => Self::TooManyTries(locked),
            CheckRefusal::Busy(busy) => Self::Busy(busy),
        }
    }
}

/// A session whose holder proved who they are.
#[derive(Debug)]
pub struct ProvenSession {
    /// The session.
    pub session: Session,
    /// The only copy of its new secret; the old one opens nothing any more (ASVS 7.2.4).
    pub secret: Secret,
}

/// Compares the password; right, it makes the session's proof fresh and gives it another secret.
///
/// # Errors
/// [`ProveRefusal`].
pub async fn prove(app: &App, ctx: &Ctx, actor: &Actor, password: &Typed) -> Outcome<ProvenSession, ProveRefusal> {
    let settings = app.settings().await?;
    let Some(credentials) = app.store.read().credentials(actor.account.id).await? else {
        return refuse(ProveRefusal::SignedOut);
    };
    let subject = Subject::oneself(actor, credentials.password_hash);
    let checked = check_password(app, ctx, &settings, subject.clone(), password).await;
    let checked = checked.map_err(|failure| failure.map(ProveRefusal::from))?;
    if checked.verdict == Verdict::Wrong {
        return refuse(ProveRefusal::WrongPassword);
    }
    let proven = renew(app, ctx, actor).await?;
    if checked.failed_before {
        throttle::clear(app, subject.key()).await;
    }
    Ok(proven)
}

/// Makes the session's proof fresh, and gives it another secret.
pub(crate) async fn renew(app: &App, ctx: &Ctx, actor: &Actor) -> Outcome<ProvenSession, ProveRefusal> {
    let secret = Secret::generate(&*app.entropy);
    let tx = app.store.begin_write().await?;
    let last = actor.session.proven_at;
    if !tx
        .prove_session(actor.session.id, last, &secret.hash(), ctx.now)
        .await?
    {
        return refuse(ProveRefusal::SignedOut);
    }
    tx.commit().await?;
    let session = Session {
        proven_at: ctx.now,
        ..actor.session.clone()
    };
    Ok(ProvenSession { session, secret })
}
