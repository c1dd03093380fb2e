//! "I want to speak." "I have spoken."

use anyhow::Context as _;
use domain::admission::{Admission, Identity};
use domain::conference::Conference;
use domain::permission::Permission;
use domain::secret::Secret;
use domain::time::Duration;

use super::GuestKey;
use crate::conferences::by_number;
use crate::failure::{Outcome, refusals, refuse};
use crate::ports::{MediaError, ParticipantUpdate};
use crate::{Actor, App, Ctx};

/// How long somebody waits for the media half.
const PATIENCE: Duration = Duration::from_secs(3);

refusals! {
    /// Why the hand stays where it is.
    pub enum HandRefusal {
        /// It is somebody else's hand. A moderator may lower any.
        NotAllowed => "not_allowed": "only your own hand is yours to raise",
        /// Nobody of this identity is in the conference, or there is none: which numbers are taken is not told.
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
    let Some(conference) = by_number(app, number).await? else {
        return refuse(HandRefusal::NotPresent);
    };
    let identity = Identity::from_text(identity);
    let admission = app.store.read().admission_by_identity(&identity).await?;
    let here = |admission: &Admission| admission.conference == conference.id && admission.closed.is_none();
    let Some(admission) = admission.filter(here) else {
        return refuse(HandRefusal::NotPresent);
    };
    let lowers_as_moderator = !raised && moderates(actor, &conference);
    if !lowers_as_moderator && !is_own(app, actor, guest_key, &admission).await? {
        return refuse(HandRefusal::NotAllowed);
    }
    // Read by everybody as a time, so that hands stand in the order in which they went up.
    let hand = if raised {
        ctx.now.as_millis().to_string()
    } else {
        String::new()
    };
    let update = ParticipantUpdate {
        name: None,
        attributes: [("hand".to_owned(), hand)].into(),
    };
    let updating = app.media.update_participant(&conference.room, &identity, update);
    match tokio::time::timeout(PATIENCE, updating)
        .await
        .context("the media half did not answer in time")?
    {
        Ok(()) => Ok(()),
        Err(MediaError::NotFound) => refuse(HandRefusal::NotPresent),
        Err(MediaError::Failed(error)) => Err(error.into()),
    }
}

fn moderates(actor: Option<&Actor>, conference: &Conference) -> bool {
    actor.is_some_and(|actor| conference.is_moderator(actor.account.id) && actor.may(Permission::ModerateConferences))
}

async fn is_own(
    app: &App,
    actor: Option<&Actor>,
    guest_key: Option<&GuestKey>,
    admission: &Admission,
) -> anyhow::Result<bool> {
    if let Some(actor) = actor
        && admission.session == Some(actor.session.id)
    {
        return Ok(true);
    }
    let Some(key) = guest_key.filter(|key| key.id == admission.id) else {
        return Ok(false);
    };
    let Ok(secret) = Secret::parse(key.secret.reveal()) else {
        return Ok(false);
    };
    Ok(app
        .store
        .read()
        .admission_by_secret(key.id, &secret.hash())
        .await?
        .is_some())
}
