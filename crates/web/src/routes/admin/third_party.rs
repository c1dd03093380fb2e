//! `/api/v1/admin/settings/third-party`: the sites that people may sign in through (SIGN-3), and registration (ACC-9).

use app::administration::{
    ProviderForm, ProviderRefusal, remove_provider, save_provider, set_registration, third_party_settings,
};
use app::failure::Refusal as _;
use app::{Actor, Ctx, Typed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::third_party::{Icon, Registration};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::ADMINISTRATION;
use crate::routes::sign_in::third_party::redirect_uri;
use crate::routes::words::{IconWord, RegistrationWord};
use crate::state::WebState;

/// What is set about third-party sign-in.
#[derive(Serialize, ToSchema)]
#[schema(as = ThirdPartySettings)]
pub(crate) struct Settings {
    /// Whether somebody whom nobody here knows gets an account at their first sign-in.
    #[schema(value_type = RegistrationWord)]
    registration: Registration,
    /// In the order of the buttons.
    providers: Vec<Provider>,
}

/// A site that people may sign in through.
#[derive(Serialize, ToSchema)]
#[schema(as = Provider)]
pub(crate) struct Provider {
    id: String,
    /// What stands on its button.
    label: String,
    #[schema(value_type = IconWord)]
    icon: Icon,
    issuer: String,
    client_id: String,
    /// Whether it has a client secret, which is never shown.
    has_secret: bool,
    /// What is asked for besides `openid`.
    scopes: Vec<String>,
    /// The claim that gives a new account's login.
    login_claim: String,
    /// The claim that gives its name.
    name_claim: String,
    /// It asks for a second factor by itself, so that we do not ask again.
    asks_second_factor: bool,
    /// Where its button stands, the smallest first.
    position: u16,
    enabled: bool,
    /// To be registered with the provider.
    redirect_uri: String,
}

impl Provider {
    fn of(provider: domain::third_party::Provider, facts: &Facts) -> Self {
        Self {
            redirect_uri: redirect_uri(facts, provider.id.as_str()),
            id: provider.id.to_string(),
            label: provider.label.to_string(),
            icon: provider.icon,
            issuer: provider.issuer.to_string(),
            client_id: provider.client_id,
            has_secret: provider.sealed_secret.is_some(),
            scopes: provider.scopes,
            login_claim: provider.login_claim,
            name_claim: provider.name_claim,
            asks_second_factor: provider.asks_second_factor,
            position: provider.position,
            enabled: provider.disabled_at.is_none(),
        }
    }
}

/// A site as an administrator describes it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProviderBody {
    /// 1 to 100 characters.
    label: String,
    #[schema(value_type = IconWord)]
    icon: Icon,
    /// Exactly as the provider spells it; https, or http on this computer.
    issuer: String,
    client_id: String,
    /// Left out: as before. Empty: none, a public client. Another issuer needs it again.
    #[schema(value_type = Option<String>, format = Password)]
    client_secret: Option<Typed>,
    /// Besides `openid`; `profile` and `email` when left out.
    scopes: Option<Vec<String>>,
    /// `preferred_username` when left out.
    login_claim: Option<String>,
    /// `name` when left out.
    name_claim: Option<String>,
    /// Its sign-in includes a second factor (ACC-5).
    #[serde(default)]
    asks_second_factor: bool,
    #[serde(default)]
    position: u16,
    enabled: bool,
}

impl ProviderBody {
    fn read(self, id: String) -> ProviderForm {
        let usual = || ["profile", "email"].map(str::to_owned).to_vec();
        ProviderForm {
            id,
            label: self.label,
            icon: self.icon,
            issuer: self.issuer,
            client_id: self.client_id,
            client_secret: self.client_secret,
            scopes: self.scopes.unwrap_or_else(usual),
            login_claim: self.login_claim.unwrap_or_else(|| "preferred_username".to_owned()),
            name_claim: self.name_claim.unwrap_or_else(|| "name".to_owned()),
            asks_second_factor: self.asks_second_factor,
            position: self.position,
            enabled: self.enabled,
        }
    }
}

/// What is set about third-party sign-in.
#[utoipa::path(get, path = "/admin/settings/third-party", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), responses((status = 200, body = Settings)),
    extensions(("x-refusals" = json!(["not_allowed"]))))]
pub(crate) async fn show_third_party_settings(
    State(state): State<WebState>,
    facts: Facts,
    actor: Actor,
) -> Result<Json<Settings>, Problem> {
    let settings = third_party_settings(state.app(), &actor).await?;
    let providers = settings.providers.into_iter();
    Ok(Json(Settings {
        registration: settings.registration,
        providers: providers.map(|provider| Provider::of(provider, &facts)).collect(),
    }))
}

/// Sets a provider up, or changes it. One that is enabled is asked first whether it is what is needed.
#[utoipa::path(put, path = "/admin/settings/third-party/providers/{id}", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), request_body = ProviderBody,
    params(("id" = String, Path, description = "Its short name: 1 to 32 small letters, digits and dashes")),
    responses((status = 200, body = Provider)), extensions(("x-refusals" = json!(ProviderRefusal::codes()))))]
pub(crate) async fn put_provider(
    State(state): State<WebState>,
    facts: Facts,
    actor: Actor,
    Path(id): Path<String>,
    Json(form): Json<ProviderBody>,
) -> Result<Json<Provider>, Problem> {
    let saved = save_provider(state.app(), &facts.ctx(), &actor, form.read(id)).await?;
    Ok(Json(Provider::of(saved, &facts)))
}

/// Removes a provider. Identities of people who came through it stay theirs, for the day it is set up again.
#[utoipa::path(delete, path = "/admin/settings/third-party/providers/{id}", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])),
    params(("id" = String, Path, description = "Its short name")),
    responses((status = 204)), extensions(("x-refusals" = json!(["not_allowed", "no_such_provider"]))))]
pub(crate) async fn delete_provider(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    remove_provider(state.app(), &ctx, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether a first sign-in makes an account.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegistrationSetting)]
pub(crate) struct RegistrationForm {
    #[schema(value_type = RegistrationWord)]
    registration: Registration,
}

/// Says whether somebody whom nobody here knows gets an account at their first sign-in.
#[utoipa::path(put, path = "/admin/settings/registration", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), request_body = RegistrationForm,
    responses((status = 200, body = RegistrationForm)), extensions(("x-refusals" = json!(["not_allowed"]))))]
pub(crate) async fn save_registration(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Json(form): Json<RegistrationForm>,
) -> Result<Json<RegistrationForm>, Problem> {
    let registration = set_registration(state.app(), &ctx, &actor, form.registration).await?;
    Ok(Json(RegistrationForm { registration }))
}
