//! "It is still me, ask that site": the proof of somebody who has no password here (ASVS 7.5.1).

use domain::audit::AuditAction;
use domain::third_party::{ProviderId, Purpose};

use super::begin_visit::{BeginVisit, VisitRefusal, visit};
use super::redeem::{Redeem, use_code};
use crate::failure::{Outcome, refuse};
use crate::sessions::{ProveRefusal, ProvenSession, renew};
use crate::{Actor, App, Ctx, audit};

/// The providers that can say that the actor is still the actor; for whoever has no password, who cannot say it here.
///
/// # Errors
/// When the database does not answer.
pub async fn proof_by(app: &App, actor: &Actor) -> anyhow::Result<Vec<ProviderId>> {
    if actor.account.password_set_at.is_some() {
        return Ok(Vec::new());
    }
    let reader = app.store.read();
    let identities = reader.identities(actor.account.id).await?;
    let knows = |issuer: &_| identities.iter().any(|identity| identity.persona.issuer == *issuer);
    let providers = reader.providers().await?.into_iter();
    let open = providers.filter(|provider| provider.disabled_at.is_none() && knows(&provider.issuer));
    Ok(open.map(|provider| provider.id).collect())
}

/// Keeps a visit at which the provider asks who it is, and gives the address to send the browser to.
///
/// # Errors
/// [`VisitRefusal`]; there is no such provider, too, where the actor has no identity there, or has a password, which
/// alone proves who they are then (ASVS 6.3.4).
pub async fn begin_proof(app: &App, ctx: &Ctx, actor: &Actor, begin: &BeginVisit) -> Outcome<String, VisitRefusal> {
    let Ok(id) = ProviderId::parse(&begin.provider) else {
        return refuse(VisitRefusal::NoSuchProvider);
    };
    if !proof_by(app, actor).await?.contains(&id) {
        return refuse(VisitRefusal::NoSuchProvider);
    }
    visit(app, ctx, begin, Purpose::Proof(actor.session.id)).await
}

/// Makes the session's proof fresh, if the actor came back from the provider as themselves.
///
/// # Errors
/// [`ProveRefusal`]; the code is used up.
pub async fn prove_by_visit(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    redeem: &Redeem,
) -> Outcome<ProvenSession, ProveRefusal> {
    let arrival = use_code(app, ctx, redeem).await?;
    let own = Purpose::Proof(actor.session.id);
    let Some(arrival) = arrival.filter(|arrival| arrival.purpose == own) else {
        return refuse(ProveRefusal::CodeInvalid);
    };
    // A password may have been set meanwhile, or the provider switched off.
    if !proof_by(app, actor).await?.contains(&arrival.provider) {
        return refuse(ProveRefusal::CodeInvalid);
    }
    let persona = &arrival.persona;
    let known = app.store.read().identity(&persona.issuer, &persona.subject).await?;
    if known.is_none_or(|identity| identity.account != actor.account.id) {
        let details = serde_json::json!({ "provider": arrival.provider.as_str(), "reason": "other_identity" });
        let entry = audit::entry(app, ctx, AuditAction::ThirdPartyFailed).by(actor);
        entry.with(details).write_alone(&app.store).await?;
        return refuse(ProveRefusal::OtherIdentity);
    }
    renew(app, ctx, actor).await
}
