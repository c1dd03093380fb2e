//! "I want to speak." "I have spoken."

use super::GuestKey;
use crate::failure::{Outcome, refusals};
use crate::{Actor, App, Ctx};

refusals! {
    /// Why the hand stays where it is.
    pub enum HandRefusal {
        /// No conference has this number.
        ConferenceNotFound => "conference_not_found": "there is no conference with this number any more",
        /// It is somebody else's hand. A moderator may lower any.
        NotAllowed => "not_allowed": "only your own hand is yours to raise",
        /// Nobody of this identity is in the conference.
        NotPresent => "not_present": "this person is not in the conference any more",
    }
}

/// Raises or lowers the hand of an identity: one's own, proven by the session or by a guest's key; a moderator may
/// lower anybody's.
///
/// # Errors
/// [`HandRefusal`].
pub async fn raise_hand(
    app: &App,
    ctx: &Ctx,
    actor: Option<&Actor>,
    number: &str,
    identity: &str,
    guest_key: Option<&GuestKey>,
    raised: bool,
) -> Outcome<(), HandRefusal> {
    let _ = (app, ctx, actor, number, identity, guest_key, raised);
    crate::app::unbuilt()
}
