//! `/api/v1/admin/accounts/{id}`: an account's own limit, its sessions and its lock (SES-1, SES-8, SIGN-5).

use app::administration::{
    self, AccountRefusal, EndTheirsRefusal, ManagedAccount, end_all_of, end_one_of, sessions_of, set_session_limit,
};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::{AccountId, SessionId};
use domain::session::limit::Limit;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Code, Problem};
use crate::extract::Json;
use crate::openapi::ADMINISTRATION;
use crate::routes::me::Account;
use crate::routes::sessions::{SessionList, SessionsEnded};
use crate::state::WebState;

/// An account, as whoever manages it sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = ManagedAccount)]
pub(crate) struct Managed {
    account: Account,
    /// How many sessions it may have at once; missing: as the server's setting says, 0: any number.
    session_limit: Option<u16>,
    /// Until when strangers' sign-ins are refused, after too many failures.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_until: Option<i64>,
    /// Since when a second factor is asked for at sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    second_factor_since: Option<i64>,
}

impl From<ManagedAccount> for Managed {
    fn from(managed: ManagedAccount) -> Self {
        Self {
            account: Account::of(&managed.account),
            session_limit: managed.account.session_limit.map(Limit::as_number),
            locked_until: managed.locked_until.map(Timestamp::as_millis),
            second_factor_since: managed.second_factor_since.map(Timestamp::as_millis),
        }
    }
}

/// What to change about an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ManagedAccountChange)]
pub(crate) struct Change {
    /// Its own limit of sessions, 0 to 100; null: as the server's setting says, 0: any number.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    session_limit: Option<u16>,
}

fn account(id: &str) -> Result<AccountId, Problem> {
    id.parse().map_err(|_| Problem::new(Code::AccountNotFound))
}

/// An account and what is set for it.
#[utoipa::path(get, path = "/admin/accounts/{id}", tag = ADMINISTRATION, security(("cookie" = []), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The account")), responses((status = 200, body = Managed)),
    extensions(("x-refusals" = json!(["not_allowed", "account_not_found"]))))]
pub(crate) async fn show_account(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<Managed>, Problem> {
    let managed = administration::show_account(state.app(), &ctx, &actor, account(&id)?).await?;
    Ok(Json(managed.into()))
}

/// Gives an account a limit of its own, or takes it away. It acts at once; sessions in use stay.
#[utoipa::path(patch, path = "/admin/accounts/{id}", tag = ADMINISTRATION, security(("cookie" = []), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The account")), request_body = Change,
    responses((status = 200, body = Managed)), extensions(("x-refusals" = json!(AccountRefusal::codes()))))]
pub(crate) async fn change_account(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
    Json(change): Json<Change>,
) -> Result<Json<Managed>, Problem> {
    let managed = set_session_limit(state.app(), &ctx, &actor, account(&id)?, change.session_limit).await?;
    Ok(Json(managed.into()))
}

/// Somebody's sessions, newest first.
#[utoipa::path(get, path = "/admin/accounts/{id}/sessions", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), params(("id" = Uuid, Path, description = "The account")),
    responses((status = 200, body = SessionList)),
    extensions(("x-refusals" = json!(["not_allowed", "account_not_found"]))))]
pub(crate) async fn list_account_sessions(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<SessionList>, Problem> {
    let sessions = sessions_of(state.app(), &ctx, &actor, account(&id)?).await?;
    Ok(Json(SessionList::of(&state, &sessions).await?))
}

/// Ends one of somebody's sessions. Its device learns it at once, and its media stops.
#[utoipa::path(delete, path = "/admin/accounts/{id}/sessions/{session}", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The account"), ("session" = Uuid, Path, description = "The session")),
    responses((status = 204)), extensions(("x-refusals" = json!(
        EndTheirsRefusal::codes()))))]
pub(crate) async fn end_account_session(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path((id, session)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let session: SessionId = session.parse().map_err(|_| Problem::new(Code::SessionNotFound))?;
    end_one_of(state.app(), &ctx, &actor, account(&id)?, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all of somebody's sessions; of one's own all but this one.
#[utoipa::path(delete, path = "/admin/accounts/{id}/sessions", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), params(("id" = Uuid, Path, description = "The account")),
    responses((status = 200, body = SessionsEnded)), extensions(("x-refusals" = json!(EndTheirsRefusal::codes()))))]
pub(crate) async fn end_account_sessions(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<SessionsEnded>, Problem> {
    let ended = end_all_of(state.app(), &ctx, &actor, account(&id)?).await?;
    Ok(Json(SessionsEnded { ended }))
}

/// Removes somebody's second factor. Make sure first who asks for it.
#[utoipa::path(delete, path = "/admin/accounts/{id}/second-factor", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), params(("id" = Uuid, Path, description = "The account")),
    responses((status = 204)), extensions(("x-refusals" = json!(["not_allowed", "account_not_found"]))))]
pub(crate) async fn remove_account_factor(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    administration::remove_factor_of(state.app(), &ctx, &actor, account(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends an account's lock and forgets its failures.
#[utoipa::path(delete, path = "/admin/accounts/{id}/lock", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), params(("id" = Uuid, Path, description = "The account")),
    responses((status = 204)), extensions(("x-refusals" = json!(["not_allowed", "account_not_found"]))))]
pub(crate) async fn lift_account_lock(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    administration::lift_lock(state.app(), &ctx, &actor, account(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
