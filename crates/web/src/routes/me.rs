//! `/api/v1/me`: the account and session the request comes from.

pub(crate) mod identities;
pub(crate) mod password;
pub(crate) mod proof;
pub(crate) mod second_factor;

use app::account::{self, RenameRefusal};
use app::failure::Refusal as _;
use app::third_party::proof_by;
use app::{Actor, Ctx};
use axum::extract::State;
use domain::ids::AccountId;
use domain::permission::{Level, Permission};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sessions::Session;
use super::words::{AccountTypeWord, LevelWord, PermissionWord};
use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::ME;
use crate::state::WebState;

/// An account, as its holder and the Accounts Manager see it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Account {
    #[schema(value_type = Uuid)]
    id: AccountId,
    login: String,
    /// The name others see.
    name: String,
    /// The subscriber number.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// How its devices connect.
    #[serde(rename = "type")]
    #[schema(value_type = AccountTypeWord)]
    account_type: domain::account::AccountType,
    #[schema(value_type = LevelWord)]
    level: Level,
    /// Whether a password was ever set.
    password_set: bool,
    /// When it was made, milliseconds since 1970.
    created_at: i64,
}

impl Account {
    pub(crate) fn of(account: &domain::account::Account) -> Self {
        Self {
            id: account.id,
            login: account.login.to_string(),
            name: account.name.to_string(),
            number: account.number.as_ref().map(ToString::to_string),
            account_type: account.account_type,
            level: account.level,
            password_set: account.password_set_at.is_some(),
            created_at: account.created_at.as_millis(),
        }
    }
}

/// Who is signed in, and through what.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    account: Account,
    session: Session,
    /// What this session may do now: clients draw their locks by it (SES-5).
    #[schema(value_type = Vec<PermissionWord>)]
    allowed: Vec<Permission>,
    /// How one proves that one is still oneself: `password`, or the providers of whoever has none.
    proof_by: Vec<String>,
}

impl Me {
    async fn of(state: &WebState, ctx: &Ctx, actor: &Actor) -> Result<Self, Problem> {
        let settings = state.app().settings().await;
        let life = settings.map_err(|error| Problem::internal(&error))?.life;
        Ok(Self {
            account: Account::of(&actor.account),
            session: Session::current(&actor.session, ctx.now, life.longest(actor.session.client)),
            allowed: actor.allowed().collect(),
            proof_by: proof_ways(state, actor).await?,
        })
    }
}

async fn proof_ways(state: &WebState, actor: &Actor) -> Result<Vec<String>, Problem> {
    if actor.account.password_set_at.is_some() {
        return Ok(vec!["password".to_owned()]);
    }
    let providers = proof_by(state.app(), actor).await;
    let providers = providers.map_err(|error| Problem::internal(&error))?;
    Ok(providers.iter().map(ToString::to_string).collect())
}

/// Who is signed in, and through which session.
#[utoipa::path(get, path = "/me", tag = ME, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = Me)))]
pub(crate) async fn show_me(State(state): State<WebState>, ctx: Ctx, actor: Actor) -> Result<Json<Me>, Problem> {
    Ok(Json(Me::of(&state, &ctx, &actor).await?))
}

/// What to change about one's own account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeChange {
    /// The name others see.
    name: String,
}

/// Changes the name others see.
#[utoipa::path(patch, path = "/me", tag = ME, security(("cookie" = []), ("bearer" = [])), request_body = MeChange,
    responses((status = 200, body = Me)),
    extensions(("x-refusals" = json!(RenameRefusal::codes()))))]
pub(crate) async fn change_me(
    State(state): State<WebState>,
    ctx: Ctx,
    mut actor: Actor,
    Json(change): Json<MeChange>,
) -> Result<Json<Me>, Problem> {
    actor.account = account::rename(state.app(), &ctx, &actor, &change.name).await?;
    Ok(Json(Me::of(&state, &ctx, &actor).await?))
}
