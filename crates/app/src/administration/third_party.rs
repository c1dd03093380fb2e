//! "People may enter through that site": Settings > Sign-in, Third party (SIGN-3, ACC-9).

use domain::audit::AuditAction;
use domain::name::{NameRefusal, ProviderLabel};
use domain::permission::Permission;
use domain::third_party::{
    Icon, Issuer, MOST_PROVIDERS, Provider, ProviderId, ProviderSecret, Registration, claim_name, client_id, scopes,
};
use serde_json::{Value, json};

use super::save::save;
use crate::failure::{Failure, Outcome, refusals, refuse};
use crate::ports::ProviderError;
use crate::third_party::secret_purpose;
use crate::{Actor, App, Ctx, Typed, audit};

/// What is set about third-party sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThirdPartySettings {
    /// Whether a first sign-in makes an account.
    pub registration: Registration,
    /// The providers, in the administrators' order.
    pub providers: Vec<Provider>,
}

/// A provider as an administrator describes it.
#[derive(Debug, Clone)]
pub struct ProviderForm {
    /// Its short name.
    pub id: String,
    /// What stands on its button.
    pub label: String,
    /// The picture on it.
    pub icon: Icon,
    /// Who it is.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// How we prove it: nothing keeps what was given before, an empty one makes us a public client.
    pub client_secret: Option<Typed>,
    /// What we ask for, besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that gives a login.
    pub login_claim: String,
    /// The claim that gives a name.
    pub name_claim: String,
    /// Whether it asks for a second factor by itself.
    pub asks_second_factor: bool,
    /// Where its button stands.
    pub position: u16,
    /// Whether it is offered.
    pub enabled: bool,
}

refusals! {
    /// Why the providers stay.
    pub enum ProviderRefusal {
        /// For administrators only.
        NotAllowed => "not_allowed": "only administrators see and change settings",
        /// There is none of this name.
        NotFound => "no_such_provider": "there is no such provider any more; reload the page",
        /// Not a short name.
        Id => "invalid_field" at "id": "1 to 32 small letters, digits and dashes",
        /// No issuer.
        Issuer => "invalid_field" at "issuer":
            "an https address without user, query and fragment; plain http is for this computer only",
        /// Not who we can be there.
        ClientId => "invalid_field" at "client_id": "1 to 255 printable characters without spaces",
        /// Not a secret.
        Secret => "invalid_field" at "client_secret": "at most 512 printable characters",
        /// The secret of another issuer would be sent to this one.
        SecretNeeded => "client_secret_needed" at "client_secret":
            "another issuer needs its own secret; give it, or an empty one for a public client",
        /// Not what can be asked for.
        Scopes => "invalid_field" at "scopes": "at most 20 scopes of at most 64 printable characters without spaces",
        /// Not the name of a claim.
        LoginClaim => "invalid_field" at "login_claim": "1 to 64 letters, digits and _-./:",
        /// Not the name of a claim.
        NameClaim => "invalid_field" at "name_claim": "1 to 64 letters, digits and _-./:",
        /// There are ten.
        TooMany => "too_many_providers": "there can be at most ten providers; remove one first",
        /// It does not answer.
        Unreachable => "provider_unreachable" at "issuer": "the issuer does not answer; check its address",
        /// It says that it is another one.
        OtherIssuer => "issuer_differs" at "issuer":
            "the provider at this address calls itself by another name; copy its issuer exactly",
        /// It lacks what is needed.
        Unsuitable => "provider_unsuitable" at "issuer":
            "the provider does not offer the code flow with PKCE and signed tokens that is needed",
    }
    or {
        /// Not a label.
        Label(NameRefusal) at "label",
    }
}

/// What is set now.
///
/// # Errors
/// [`ProviderRefusal::NotAllowed`].
pub async fn third_party_settings(app: &App, actor: &Actor) -> Outcome<ThirdPartySettings, ProviderRefusal> {
    let settings = allowed(app, actor).await?;
    Ok(ThirdPartySettings {
        registration: settings.registration,
        providers: app.store.read().providers().await?,
    })
}

/// Says whether a first sign-in makes an account.
///
/// # Errors
/// [`ProviderRefusal::NotAllowed`].
pub async fn set_registration(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    registration: Registration,
) -> Outcome<Registration, ProviderRefusal> {
    let before = allowed(app, actor).await?.registration;
    if before == registration {
        return Ok(registration);
    }
    let tx = app.store.begin_write().await?;
    let [before, new] = [before, registration].map(|registration| [("accounts.registration", json!(registration))]);
    save(app, ctx, actor, &tx, before, new).await?;
    tx.commit().await?;
    app.settings.forget();
    Ok(registration)
}

/// Sets a provider up, or changes it. One that is offered must answer, and be who it says.
///
/// # Errors
/// [`ProviderRefusal`]: nothing was changed.
pub async fn save_provider(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    form: ProviderForm,
) -> Outcome<Provider, ProviderRefusal> {
    allowed(app, actor).await?;
    let id = ProviderId::parse(&form.id).map_err(|_| Failure::Refused(ProviderRefusal::Id))?;
    let before = app.store.read().provider(&id).await?;
    let new = described(app, ctx, &id, &form, before.as_ref())?;
    if form.enabled {
        let answered = app.providers.describe_anew(&new.issuer, ctx.now).await;
        answered.map_err(|error| Failure::Refused(refused(&id, &error)))?;
    }
    let tx = app.store.begin_write().await?;
    let all = tx.providers().await?;
    if before.is_none() && all.len() >= MOST_PROVIDERS {
        return refuse(ProviderRefusal::TooMany);
    }
    tx.save_provider(&new).await?;
    let is_another = before.as_ref().is_some_and(|before| before.issuer != new.issuer);
    if is_another || !form.enabled {
        tx.forget_under_way(&id).await?;
    }
    let details = json!({
        "provider": id.as_str(),
        "before": before.as_ref().map(shown),
        "after": shown(&new),
        "secret_given": form.client_secret.is_some(),
    });
    write_down(app, ctx, actor, &tx, details).await?;
    tx.commit().await?;
    Ok(new)
}

/// Removes a provider. Identities of people who came through it stay theirs, for the day it is set up again.
///
/// # Errors
/// [`ProviderRefusal`].
pub async fn remove_provider(app: &App, ctx: &Ctx, actor: &Actor, id: &str) -> Outcome<(), ProviderRefusal> {
    allowed(app, actor).await?;
    let Ok(id) = ProviderId::parse(id) else {
        return refuse(ProviderRefusal::NotFound);
    };
    let tx = app.store.begin_write().await?;
    let before = tx.provider(&id).await?;
    let Some(before) = before else {
        return refuse(ProviderRefusal::NotFound);
    };
    tx.delete_provider(&id).await?;
    let details = json!({ "provider": id.as_str(), "before": shown(&before), "after": null });
    write_down(app, ctx, actor, &tx, details).await?;
    Ok(tx.commit().await?)
}

async fn allowed(app: &App, actor: &Actor) -> Outcome<std::sync::Arc<crate::settings::Settings>, ProviderRefusal> {
    if !actor.may(Permission::ChangeSettings) {
        return refuse(ProviderRefusal::NotAllowed);
    }
    Ok(app.settings().await?)
}

/// The provider that the form describes, in the place of the one before.
fn described(
    app: &App,
    ctx: &Ctx,
    id: &ProviderId,
    form: &ProviderForm,
    before: Option<&Provider>,
) -> Outcome<Provider, ProviderRefusal> {
    let wrong = |refusal: ProviderRefusal| move |_| Failure::Refused(refusal.clone());
    let disabled_at = before.and_then(|before| before.disabled_at).unwrap_or(ctx.now);
    let mut new = Provider {
        id: id.clone(),
        label: ProviderLabel::parse(&form.label)
            .map_err(|refusal| Failure::Refused(ProviderRefusal::Label(refusal)))?,
        icon: form.icon,
        issuer: Issuer::parse(&form.issuer).map_err(|_| Failure::Refused(ProviderRefusal::Issuer))?,
        client_id: client_id(&form.client_id).map_err(wrong(ProviderRefusal::ClientId))?,
        sealed_secret: None,
        scopes: scopes(&form.scopes).map_err(wrong(ProviderRefusal::Scopes))?,
        login_claim: claim_name(&form.login_claim).map_err(wrong(ProviderRefusal::LoginClaim))?,
        name_claim: claim_name(&form.name_claim).map_err(wrong(ProviderRefusal::NameClaim))?,
        asks_second_factor: form.asks_second_factor,
        position: form.position,
        disabled_at: (!form.enabled).then_some(disabled_at),
        created_at: before.map_or(ctx.now, |before| before.created_at),
    };
    new.sealed_secret = sealed_secret(app, &new, form.client_secret.as_ref(), before)?;
    Ok(new)
}

fn sealed_secret(
    app: &App,
    new: &Provider,
    given: Option<&Typed>,
    before: Option<&Provider>,
) -> Outcome<Option<Vec<u8>>, ProviderRefusal> {
    match given {
        Some(given) if given.reveal().is_empty() => Ok(None),
        Some(given) => {
            let secret =
                ProviderSecret::parse(given.reveal()).map_err(|_| Failure::Refused(ProviderRefusal::Secret))?;
            let sealed = app
                .server_key
                .seal(&*app.entropy, &secret_purpose(new), secret.reveal().as_bytes())?;
            Ok(Some(sealed))
        }
        // Whoever may change settings may not read the secret by having it sent elsewhere.
        None => match before.filter(|before| before.sealed_secret.is_some()) {
            Some(before) if before.issuer != new.issuer => refuse(ProviderRefusal::SecretNeeded),
            Some(before) => Ok(before.sealed_secret.clone()),
            None => Ok(None),
        },
    }
}

fn refused(id: &ProviderId, error: &ProviderError) -> ProviderRefusal {
    tracing::warn!(provider = %id, %error, "a third-party provider is of no use");
    match error {
        ProviderError::Unreachable(_) => ProviderRefusal::Unreachable,
        ProviderError::OtherIssuer => ProviderRefusal::OtherIssuer,
        ProviderError::Unsuitable(_) | ProviderError::Untrusted(_) => ProviderRefusal::Unsuitable,
    }
}

/// A provider as the audit log shows it: whether it has a secret, and never which.
fn shown(provider: &Provider) -> Value {
    json!({
        "label": provider.label,
        "icon": provider.icon,
        "issuer": provider.issuer.as_str(),
        "client_id": provider.client_id,
        "has_secret": provider.sealed_secret.is_some(),
        "scopes": provider.scopes,
        "login_claim": provider.login_claim,
        "name_claim": provider.name_claim,
        "asks_second_factor": provider.asks_second_factor,
        "position": provider.position,
        "enabled": provider.disabled_at.is_none(),
    })
}

async fn write_down(app: &App, ctx: &Ctx, actor: &Actor, tx: &store::Tx, details: Value) -> store::Result<()> {
    let entry = audit::entry(app, ctx, AuditAction::ProviderChanged).by(actor);
    entry.with(details).write(tx).await
}
