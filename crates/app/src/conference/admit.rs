//! "Let me in."

use domain::admission::{Identity, RefusalReason};
use domain::conference::Conference;
use domain::grant::Role;
use domain::ids::AdmissionId;
use domain::name::{DisplayName, NameRefusal};
use domain::rate::{Scope, ThrottleKey};

use super::enter::{enter_as_guest, enter_signed};
use super::return_as_guest::return_as_guest;
use super::token::JoinToken;
use crate::conferences::by_number;
use crate::failure::{Failure, Outcome, TooManyTries, refusals, refuse};
use crate::settings::Settings;
use crate::throttle::{self, left};
use crate::{Actor, App, Ctx, Typed};

/// What comes with a request to enter.
#[derive(Debug, Clone, Default)]
pub struct Admit {
    /// A guest's name; ignored for somebody signed in (CNF-4).
    pub name: Option<String>,
    /// A guest's earlier admission, to come back under the same identity; ignored for somebody signed in.
    pub resume: Option<GuestKey>,
}

/// What a guest holds an admission by.
#[derive(Debug, Clone)]
pub struct GuestKey {
    /// The admission.
    pub id: AdmissionId,
    /// Its secret.
    pub secret: Typed,
}

/// Somebody may enter.
#[derive(Debug)]
pub struct Admitted {
    /// The conference.
    pub conference: Conference,
    /// Opens the room, for ten minutes.
    pub token: JoinToken,
    /// Who they are in the room.
    pub identity: Identity,
    /// As what they were admitted.
    pub role: Role,
    /// The name others see.
    pub name: DisplayName,
    /// A guest's key to come back by; the secret is given once, with a new admission.
    pub guest_key: Option<GuestKey>,
}

refusals! {
    /// Why somebody does not enter.
    pub enum AdmitRefusal {
        /// A moderator removed the guest who comes back.
        Removed => "removed": "a moderator removed you from this conference",
        /// The session ended while it asked.
        SessionEnded => "signed_out": "you were signed out; sign in again",
    }
    or {
        /// The conference's rules say no.
        Rule(RuleRefusal),
        /// The name cannot be one.
        Name(NameRefusal),
        /// Too many refusals for this address.
        TooManyTries(TooManyTries),
    }
}

refusals! {
    /// What `domain::admission` refuses with.
    pub enum RuleRefusal {
        /// The conference is no more, or never was.
        ConferenceNotFound => "conference_not_found": "there is no conference with this number; check the link",
        /// The session is restricted (SES-5).
        SessionRestricted => "session_restricted": "this session is restricted; end another one to lift that",
        /// This server or this conference takes no guests.
        GuestsNotAllowed => "guests_not_allowed": "this conference takes no guests; sign in as a participant",
        /// The conference is closed, and the applicant is not on its list.
        ClosedToStrangers => "closed_to_strangers": "this conference is closed; ask a moderator to put you on its list",
        /// A stranger has to give a name.
        NameRequired => "name_required" at "name": "give a name that the others will see",
    }
}

impl From<RefusalReason> for RuleRefusal {
    fn from(reason: RefusalReason) -> Self {
        match reason {
            RefusalReason::ConferenceNotFound => Self::ConferenceNotFound,
            RefusalReason::SessionRestricted => Self::SessionRestricted,
            RefusalReason::GuestsNotAllowed => Self::GuestsNotAllowed,
            RefusalReason::ClosedToStrangers => Self::ClosedToStrangers,
            RefusalReason::NameRequired => Self::NameRequired,
        }
    }
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
