//! `/api/v1/sessions`: where one is signed in, and ending that (SES-7, SES-8).

use std::net::IpAddr;

use app::failure::Refusal as _;
use app::sessions::{self, EndOthersRefusal, EndRefusal, Listed, Sessions};
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::ids::SessionId;
use domain::session::Client;
use domain::time::{Duration, Timestamp};
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
    /// The address it signed in from, shortened: enough to tell a place by, too little to find a home.
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
    /// When it ends at the latest, however busy it is.
    longest_until: i64,
    /// The conference it is in now.
    #[serde(skip_serializing_if = "Option::is_none")]
    in_conference: Option<String>,
    /// Whether it is the one that is best to end; one of a list at most.
    advised: bool,
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
    pub(crate) fn current(session: &domain::session::Session, now: Timestamp, longest_life: Duration) -> Self {
        Self::listed(&Listed {
            current: true,
            online: session.is_online(now),
            in_conference: None,
            advised: false,
            longest_until: session.signed_in_at.plus(longest_life),
            session: session.clone(),
        })
    }

    pub(crate) fn listed(listed: &Listed) -> Self {
        let session = &listed.session;
        Self {
            id: session.id,
            current: listed.current,
            client: session.client,
            device: Device {
                name: session.device.name.clone(),
                version: session.device.version.clone(),
                system: session.device.system.clone(),
            },
            address: shortened(&session.address),
            signed_in_at: session.signed_in_at.as_millis(),
            last_active_at: session.last_active_at.as_millis(),
            online: listed.online,
            restricted: session.is_restricted(),
            expires_at: session.expires_at.as_millis(),
            longest_until: listed.longest_until.as_millis(),
            in_conference: listed.in_conference.as_ref().map(ToString::to_string),
            advised: listed.advised,
        }
    }
}

/// An address without what tells one host of a network from another: the last part of IPv4, all but a /48 of IPv6.
fn shortened(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(this_computer) if this_computer.is_loopback() => this_computer.to_string(),
        Ok(IpAddr::V4(v4)) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.x")
        }
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:x")
        }
        Err(_) => String::new(),
    }
}

/// One's sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionList {
    items: Vec<Session>,
    /// How many may be open at once without restriction; 0: any number.
    limit: u16,
    /// How many are unrestricted.
    in_use: usize,
    /// How many of these must end until the restrictions of this session are lifted; 0 when it has none.
    to_end: usize,
    /// How long sessions live without activity.
    life: Life,
}

/// How long sessions live without activity.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionLife)]
pub(crate) struct Life {
    web_idle_minutes: u64,
    app_idle_days: u64,
}

impl SessionList {
    pub(crate) async fn of(state: &WebState, sessions: &Sessions) -> Result<Self, Problem> {
        let settings = state.app().settings().await;
        let life = settings.map_err(|error| Problem::internal(&error))?.life;
        Ok(Self {
            items: sessions.listed.iter().map(Session::listed).collect(),
            limit: sessions.limit.as_number(),
            in_use: sessions.in_use,
            to_end: sessions.to_end,
            life: Life {
                web_idle_minutes: life.idle.as_secs() / 60,
                app_idle_days: life.idle_kept.as_secs() / (24 * 60 * 60),
            },
        })
    }
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
    Ok(Json(SessionList::of(&state, &listed).await?))
}

/// Ends one of one's own sessions. Another than this one asks for a proof not older than 15 minutes. Its device learns it at once, and its media stops.
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
    pub(crate) ended: usize,
}

/// Ends all of one's sessions but the one the request comes through.
#[utoipa::path(delete, path = "/sessions", tag = SESSIONS, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = SessionsEnded)),
    extensions(("x-refusals" = json!(EndOthersRefusal::codes()))))]
pub(crate) async fn end_other_sessions(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
) -> Result<Json<SessionsEnded>, Problem> {
    let ended = sessions::end_others(state.app(), &ctx, &actor).await?;
    Ok(Json(SessionsEnded { ended }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ses_7_an_address_is_shortened() {
        for (address, expected) in [
            ("198.51.100.7", "198.51.100.x"),
            ("::ffff:198.51.100.7", "198.51.100.x"),
            ("2001:db8:1:2::3", "2001:db8:1:x"),
            ("::1", "::1"),
            ("127.0.0.1", "127.0.0.1"),
            ("nonsense", ""),
        ] {
            assert_eq!(shortened(address), expected, "{address}");
        }
    }
}
