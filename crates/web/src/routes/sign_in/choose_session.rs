//! `/api/v1/sign-in/{attempt}`: a sign-in that waits for a place among the account's sessions (SES-4).

use app::Ctx;
use app::failure::Refusal as _;
use app::sign_in::{Choose, ChooseRefusal, choose_session as choose, listen_at_window};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::ids::SessionId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::attempt::{device_of, key};
use super::{DeviceSecret, SignInStep, answer};
use crate::error::{Code, Problem};
use crate::events::respond;
use crate::extract::Json;
use crate::openapi::SIGN_IN;
use crate::state::WebState;
use crate::window;

/// What to choose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceForm {
    /// End this session and take its place.
    #[schema(value_type = Option<Uuid>)]
    end: Option<SessionId>,
    /// Go on restricted.
    #[serde(default)]
    restricted: bool,
    /// As in the device of a sign-in, for apps.
    device: Option<DeviceSecret>,
}

/// Goes on with a sign-in that waits: with a place that is free now, with that of a session it ends, or restricted. The
/// answer says `choose_session` again while there is none.
#[utoipa::path(post, path = "/sign-in/{attempt}/choose-session", tag = SIGN_IN, request_body = ChoiceForm,
    params(("attempt" = Uuid, Path, description = "The sign-in")),
    responses((status = 200, body = SignInStep)),
    extensions(("x-refusals" = json!([ChooseRefusal::codes(), vec!["request_header_missing"]].concat()))))]
pub(crate) async fn choose_session(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(form): Json<ChoiceForm>,
) -> Result<Response, Problem> {
    let (key, transport) = key(&id, &headers)?;
    let device = device_of(&headers, transport, form.device)?;
    let chosen = match (form.end, form.restricted) {
        (Some(id), false) => Choose::End(id),
        (None, true) => Choose::Restricted,
        (None, false) => Choose::GoOn,
        (Some(_), true) => return Err(Problem::new(Code::InvalidField).field("restricted")),
    };
    let step = choose(state.app(), &ctx, &key, chosen, device).await?;
    Ok(answer(&ctx, step, transport))
}

/// The window's event stream: while it is open, a free place may be given to this sign-in. `sign_in_changed` says that
/// the list has changed or that its turn has come: ask to go on. `attempt_over` ends it.
#[utoipa::path(get, path = "/sign-in/{attempt}/events", tag = SIGN_IN,
    params(("attempt" = Uuid, Path, description = "The sign-in")),
    responses((status = 200, content_type = "text/event-stream", body = String)),
    extensions(("x-refusals" = json!(vec!["attempt_over", "too_many_streams"]))))]
pub(crate) async fn watch_attempt(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (key, _) = key(&id, &headers)?;
    let place = state.windows().enter(key.id).ok_or(Code::TooManyStreams)?;
    let events = listen_at_window(state.app(), &ctx, &key).await?;
    let ping = state.options().stream_ping;
    Ok(respond(window::feed(&state, key, place, events), ping))
}
