//! `/api/v1/me/identities`: the other sites that know one (SIGN-3).

use app::failure::Refusal as _;
use app::third_party::{MyIdentities, UnlinkRefusal, my_identities, unlink};
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::IdentityId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::ME;
use crate::state::WebState;

/// The other sites that know one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Identities {
    /// The oldest first.
    identities: Vec<Identity>,
}

/// How another site knows one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Identity {
    #[schema(value_type = Uuid)]
    id: IdentityId,
    /// The provider's short name.
    provider: String,
    /// What stands on its button; left out where it is not set up any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    /// Whether one can sign in by it now.
    enabled: bool,
    /// How the site called one last.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    linked_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<i64>,
}

impl Identity {
    fn of(identity: &domain::third_party::Identity, mine: &MyIdentities) -> Self {
        let provider = mine.provider_of(identity);
        let persona = &identity.persona;
        Self {
            id: identity.id,
            provider: provider.map_or(&identity.provider, |provider| &provider.id).to_string(),
            label: provider.map(|provider| provider.label.to_string()),
            enabled: provider.is_some_and(|provider| provider.disabled_at.is_none()),
            login: persona.login.clone(),
            name: persona.name.clone(),
            email: persona.email.clone(),
            linked_at: identity.linked_at.as_millis(),
            used_at: identity.used_at.map(domain::time::Timestamp::as_millis),
        }
    }
}

/// The other sites that know one.
#[utoipa::path(get, path = "/me/identities", tag = ME, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = Identities)))]
pub(crate) async fn list_identities(State(state): State<WebState>, actor: Actor) -> Result<Json<Identities>, Problem> {
    let mine = my_identities(state.app(), &actor).await;
    let mine = mine.map_err(|error| Problem::internal(&error))?;
    let identities = mine.identities.iter().map(|identity| Identity::of(identity, &mine));
    Ok(Json(Identities {
        identities: identities.collect(),
    }))
}

/// Unlinks another site: one signs in through it no longer. Needs a fresh proof.
#[utoipa::path(delete, path = "/me/identities/{id}", tag = ME, security(("cookie" = []), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The identity")),
    responses((status = 204)), extensions(("x-refusals" = json!(UnlinkRefusal::codes()))))]
pub(crate) async fn unlink_identity(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    unlink(state.app(), &ctx, &actor, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
