//! "Let me in."

use domain::conference::Conference;
use domain::rate::{Scope, ThrottleKey};

use super::admitted::{AdmitRefusal, Admitted, GuestKey, RuleRefusal};
use super::enter::{enter_as_guest, enter_signed};
use super::return_as_guest::return_as_guest;
use crate::conferences::by_number;
use crate::failure::{Failure, Outcome, refuse};
use crate::settings::Settings;
use crate::throttle::{self, left};
use crate::{Actor, App, Ctx};

/// What comes with a request to enter.
#[derive(Debug, Clone, Default)]
pub struct Admit {
    /// A guest's name; ignored for somebody signed in (CNF-4).
    pub name: Option<String>,
    /// A guest's earlier admission, to come back under the same identity; ignored for somebody signed in.
    pub resume: Option<GuestKey>,
}

/// Decides whether somebody enters, and hands out the token if so. May be called again and again: one open admission
/// belongs to a session, and one to a guest.
///
/// # Errors
/// [`AdmitRefusal`].
pub async fn admit(
    app: &App,
    ctx: &Ctx,
    actor: Option<&Actor>,
    number: &str,
    request: Admit,
) -> Outcome<Admitted, AdmitRefusal> {
    let settings = app.settings().await?;
    let conference = by_number(app, number).await?;
    let throttle = throttle_key(ctx, actor, conference.as_ref());
    let entered = match &conference {
        None => no_such_number(app, ctx, &settings, throttle).await,
        Some(conference) => enter(app, ctx, &settings, conference, actor, request, throttle).await,
    };
    if let Err(Failure::Refused(AdmitRefusal::Rule(rule))) = &entered
        && *rule != RuleRefusal::NameRequired
    {
        throttle::count(app, throttle, &settings.address_failures, ctx.now).await?;
    }
    entered
}

/// A number that no conference has, or a conference that is no more.
async fn no_such_number(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    throttle: ThrottleKey,
) -> Outcome<Admitted, AdmitRefusal> {
    not_locked(app, ctx, settings, throttle).await?;
    refuse(RuleRefusal::ConferenceNotFound.into())
}

/// Lets somebody into a conference there is: as who they were, as who they are signed in as, or as a new guest.
async fn enter(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    conference: &Conference,
    actor: Option<&Actor>,
    request: Admit,
    throttle: ThrottleKey,
) -> Outcome<Admitted, AdmitRefusal> {
    // A guest who comes back shows a secret of 256 bits, which no lock keeps out; a refusal counts as any other.
    // Signed in, the session counts, not the key (CNF-4).
    if let (None, Some(key)) = (actor, request.resume)
        && let Some(back) = return_as_guest(app, ctx, settings, conference, key).await?
    {
        return Ok(back);
    }
    not_locked(app, ctx, settings, throttle).await?;
    match actor {
        Some(actor) => enter_signed(app, ctx, settings, conference.id, actor).await,
        None => enter_as_guest(app, ctx, settings, conference.id, request.name.as_deref()).await,
    }
}

async fn not_locked(app: &App, ctx: &Ctx, settings: &Settings, throttle: ThrottleKey) -> Outcome<(), AdmitRefusal> {
    left(app, throttle, &settings.address_failures, ctx.now)
        .await
        .map(drop)
        .map_err(|f| f.map(AdmitRefusal::TooManyTries))
}

/// Refusals are counted by account where there is one: an office behind one address must get in, whatever strangers
/// try from there. A stranger's are counted by address and conference, so that fifty refusals of one conference shut
/// nobody behind that address out of another; only unknown numbers, which are being guessed at, by address alone.
fn throttle_key(ctx: &Ctx, actor: Option<&Actor>, conference: Option<&Conference>) -> ThrottleKey {
    match (actor, conference) {
        (Some(actor), _) => ThrottleKey::account(Scope::Admission, actor.account.id),
        (None, Some(conference)) => ThrottleKey::address_at(Scope::Admission, ctx.address, conference.id),
        (None, None) => ThrottleKey::address(Scope::Admission, ctx.address),
    }
}
