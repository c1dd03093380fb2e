//! Who may moderate.

use domain::conference::Conference;
use domain::permission::Permission;

use crate::conferences::known_by_number;
use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App};

refusals! {
    /// Why a moderator's act did not happen.
    pub enum ModerateRefusal {
        /// No conference has this number, or none that the actor knows of.
        ConferenceNotFound => "conference_not_found": "there is no conference with this number any more",
        /// Only its moderators may.
        NotAllowed => "not_allowed": "only a moderator of this conference may do this",
        /// A restricted session moderates nothing (SES-5).
        SessionRestricted => "session_restricted": "this session is restricted; end another one to lift that",
        /// Nobody of this identity is in the conference.
        NotPresent => "not_present": "this person is not in the conference any more",
    }
}

/// The conference, if the actor moderates it.
pub(super) async fn moderated(app: &App, actor: &Actor, number: &str) -> Outcome<Conference, ModerateRefusal> {
    let Some(conference) = known_by_number(app, actor, number).await? else {
        return refuse(ModerateRefusal::ConferenceNotFound);
    };
    if !conference.is_moderator(actor.account.id) {
        return refuse(ModerateRefusal::NotAllowed);
    }
    if !actor.may(Permission::ModerateConferences) {
        return refuse(ModerateRefusal::SessionRestricted);
    }
    Ok(conference)
}
