//! `POST /api/v1/sign-in/{attempt}/second-factor`: a code of the authenticator app, or a recovery code (ACC-16).

use app::failure::Refusal as _;
use app::sign_in::{SecondFactorRefusal, prove_second_factor};
use app::{Ctx, Typed};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;

use super::attempt::{device_of, key};
use super::{DeviceSecret, SignInStep, answer};
use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::SIGN_IN;
use crate::state::WebState;

/// The code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondFactorForm {
    /// Six digits of the app, or a recovery code.
    #[schema(value_type = String)]
    code: Typed,
    /// As in the device of a sign-in, for apps.
    device: Option<DeviceSecret>,
}

/// Proves the second factor and goes on. After a wrong code the sign-in stays where it is.
#[utoipa::path(post, path = "/sign-in/{attempt}/second-factor", tag = SIGN_IN, request_body = SecondFactorForm,
    params(("attempt" = Uuid, Path, description = "The sign-in")),
    responses((status = 200, body = SignInStep)),
    extensions(("x-refusals" = json!([SecondFactorRefusal::codes(), vec!["request_header_missing"]].concat()))))]
pub(crate) async fn prove_factor(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(form): Json<SecondFactorForm>,
) -> Result<Response, Problem> {
    let (key, transport) = key(&id, &headers)?;
    let device = device_of(&headers, transport, form.device)?;
    let step = prove_second_factor(state.app(), &ctx, &key, &form.code, device).await?;
    Ok(answer(&ctx, step, transport))
}
