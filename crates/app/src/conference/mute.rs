//! "Mute this person."

use anyhow::Context as _;
use domain::admission::Identity;
use domain::audit::AuditAction;
use domain::grant::Source;
use domain::time::Duration;

use super::ModerateRefusal;
use super::moderate::moderated;
use crate::failure::{Outcome, refuse};
use crate::ports::MediaError;
use crate::{Actor, App, Ctx, audit};

/// How long a moderator waits for the media half.
const PATIENCE: Duration = Duration::from_secs(3);

/// Mutes what this identity publishes from the source. The person may unmute again. Nothing to mute is no error.
///
/// # Errors
/// [`ModerateRefusal`].
pub async fn mute(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    number: &str,
    identity: &str,
    source: Source,
) -> Outcome<(), ModerateRefusal> {
    let conference = moderated(app, actor, number).await?;
    let identity = Identity::from_text(identity);
    let muting = async {
        let present = app.media.list_participants(&conference.room).await?;
        let present = present
            .into_iter()
            .find(|present| present.identity == identity)
            .ok_or(MediaError::NotFound)?;
        let tracks = present
            .tracks
            .into_iter()
            .filter(|track| track.source == Some(source) && !track.muted);
        for track in tracks {
            app.media.mute_track(&conference.room, &identity, &track.sid).await?;
        }
        Ok(())
    };
    match tokio::time::timeout(PATIENCE, muting)
        .await
        .context("the media half did not answer in time")?
    {
        Ok(()) => {}
        Err(MediaError::NotFound) => return refuse(ModerateRefusal::NotPresent),
        Err(MediaError::Failed(error)) => return Err(error.into()),
    }
    let details =
        serde_json::json!({ "conference": conference.number, "identity": identity.as_str(), "source": source });
    let entry = audit::entry(app, ctx, AuditAction::ParticipantMuted)
        .by(actor)
        .with(details);
    entry.write_alone(&app.store).await?;
    Ok(())
}
