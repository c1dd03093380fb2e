//! `GET /api/v1/events`: the event stream of one browser or app.

use app::{Actor, Ctx, events};
use axum::extract::State;
use axum::response::Response;

use crate::error::{Code, Problem};
use crate::events::{feed, respond};
use crate::openapi::SESSIONS;
use crate::state::WebState;

/// Server-sent events: `hello {session_id}` first; then `session_ended {session_id, reason}` (for one's own session
/// the last one), `session_lifted {session_id}`, `sessions_changed {}`, `conferences_changed {}`, `server_stopping {}` (the last one; connect again). A comment every
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
    let ping = state.options().stream_ping;
    Ok(respond(feed(&state, ctx, actor, place, events), ping))
}
