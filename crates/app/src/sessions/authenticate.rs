//! "It is me again": whose request this is.

use domain::secret::Secret;
use domain::session::{EndReason, Session};

use crate::failure::{Outcome, Refusal, refuse};
use crate::{Actor, App, Ctx};

/// The request comes from nobody who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sign in first")]
pub struct SignedOut {
    /// Why the session that the secret names is over; nothing when it names none.
    pub reason: Option<EndReason>,
}

impl Refusal for SignedOut {
    fn codes() -> Vec<&'static str> {
        vec!["signed_out"]
    }

    fn code(&self) -> &'static str {
        "signed_out"
    }
}

/// Finds whose secret this is, from memory or in one read.
///
/// # Errors
/// Refused with [`SignedOut`] when it is nobody's, or of a session that is over.
pub async fn authenticate(app: &App, ctx: &Ctx, secret: &Secret) -> Outcome<Actor, SignedOut> {
    let Some((session, account)) = app.store.session_by_secret(&secret.hash()).await? else {
        return refuse(SignedOut { reason: None });
    };
    let suspended = account.suspended_at.map(|_| EndReason::Suspended);
    match session.end_reason(ctx.now).or(suspended) {
        None => Ok(Actor { account, session }),
        reason => refuse(SignedOut { reason }),
    }
}

/// The actor's session as it is now, if it is live: for streams that outlive the request that opened them.
///
/// # Errors
/// Refused with [`SignedOut`] when it is over.
pub async fn still_live(app: &App, ctx: &Ctx, actor: &Actor) -> Outcome<Session, SignedOut> {
    let Some(session) = app.store.read().session(actor.session.id).await? else {
        return refuse(SignedOut { reason: None });
    };
    match session.end_reason(ctx.now) {
        None => Ok(session),
        reason => refuse(SignedOut { reason }),
    }
}
