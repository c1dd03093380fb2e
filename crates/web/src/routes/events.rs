//! `GET /api/v1/events`: the event stream of one browser or app.

use app::{Actor, Ctx, events};
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};

use crate::error::{Code, Problem};
use crate::events::feed;
use crate::openapi::SESSIONS;
use crate::state::WebState;

/// Server-sent events: `hello {session_id}` first; then `session_ended {session_id, reason}` (for one's own session
/// the last one), `conferences_changed {}`, `server_stopping {}` (the last one; connect again). A comment every
/// 15 seconds shows that the stream lives. Holding it open is no activity.
#[utoipa::path(get, path = "/events", tag = SESSIONS, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = String, content_type = "text/event-stream")),
    extensions(("x-refusals" = json!(["too_many_streams"]))))]
pub(crate) async fn stream_events(State(state): State<WebState>, ctx: Ctx, actor: Actor) -> Result<Response, Problem> {
    let place = state.streams().enter(actor.session.id).ok_or(Code::TooManyStreams)?;
    let events = match events::listen(state.app(), &ctx, &actor).await {
        Ok(events) => events,
        Err(app::failure::Failure::Refused(refusal)) => return Err(crate::extract::signed_out(refusal)),
        Err(app::failure::Failure::Internal(error)) => return Err(Problem::internal(&error)),
    };
    let ping = KeepAlive::new().interval(state.options().stream_ping);
    let stream = feed(&state, ctx, actor, place, events);
    let mut response = Sse::new(stream).keep_alive(ping).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather a response before passing it on would hold every event back.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}
