//! RoomService over Twirp: `POST /twirp/livekit.RoomService/<Method>`, JSON or protobuf.
//!
//! Exists only while a key with full scope is configured; else every path here is 404.

mod error;
mod grants;
mod json;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sfu::wire::{self, Message};

use self::error::{TwirpError, refuse_reserved};
use self::grants::{Need, Target};
use super::Gate;
use super::auth::{self, Verified};
use super::refusal::Refusal;
use crate::clock;
use crate::keys::KeyScope;
use crate::refusal::RoomRefusal;

/// Longest request body, in bytes: metadata may have 512 KiB.
const LONGEST_BODY: usize = 2 * 1024 * 1024;
/// Longest wait for a body, and again for the answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a request and its answer are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Protobuf,
}

/// Any `/twirp/…` request.
pub(super) async fn serve(
    State(gate): State<Arc<Gate>>,
    Path(path): Path<String>,
    verb: Method,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if !gate.keys.any_full() {
        return Refusal::new(StatusCode::NOT_FOUND, "not found").into_response();
    }
    let answer = tokio::time::timeout(PATIENCE * 2, answer(&gate, &path, &verb, &headers, body));
    match answer.await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => error.into_response(),
        Err(_) => TwirpError::new("deadline_exceeded", "the request took too long").into_response(),
    }
}

async fn answer(
    gate: &Gate,
    path: &str,
    verb: &Method,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, TwirpError> {
    let Some(method) = path.strip_prefix("livekit.RoomService/") else {
        return Err(TwirpError::bad_route("this server has the RoomService only"));
    };
    if verb != Method::POST {
        return Err(TwirpError::bad_route("use POST"));
    }
    let form = form(headers)?;
    let call = Call {
        gate,
        form,
        verified: verify(gate, headers)?,
        body: read(body).await?,
    };
    call.dispatch(method).await
}

fn form(headers: &HeaderMap) -> Result<Form, TwirpError> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some("application/json") => Ok(Form::Json),
        Some("application/protobuf") => Ok(Form::Protobuf),
        _ => Err(TwirpError::bad_route(
            "Content-Type must be application/json or application/protobuf",
        )),
    }
}

/// Only a full key administers: a token of any other is none here (ASVS 9.2.2).
fn verify(gate: &Gate, headers: &HeaderMap) -> Result<Verified, TwirpError> {
    let token = auth::token(headers, None);
    let verified = auth::verify(&gate.keys, token, clock::unix_seconds())
        .map_err(|refusal| TwirpError::new("unauthenticated", refusal.to_string()))?;
    match verified.scope {
        KeyScope::Full => Ok(verified),
        KeyScope::JoinOnly => Err(TwirpError::new("unauthenticated", "invalid access token")),
    }
}

async fn read(body: Body) -> Result<Bytes, TwirpError> {
    tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, LONGEST_BODY))
        .await
        .map_err(|_| TwirpError::new("deadline_exceeded", "the body took too long"))?
        .map_err(|_| TwirpError::new("resource_exhausted", "bodies have at most 2 MiB"))
}

/// A request whose token is good; what it may do is seen once the room it is about is known.
struct Call<'a> {
    gate: &'a Gate,
    form: Form,
    verified: Verified,
    body: Bytes,
}

impl Call<'_> {
    async fn dispatch(self, method: &str) -> Result<Response, TwirpError> {
        let rooms = &self.gate.rooms;
        match method {
            "CreateRoom" => {
                let request: wire::CreateRoomRequest = self.request(Need::Create)?;
                refuse_reserved(self.gate.is_reserved(&request.name))?;
                self.response(rooms.create_room(request).await)
            }
            "ListRooms" => self.list("rooms", rooms.list_rooms(self.request(Need::List)?).await),
            "DeleteRoom" => self.response(rooms.delete_room(self.request(Need::Create)?).await),
            "ListParticipants" => self.list(
                "participants",
                rooms.list_participants(self.request(Need::Admin)?).await,
            ),
            "GetParticipant" => self.response(rooms.get_participant(self.request(Need::Admin)?).await),
            "RemoveParticipant" => self.response(rooms.remove_participant(self.request(Need::Admin)?).await),
            "MutePublishedTrack" => self.response(rooms.mute_published_track(self.request(Need::Admin)?).await),
            "UpdateParticipant" => self.response(rooms.update_participant(self.request(Need::Admin)?).await),
            "UpdateSubscriptions" => self.response(rooms.update_subscriptions(self.request(Need::Admin)?).await),
            "SendData" => self.response(rooms.send_data(self.request(Need::Admin)?).await),
            "UpdateRoomMetadata" => self.response(rooms.update_room_metadata(self.request(Need::Admin)?).await),
            "PerformRpc" | "ForwardParticipant" | "MoveParticipant" => {
                Err(TwirpError::new("unimplemented", "this method is not supported"))
            }
            _ => Err(TwirpError::bad_route("RoomService has no such method")),
        }
    }

    /// Decodes the body and checks that the token grants what it asks.
    fn request<Q: Message + Default + DeserializeOwned + Target>(&self, need: Need) -> Result<Q, TwirpError> {
        let request = match self.form {
            Form::Json => serde_json::from_slice(&self.body)
                .map_err(|error| TwirpError::new("malformed", format!("the JSON is not understood: {error}")))?,
            Form::Protobuf => Q::decode(self.body.as_ref())
                .map_err(|_| TwirpError::new("malformed", "the protobuf is not understood"))?,
        };
        grants::check(&self.verified.claims.video, need, &request)?;
        Ok(request)
    }

    fn response<R: Message + Serialize>(&self, result: Result<R, RoomRefusal>) -> Result<Response, TwirpError> {
        self.written(&result?, None)
    }

    fn list<R: Message + Serialize>(&self, name: &str, result: Result<R, RoomRefusal>) -> Result<Response, TwirpError> {
        self.written(&result?, Some(name))
    }

    fn written<R: Message + Serialize>(&self, answer: &R, list: Option<&str>) -> Result<Response, TwirpError> {
        let (kind, bytes) = match self.form {
            Form::Json => ("application/json", json::write(answer, list)?),
            Form::Protobuf => ("application/protobuf", answer.encode_to_vec()),
        };
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}
