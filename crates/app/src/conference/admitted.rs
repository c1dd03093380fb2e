//! How asking to be let in ends: an admission, or why not.

use domain::admission::{Identity, RefusalReason};
use domain::conference::Conference;
use domain::grant::Role;
use domain::ids::AdmissionId;
use domain::name::{DisplayName, NameRefusal};

use super::token::JoinToken;
use crate::Typed;
use crate::failure::{TooManyTries, refusals};

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
