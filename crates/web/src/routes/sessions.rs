//! `/api/v1/sessions`: where one is signed in, and ending that (SES-7, SES-8).

use app::failure::Refusal as _;
use app::sessions::{self, EndRefusal, Listed};
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::ids::SessionId;
use domain::session::Client;
use domain::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::ClientWord;
use crate::cookies;
use crate::credentials;
use crate::error::{Code, Problem};
use crate::extract::Json;
use crate::openapi::SESSIONS;
use crate::state::WebState;

/// One signed-in device.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    #[schema(value_type = Uuid)]
    id: SessionId,
    /// Whether it is the one the request came through.
    current: bool,
    #[schema(value_type = ClientWord)]
    client: Client,
    device: Device,
    /// The address it signed in from.
    address: String,
    /// Milliseconds since 1970, as all times.
    signed_in_at: i64,
    /// The last act of the person, to the minute.
    last_active_at: i64,
    /// Connected now, or active in the last five minutes.
    online: bool,
    /// Whether it lacks some rights until another session ends.
    restricted: bool,
    /// When it ends by itself if nothing happens.
    expires_at: i64,
}

/// The device, in its own words.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionDevice)]
pub(crate) struct Device {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<String>,
}

impl Session {
    /// The session that the request itself comes through.
    pub(crate) fn current(session: &domain::session::Session, now: Timestamp) -> Self {
        Self::of(session, true, session.was_active_lately(now))
    }

    fn listed(listed: &Listed) -> Self {
        Self::of(&listed.session, listed.current, listed.online)
    }

    fn of(session: &domain::session::Session, current: bool, online: bool) -> Self {
        Self {
            id: session.id,
            current,
            client: session.client,
            device: Device {
                name: session.device.name.clone(),
                version: session.device.version.clone(),
                system: session.device.system.clone(),
            },
            address: session.address.clone(),
            signed_in_at: session.signed_in_at.as_millis(),
            last_active_at: session.last_active_at.as_millis(),
            online,
            restricted: session.is_restricted(),
            expires_at: session.expires_at.as_millis(),
        }
    }
}

/// One's sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionList {
    items: Vec<Session>,
    /// How many may be open at once without restriction; 0: any number.
    limit: u32,
}

/// Where one is signed in, newest first.
#[utoipa::path(get, path = "/sessions", tag = SESSIONS, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = SessionList)))]
pub(crate) async fn list_sessions(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
) -> Result<Json<SessionList>, Problem> {
    let listed = sessions::list(state.app(), &ctx, &actor)
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(Json(SessionList {
        items: listed.iter().map(Session::listed).collect(),
        limit: 0,
    }))
}

/// Ends one of one's own sessions. Its device learns it at once, and its media stops.
#[utoipa::path(delete, path = "/sessions/{id}", tag = SESSIONS, security(("cookie" = []), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The session")),
    responses((status = 204)),
    extensions(("x-refusals" = json!(EndRefusal::codes()))))]
pub(crate) async fn end_session(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: SessionId = id.parse().map_err(|_| Problem::new(Code::SessionNotFound))?;
    sessions::end(state.app(), &ctx, &actor, id).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if id == actor.session.id && credentials::bearer(&headers).is_none() {
        cookies::clear(response.headers_mut());
    }
    Ok(response)
}

/// How many sessions were ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsEnded {
    ended: usize,
}

/// Ends all of one's sessions but the one the request comes through.
#[utoipa::path(delete, path = "/sessions", tag = SESSIONS, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = SessionsEnded)))]
pub(crate) async fn end_other_sessions(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
) -> Result<Json<SessionsEnded>, Problem> {
    let ended = sessions::end_others(state.app(), &ctx, &actor)
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(Json(SessionsEnded { ended }))
}
