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
    // A guest who comes back shows a secret of 256 bits: nothing to throttle. Signed in, the session counts (CNF-4).
    if let (None, Some(conference), Some(key)) = (actor, &conference, request.resume)
        && let Some(back) = return_as_guest(app, ctx, &settings, conference, key).await?
    {
        return Ok(back);
    }
    let throttle = throttle_key(ctx, actor);
    left(app, throttle, &settings.address_failures, ctx.now)
        .await
        .map_err(|f| f.map(AdmitRefusal::TooManyTries))?;
    let entered = match conference {
        None => refuse(RuleRefusal::ConferenceNotFound.into()),
        Some(conference) => match actor {
            Some(actor) => enter_signed(app, ctx, &settings, conference, actor).await,
            None => enter_as_guest(app, ctx, &settings, conference, request.name.as_deref()).await,
        },
    };
    if let Err(Failure::Refused(AdmitRefusal::Rule(rule))) = &entered
        && *rule != RuleRefusal::NameRequired
    {
        throttle::count(app, throttle, &settings.address_failures, ctx.now).await?;
    }
    entered
}

/// Refusals are counted by account where there is one: an office behind one address must get in, whatever strangers
/// try from there.
fn throttle_key(ctx: &Ctx, actor: Option<&Actor>) -> ThrottleKey {
    match actor {
        Some(actor) => ThrottleKey::account(Scope::Admission, actor.account.id),
        None => ThrottleKey::address(Scope::Admission, ctx.address),
    }
}
