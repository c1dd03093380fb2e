//! Controls for tests: they disturb calls on purpose, to make the reactions to trouble repeatable.
//!
//! Exist only with [`HostOptions::testing`](crate::HostOptions::testing), which no production configuration sets.

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use http::StatusCode;
use serde::Deserialize;
use sfu::Command;
use sfu::wire::{self, leave_request::Action};

use crate::refusal::RoomRefusal;
use crate::rooms::RoomService;
use crate::worker::mailbox::{Disturbance, Mail};
use crate::worker::outbox::leave;

/// Controls for tests. Cheap to clone.
#[derive(Clone)]
pub struct Testing {
    rooms: RoomService,
}

impl Testing {
    pub(crate) fn new(rooms: RoomService) -> Self {
        Self { rooms }
    }

    /// Fixes the simulcast layer (`q`, `h`, `f`) that `subscriber` gets of a track; None gives the choice back.
    ///
    /// # Errors
    /// The room, the subscriber or the track is not there.
    pub async fn force_layer(
        &self,
        room: &str,
        subscriber: &str,
        track_sid: &str,
        rid: Option<&str>,
    ) -> Result<(), RoomRefusal> {
        let quality = match rid {
            None => None,
            Some("q") => Some(wire::VideoQuality::Low),
            Some("h") => Some(wire::VideoQuality::Medium),
            Some("f") => Some(wire::VideoQuality::High),
            Some(_) => return Err(RoomRefusal::Invalid("a layer is q, h or f")),
        };
        let command = Command::ForceQuality {
            identity: subscriber.to_owned(),
            track_sid: track_sid.to_owned(),
            quality,
        };
        self.rooms.call(room, command).await.map(|_| ())
    }

    /// Cuts a participant's signalling connection without a word, as a broken network does.
    ///
    /// # Errors
    /// [`RoomRefusal::ParticipantNotFound`] when there is none.
    pub async fn drop_signal(&self, room: &str, identity: &str) -> Result<(), RoomRefusal> {
        self.disturb(room, identity, Disturbance::Drop).await
    }

    /// Sends a participant a leave message with this action.
    ///
    /// # Errors
    /// [`RoomRefusal::ParticipantNotFound`] when there is no signalling connection.
    pub async fn send_leave(&self, room: &str, identity: &str, action: Action) -> Result<(), RoomRefusal> {
        let message = leave(wire::DisconnectReason::UnknownReason, action);
        self.disturb(room, identity, Disturbance::Leave(message)).await
    }

    async fn disturb(&self, room: &str, identity: &str, disturbance: Disturbance) -> Result<(), RoomRefusal> {
        let worker = self.rooms.worker(room)?;
        let (room, identity) = (room.to_owned(), identity.to_owned());
        let done = worker
            .mailbox
            .ask(|reply| Mail::Disturb {
                room,
                identity,
                disturbance,
                reply,
            })
            .await?;
        done.then_some(()).ok_or(RoomRefusal::ParticipantNotFound)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ForceLayer {
    room: String,
    subscriber: String,
    track_sid: String,
    rid: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Who {
    room: String,
    identity: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SendLeave {
    room: String,
    identity: String,
    /// DISCONNECT, RESUME or RECONNECT.
    action: String,
}

type Answer = Result<StatusCode, (StatusCode, String)>;

fn answer(result: Result<(), RoomRefusal>) -> Answer {
    match result {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(refusal) => Err((StatusCode::CONFLICT, refusal.to_string())),
    }
}

/// The controls as POST routes with JSON bodies, for browser tests.
pub(crate) fn router(testing: Testing) -> Router {
    Router::new()
        .route("/rtc/testing/force-layer", post(force_layer))
        .route("/rtc/testing/drop-signal", post(drop_signal))
        .route("/rtc/testing/send-leave", post(send_leave))
        .with_state(testing)
}

async fn force_layer(State(testing): State<Testing>, Json(asked): Json<ForceLayer>) -> Answer {
    let rid = asked.rid.as_deref();
    answer(
        testing
            .force_layer(&asked.room, &asked.subscriber, &asked.track_sid, rid)
            .await,
    )
}

async fn drop_signal(State(testing): State<Testing>, Json(who): Json<Who>) -> Answer {
    answer(testing.drop_signal(&who.room, &who.identity).await)
}

async fn send_leave(State(testing): State<Testing>, Json(asked): Json<SendLeave>) -> Answer {
    let Some(action) = Action::from_str_name(&asked.action) else {
        let words = "action is DISCONNECT, RESUME or RECONNECT".to_owned();
        return Err((StatusCode::BAD_REQUEST, words));
    };
    answer(testing.send_leave(&asked.room, &asked.identity, action).await)
}
