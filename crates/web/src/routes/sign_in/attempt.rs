//! `/api/v1/sign-in/{attempt}`: a sign-in that is not finished, and the proof that it is one's own.

use app::Ctx;
use app::sign_in::{self, AttemptKey};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::secret::{Secret, SecretHash};

use super::{DeviceSecret, SignInStep, answer};
use crate::cookies;
use crate::credentials::{self, Transport};
use crate::error::{Code, Problem};
use crate::guard::require_own_header;
use crate::openapi::SIGN_IN;
use crate::state::WebState;

/// Which unfinished sign-in the request goes on with, and how its secret came.
pub(super) fn key(id: &str, headers: &HeaderMap) -> Result<(AttemptKey, Transport), Problem> {
    let over = || Problem::new(Code::AttemptOver);
    let id = id.parse().map_err(|_| over())?;
    let (secret, transport) = credentials::attempt(headers).ok_or_else(over)?;
    Ok((AttemptKey { id, secret }, transport))
}

/// What the device was known by until now, from wherever it comes. A browser shows that our own page asks.
pub(super) fn device_of(
    headers: &HeaderMap,
    transport: Transport,
    sent: Option<DeviceSecret>,
) -> Result<Option<SecretHash>, Problem> {
    let device = match transport {
        Transport::Cookie => {
            require_own_header(headers)?;
            cookies::device(headers)
        }
        Transport::Bearer => sent.and_then(DeviceSecret::read),
    };
    Ok(device.as_ref().map(Secret::hash))
}

/// The step a sign-in is at, for a page that was loaded anew.
#[utoipa::path(get, path = "/sign-in/{attempt}", tag = SIGN_IN,
    params(("attempt" = Uuid, Path, description = "The sign-in")),
    responses((status = 200, body = SignInStep)),
    extensions(("x-refusals" = json!(vec!["attempt_over"]))))]
pub(crate) async fn show_attempt(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (key, transport) = key(&id, &headers)?;
    let step = sign_in::show_attempt(state.app(), &ctx, &key).await?;
    Ok(answer(&ctx, step, transport))
}

/// Gives the sign-in up.
#[utoipa::path(delete, path = "/sign-in/{attempt}", tag = SIGN_IN,
    params(("attempt" = Uuid, Path, description = "The sign-in")),
    responses((status = 204)),
    extensions(("x-refusals" = json!(vec!["attempt_over", "request_header_missing"]))))]
pub(crate) async fn cancel_attempt(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (key, transport) = key(&id, &headers)?;
    if transport == Transport::Cookie {
        require_own_header(&headers)?;
    }
    sign_in::cancel(state.app(), &ctx, &key)
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}
