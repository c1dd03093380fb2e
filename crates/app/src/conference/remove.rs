//! "Take this person out."

use domain::admission::{CloseReason, Identity};
use domain::audit::AuditAction;

use super::ModerateRefusal;
use super::moderate::moderated;
use crate::failure::{Outcome, refuse};
use crate::jobs::Effects;
use crate::{Actor, App, Ctx, audit};

/// Closes the admission this identity belongs to and ends its media before answering. Coming back takes a new
/// admission and gives a new identity.
///
/// # Errors
/// [`ModerateRefusal`].
pub async fn remove(app: &App, ctx: &Ctx, actor: &Actor, number: &str, identity: &str) -> Outcome<(), ModerateRefusal> {
    let conference = moderated(app, actor, number).await?;
    let admission = app
        .store
        .read()
        .admission_by_identity(&Identity::from_text(identity))
        .await?;
    // An identity of another conference is nobody here.
    let Some(admission) = admission.filter(|admission| admission.conference == conference.id) else {
        return refuse(ModerateRefusal::NotPresent);
    };
    let mut effects = Effects::default();
    let tx = app.store.begin_write().await?;
    let Some(closed) = tx.close_admission(admission.id, CloseReason::Removed, ctx.now).await? else {
        return refuse(ModerateRefusal::NotPresent);
    };
    effects.remove_participants(app, &tx, ctx.now, &[closed]).await?;
    let details = serde_json::json!({ "conference": conference.number, "admission": admission.id });
    let entry = audit::entry(app, ctx, AuditAction::ParticipantRemoved)
        .by(actor)
        .to(admission.account);
    entry.with(details).write(&tx).await?;
    tx.commit().await?;
    effects.carry_out(app).await;
    Ok(())
}
