//! `/api/v1/password-links/…`: setting a password with the link one was given.

use app::accounts::{RedeemRefusal, check_password_link, redeem_password_link};
use app::failure::Refusal as _;
use app::{Ctx, Typed};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::SIGN_IN;
use crate::state::WebState;

/// The secret of a link: what stands after `#`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkCheck {
    #[schema(value_type = String)]
    secret: Typed,
}

/// Whose password the link sets.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkHolder {
    login: String,
    name: String,
}

/// Says whose password a link sets, without using it up.
#[utoipa::path(post, path = "/password-links/check", tag = SIGN_IN, request_body = LinkCheck,
    responses((status = 200, body = LinkHolder)),
    extensions(("x-refusals" = json!(RedeemRefusal::codes()))))]
pub(crate) async fn check_link(
    State(state): State<WebState>,
    ctx: Ctx,
    Json(form): Json<LinkCheck>,
) -> Result<Json<LinkHolder>, Problem> {
    let invited = check_password_link(state.app(), &ctx, &form.secret).await?;
    Ok(Json(LinkHolder {
        login: invited.login.to_string(),
        name: invited.name.to_string(),
    }))
}

/// The secret of a link, and the password to have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkRedemption {
    #[schema(value_type = String)]
    secret: Typed,
    #[schema(value_type = String, format = Password)]
    password: Typed,
}

/// Sets the password and uses the link up. All sessions of the account end.
#[utoipa::path(post, path = "/password-links/redeem", tag = SIGN_IN, request_body = LinkRedemption,
    responses((status = 204)),
    extensions(("x-refusals" = json!(RedeemRefusal::codes()))))]
pub(crate) async fn redeem_link(
    State(state): State<WebState>,
    ctx: Ctx,
    Json(form): Json<LinkRedemption>,
) -> Result<StatusCode, Problem> {
    redeem_password_link(state.app(), &ctx, &form.secret, &form.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
