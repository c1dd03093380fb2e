//! `POST /api/v1/me/password`: another password, proven by the present one (ASVS 6.2.2, 6.2.3).

use app::account::{ChangePassword, ChangePasswordRefusal, change_password};
use app::failure::Refusal as _;
use app::{Actor, Ctx, Typed};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::ME;
use crate::state::WebState;

/// The present password and the one to come.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    #[schema(value_type = String, format = Password)]
    current: Typed,
    #[schema(value_type = String, format = Password)]
    new: Typed,
}

/// Changes one's own password. All other sessions of the account end.
#[utoipa::path(post, path = "/me/password", tag = ME, security(("cookie" = []), ("bearer" = [])),
    request_body = PasswordChange, responses((status = 204)),
    extensions(("x-refusals" = json!(ChangePasswordRefusal::codes()))))]
pub(crate) async fn change_my_password(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Json(form): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let PasswordChange { current, new } = form;
    change_password(state.app(), &ctx, &actor, ChangePassword { current, new }).await?;
    Ok(StatusCode::NO_CONTENT)
}
