//! "Let us have a conference."

use domain::conference::Access;
use domain::ids::AccountId;
use domain::name::NameRefusal;

use super::Settings;
use crate::failure::{Outcome, refusals};
use crate::{Actor, App, Ctx};

/// The conference to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConference {
    /// Its name.
    pub name: String,
    /// Who gets in without being on the list.
    pub access: Access,
    /// Whether guests may enter.
    pub guests_allowed: bool,
    /// Who is on its list; its creator is anyway.
    pub participants: Vec<AccountId>,
    /// Who moderates it; its creator does anyway.
    pub moderators: Vec<AccountId>,
}

refusals! {
    /// Why there is no new conference.
    pub enum CreateRefusal {
        /// A restricted session makes none (SES-5).
        SessionRestricted => "session_restricted": "this session is restricted; end another one to lift that",
        /// Somebody on the list has no account (any more).
        UnknownPerson => "unknown_person" at "participants": "somebody on the list has no account any more; pick again",
        /// The list is too long.
        TooManyPeople => "too_many_people" at "participants": "a conference has at most 1000 participants",
    }
    or {
        /// The name cannot be one.
        Name(NameRefusal),
    }
}

/// Makes a conference with a random number that nobody has.
///
/// # Errors
/// [`CreateRefusal`].
pub async fn create(app: &App, ctx: &Ctx, actor: &Actor, new: NewConference) -> Outcome<Settings, CreateRefusal> {
    let _ = (app, ctx, actor, new);
    crate::app::unbuilt()
}
