//! `POST /api/v1/sign-out`: ends the session the request came through.

use app::{Actor, Ctx, sign_in};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::cookies;
use crate::credentials;
use crate::error::Problem;
use crate::guard::require_own_header;
use crate::openapi::SIGN_IN;
use crate::state::WebState;

/// Signs out. Doing it twice, or without being signed in, is no error. The browser forgets the cookie and what it
/// stored of this site.
#[utoipa::path(post, path = "/sign-out", tag = SIGN_IN,
    security((), ("cookie" = []), ("bearer" = [])),
    responses((status = 204, headers(
        ("set-cookie" = String, description = "takes `__Host-session` away"),
        ("clear-site-data" = String, description = "what the browser forgets")))),
    extensions(("x-refusals" = json!(["request_header_missing"]))))]
pub(crate) async fn sign_out(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    actor: Option<Actor>,
) -> Result<Response, Problem> {
    let bearer = credentials::bearer(&headers).is_some();
    if !bearer {
        require_own_header(&headers)?;
    }
    if let Some(actor) = actor {
        sign_in::sign_out(state.app(), &ctx, &actor)
            .await
            .map_err(|error| Problem::internal(&error))?;
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if !bearer {
        cookies::clear(response.headers_mut());
        // Not "cookies": that would reach the whole registrable domain. Not "cache": what is of a person is never
        // stored there, and browsers take seconds to clear it.
        let forget = HeaderValue::from_static("\"storage\"");
        response
            .headers_mut()
            .insert(header::HeaderName::from_static("clear-site-data"), forget);
    }
    Ok(response)
}
