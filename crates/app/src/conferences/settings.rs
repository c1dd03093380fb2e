//! "Show me everything about this conference."

use domain::conference::Conference;
use domain::ids::AccountId;
use domain::name::DisplayName;
use domain::number::SubscriberNumber;
use store::MemberListed;

use super::known_by_number;
use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App};

/// The whole record, for those who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The conference.
    pub conference: Conference,
    /// Its list with names, moderators first, then by name.
    pub participants: Vec<Participant>,
}

/// Somebody on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Their account.
    pub id: AccountId,
    /// Their name.
    pub name: DisplayName,
    /// Their number.
    pub number: Option<SubscriberNumber>,
    /// Whether they moderate the conference.
    pub moderator: bool,
}

refusals! {
    /// Why the record is not shown, changed or deleted.
    pub enum ManageRefusal {
        /// No conference has this number, or none that the actor knows of.
        NotFound => "conference_not_found": "there is no conference with this number any more",
        /// Only its moderators and administrators may; deleting is for its creator and administrators.
        NotAllowed => "not_allowed": "only its moderators and administrators may do this",
        /// A restricted session moderates nothing (SES-5).
        SessionRestricted => "session_restricted": "this session is restricted; end another one to lift that",
    }
}

/// The whole record of a conference: for its participants and administrators.
///
/// # Errors
/// [`ManageRefusal`].
pub async fn settings(app: &App, actor: &Actor, number: &str) -> Outcome<Settings, ManageRefusal> {
    let Some(conference) = known_by_number(app, actor, number).await? else {
        return refuse(ManageRefusal::NotFound);
    };
    Ok(with_names(app, conference).await?)
}

/// The record with the names of the people on the conference's list.
pub(super) async fn with_names(app: &App, conference: Conference) -> anyhow::Result<Settings> {
    let listed = app.store.read().conference_members(conference.id).await?;
    let participant = |listed: MemberListed| Participant {
        id: listed.account,
        name: listed.name,
        number: listed.number,
        moderator: listed.moderator,
    };
    Ok(Settings {
        conference,
        participants: listed.into_iter().map(participant).collect(),
    })
}
