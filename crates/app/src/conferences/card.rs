//! "What is behind this number?"

use domain::conference::Access;
use domain::name::{ConferenceName, DisplayName};
use domain::number::ConferenceNumber;

use super::Live;
use crate::failure::{Outcome, TooManyTries, refusals};
use crate::{Actor, App, Ctx};

/// What whoever has the number may know. A closed conference tells strangers its number, its access and the ways in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its number.
    pub number: ConferenceNumber,
    /// Who gets in without being on the list.
    pub access: Access,
    /// Its name.
    pub name: Option<ConferenceName>,
    /// Who made it.
    pub invited_by: Option<DisplayName>,
    /// Whether whoever asks is on its list.
    pub member: bool,
    /// Whether whoever asks moderates it.
    pub moderator: bool,
    /// Whether guests may enter.
    pub guests: bool,
    /// How whoever asks could enter.
    pub ways: Vec<Way>,
    /// As whom somebody signed in is recognised (CNF-4).
    pub recognised: Option<DisplayName>,
    /// Whether it is going on.
    pub live: Option<Live>,
}

/// A way into a conference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As somebody on the list: at once, or after signing in.
    Member,
    /// As a guest.
    Guest,
}

impl Way {
    /// The stable word for this way.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Guest => "guest",
        }
    }
}

refusals! {
    /// Why there is no card.
    pub enum CardRefusal {
        /// No conference has this number.
        NotFound => "conference_not_found": "there is no conference with this number; check the link",
    }
    or {
        /// Too many unknown numbers were tried from this address.
        TooManyTries(TooManyTries),
    }
}

/// The card of the conference with this number, for whoever asks. A number that cannot be one is an unknown one.
///
/// # Errors
/// [`CardRefusal`].
pub async fn card(app: &App, ctx: &Ctx, actor: Option<&Actor>, number: &str) -> Outcome<Card, CardRefusal> {
    let _ = (app, ctx, actor, number);
    crate::app::unbuilt()
}
