//! `/rtc…`: from a request to a WebSocket. Everything that can be refused is refused before the 101, with a status.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use sfu::{Join, Resume, signal, wire};
use tokio::sync::oneshot;

use super::entry::{Entry, entry};
use super::refusal::Refusal;
use super::ws::{self, Seat};
use super::{Gate, auth, claims};
use crate::arrival::Arrival;
use crate::clock;
use crate::net::candidates::candidates;
use crate::worker::WorkerHandle;
use crate::worker::mailbox::{Gone, JoinCall, Mail, ResumeCall};
use crate::worker::outbox::outbox;

/// Longest wait for a join's turn, and again for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

const NO_JOIN_REQUEST: &str = "this server speaks single peer connection signalling: \
    connect to /rtc/v1, or with the join_request parameter (client option single peer connection)";

/// The parts of a request that count.
pub(super) struct Asked {
    headers: HeaderMap,
    access_token: Option<String>,
    join_request: Option<String>,
    arrival: Option<Arrival>,
}

type Upgrade = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

/// `/rtc`: with a `join_request` the same as `/rtc/v1`; without, two peer connections are meant.
pub(super) async fn rtc(
    State(gate): State<Arc<Gate>>,
    RawQuery(query): RawQuery,
    arrival: Option<Extension<Arrival>>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Response {
    let asked = asked(headers, query, arrival);
    if asked.join_request.is_none() {
        return refuse_dual(&gate, &asked).into_response();
    }
    connect(&gate, asked, upgrade).await
}

/// `/rtc/v1`.
pub(super) async fn rtc_v1(
    State(gate): State<Arc<Gate>>,
    RawQuery(query): RawQuery,
    arrival: Option<Extension<Arrival>>,
    headers: HeaderMap,
    upgrade: Upgrade,
) -> Response {
    connect(&gate, asked(headers, query, arrival), upgrade).await
}

/// `/rtc/validate`: would `/rtc` let me in?
pub(super) async fn validate(State(gate): State<Arc<Gate>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let asked = asked(headers, query, None);
    if asked.join_request.is_none() {
        return refuse_dual(&gate, &asked).into_response();
    }
    answer_validation(&gate, &asked).await
}

/// `/rtc/v1/validate`: would `/rtc/v1` let me in?
pub(super) async fn validate_v1(
    State(gate): State<Arc<Gate>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    answer_validation(&gate, &asked(headers, query, None)).await
}

/// Everything else under `/rtc/`: our 404, not a page of the web client.
pub(super) async fn nothing() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "not found")
}

fn asked(headers: HeaderMap, query: Option<String>, arrival: Option<Extension<Arrival>>) -> Asked {
    let mut asked = Asked {
        headers,
        access_token: None,
        join_request: None,
        arrival: arrival.map(|Extension(arrival)| arrival),
    };
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match &*name {
            "access_token" => asked.access_token = Some(value.into_owned()),
            // An unescaped `+` of standard base64 reads as a space.
            "join_request" => asked.join_request = Some(value.replace(' ', "+")),
            _ => {}
        }
    }
    asked
}

/// The first of the checks: who, and into which room.
fn check_token(gate: &Gate, asked: &Asked) -> Result<Entry, Refusal> {
    let token = auth::token(&asked.headers, asked.access_token.as_deref());
    let verified = auth::verify(&gate.keys, token, clock::unix_seconds())?;
    Ok(entry(verified, |room| gate.is_reserved(room))?)
}

fn check_request(asked: &Asked) -> Result<wire::JoinRequest, Refusal> {
    let parameter = asked
        .join_request
        .as_deref()
        .ok_or_else(|| Refusal::new(StatusCode::BAD_REQUEST, "the join_request parameter is missing"))?;
    signal::decode::join_request(parameter)
        .map_err(|error| Refusal::new(StatusCode::BAD_REQUEST, format!("bad join_request: {error}")))
}

/// 501, never 404: on a 404 some clients try the same again, for ever.
fn refuse_dual(gate: &Gate, asked: &Asked) -> Refusal {
    match check_token(gate, asked) {
        Err(refusal) => refusal,
        Ok(_) => Refusal::new(StatusCode::NOT_IMPLEMENTED, NO_JOIN_REQUEST),
    }
}

async fn answer_validation(gate: &Gate, asked: &Asked) -> Response {
    match validation(gate, asked).await {
        Ok(()) => (StatusCode::OK, "success").into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn validation(gate: &Gate, asked: &Asked) -> Result<(), Refusal> {
    let entry = check_token(gate, asked)?;
    check_request(asked)?;
    let worker = worker(gate, &entry)?;
    let (room, identity) = (entry.room().to_owned(), entry.identity().to_owned());
    let check = worker.mailbox.ask(|reply| Mail::Check { room, identity, reply });
    Ok(within(check).await???)
}

async fn connect(gate: &Arc<Gate>, asked: Asked, upgrade: Upgrade) -> Response {
    let entry = match check_token(gate, &asked) {
        Ok(entry) => entry,
        Err(refusal) => return refusal.into_response(),
    };
    let request = match check_request(&asked) {
        Ok(request) => request,
        Err(refusal) => return refusal.into_response(),
    };
    // LiveKit's answer to a plain GET, by which clients and people tell that they need a WebSocket.
    let Ok(upgrade) = upgrade else {
        return Refusal::new(StatusCode::NOT_FOUND, "this address speaks WebSocket only").into_response();
    };
    let seated = if request.reconnect {
        resume(gate, entry, request).await
    } else {
        join(gate, entry, request, asked.arrival.as_ref()).await
    };
    match seated {
        Ok(seat) => upgrade
            .max_message_size(ws::LONGEST_READ)
            .max_frame_size(ws::LONGEST_READ)
            .on_upgrade(move |socket| ws::speak(socket, seat)),
        Err(refusal) => refusal.into_response(),
    }
}

async fn join(
    gate: &Arc<Gate>,
    entry: Entry,
    request: wire::JoinRequest,
    arrival: Option<&Arrival>,
) -> Result<Seat, Refusal> {
    let worker = worker(gate, &entry)?.clone();
    let reachable = candidates(arrival, &gate.addresses, worker.address.port());
    if reachable.is_empty() {
        let words = "this server has no address for media that you can reach: set media.advertise or media.bind";
        let local = arrival.map(|arrival| arrival.local);
        tracing::warn!(room = entry.room(), ?local, "a client was refused: {words}");
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, words));
    }
    // Held until the worker has answered; the rest of a storm waits here, not in front of the media.
    let turn = within(gate.joins.acquire()).await?;
    let connection = gate.next_connection();
    let claims = &entry.claims;
    let join = Box::new(Join {
        connection,
        identity: claims.sub.clone(),
        name: claims.name.clone(),
        metadata: claims.metadata.clone(),
        attributes: claims.attributes.clone(),
        kind: claims::kind(&claims.kind),
        permission: claims.video.permission(),
        request,
        candidates: reachable,
        ice_servers: gate.ice_servers.clone(),
    });
    let (outbox, letters) = outbox();
    let (reply, answer) = oneshot::channel();
    let call = Box::new(JoinCall {
        room: entry.room().to_owned(),
        configuration: claims.room_config.clone().unwrap_or_default(),
        join,
        outbox,
        reply,
    });
    within(worker.mailbox.send(Mail::Join(call))).await??;
    within(answer).await?.map_err(|_| Gone)??;
    drop(turn);
    Ok(Seat::new(gate, worker.mailbox, connection, letters, entry))
}

async fn resume(gate: &Arc<Gate>, entry: Entry, request: wire::JoinRequest) -> Result<Seat, Refusal> {
    let worker = worker(gate, &entry)?.clone();
    let connection = gate.next_connection();
    let resume = Box::new(Resume {
        connection,
        identity: entry.identity().to_owned(),
        request,
        ice_servers: gate.ice_servers.clone(),
    });
    let (outbox, letters) = outbox();
    let (reply, answer) = oneshot::channel();
    let call = Box::new(ResumeCall {
        room: entry.room().to_owned(),
        resume,
        outbox,
        reply,
    });
    within(worker.mailbox.send(Mail::Resume(call))).await??;
    within(answer).await?.map_err(|_| Gone)??;
    Ok(Seat::new(gate, worker.mailbox, connection, letters, entry))
}

fn worker<'a>(gate: &'a Gate, entry: &Entry) -> Result<&'a WorkerHandle, Refusal> {
    gate.rooms
        .worker(entry.room())
        .map_err(|refusal| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, refusal.to_string()))
}

async fn within<T>(work: impl Future<Output = T>) -> Result<T, Refusal> {
    tokio::time::timeout(PATIENCE, work).await.map_err(|_| {
        let words = "the media server is busy, try again in a moment";
        Refusal::new(StatusCode::SERVICE_UNAVAILABLE, words)
    })
}
