//! "We are done with this conference for good."

use domain::admission::CloseReason;
use domain::audit::AuditAction;
use domain::permission::{Level, Permission};

use super::members::tell_members;
use super::{ManageRefusal, known_by_number};
use crate::failure::{Outcome, refuse};
use crate::jobs::Effects;
use crate::{Actor, App, Ctx, audit};

/// Deletes a conference: its room ends for all, its number is not given out again. For its creator and
/// administrators.
///
/// # Errors
/// [`ManageRefusal`].
pub async fn delete(app: &App, ctx: &Ctx, actor: &Actor, number: &str) -> Outcome<(), ManageRefusal> {
    let Some(conference) = known_by_number(app, actor, number).await? else {
        return refuse(ManageRefusal::NotFound);
    };
    // Administration stays open to a restricted administrator; moderation does not (SES-5).
    if actor.account.level != Level::Administrator {
        if conference.creator != actor.account.id {
            return refuse(ManageRefusal::NotAllowed);
        }
        if !actor.may(Permission::ModerateConferences) {
            return refuse(ManageRefusal::SessionRestricted);
        }
    }
    let mut effects = Effects::default();
    let tx = app.store.begin_write().await?;
    if !tx.delete_conference(conference.id, ctx.now).await? {
        return refuse(ManageRefusal::NotFound);
    }
    tx.close_admissions_of_conference(conference.id, CloseReason::ConferenceEnded, ctx.now)
        .await?;
    effects.delete_room(app, &tx, ctx.now, &conference.room).await?;
    let details = serde_json::json!({ "number": conference.number });
    audit::entry(app, ctx, AuditAction::ConferenceDeleted)
        .by(actor)
        .with(details)
        .write(&tx)
        .await?;
    tx.commit().await?;
    effects.carry_out(app).await;
    tell_members(app, &conference.members).await;
    Ok(())
}
