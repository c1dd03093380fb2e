//! Who may moderate.

use crate::failure::refusals;

refusals! {
    /// Why a moderator's act did not happen.
    pub enum ModerateRefusal {
        /// No conference has this number.
        ConferenceNotFound => "conference_not_found": "there is no conference with this number any more",
        /// Only its moderators may.
        NotAllowed => "not_allowed": "only a moderator of this conference may do this",
        /// A restricted session moderates nothing (SES-5).
        SessionRestricted => "session_restricted": "this session is restricted; end another one to lift that",
        /// Nobody of this identity is in the conference.
        NotPresent => "not_present": "this person is not in the conference any more",
    }
}
