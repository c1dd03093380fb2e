//! "Let it be called otherwise, and Bob come too."

use domain::conference::Access;
use domain::ids::AccountId;
use domain::name::NameRefusal;

use super::{ManageRefusal, Settings};
use crate::failure::{Outcome, refusals};
use crate::{Actor, App, Ctx};

/// What is to change; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// A new name.
    pub name: Option<String>,
    /// Who gets in without being on the list.
    pub access: Option<Access>,
    /// Whether guests may enter.
    pub guests_allowed: Option<bool>,
    /// The whole new list; its creator stays on it anyway.
    pub participants: Option<Vec<AccountId>>,
    /// All moderators; its creator stays one anyway.
    pub moderators: Option<Vec<AccountId>>,
}

refusals! {
    /// Why the conference stays as it is.
    pub enum ChangeRefusal {
        /// Somebody on the list has no account (any more).
        UnknownPerson => "unknown_person" at "participants": "somebody on the list has no account any more; pick again",
        /// The list is too long.
        TooManyPeople => "too_many_people" at "participants": "a conference has at most 1000 participants",
        /// A restricted session moderates nothing (SES-5).
        SessionRestricted => "session_restricted": "this session is restricted; end another one to lift that",
    }
    or {
        /// The name cannot be one.
        Name(NameRefusal),
        /// No such conference, or not for the actor to change.
        Manage(ManageRefusal),
    }
}

/// Changes a conference. Who is taken off its list while in the room falls under the rule for guests at once.
///
/// # Errors
/// [`ChangeRefusal`].
pub async fn change(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    number: &str,
    change: Change,
) -> Outcome<Settings, ChangeRefusal> {
    let _ = (app, ctx, actor, number, change);
    crate::app::unbuilt()
}
