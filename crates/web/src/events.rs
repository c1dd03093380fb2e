//! The event stream (SSE) that tells a device what happened without its asking: one per browser, not one per tab.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::convert::Infallible;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::events::BrowserEvent;
use app::failure::Failure;
use app::sessions::Connected;
use app::{Actor, Ctx, sessions};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use domain::ids::SessionId;
use domain::session::EndReason;
use futures_util::stream::{BoxStream, Stream, StreamExt as _, unfold};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};
use utoipa::ToSchema;

use crate::routes::words::EndReasonWord;
use crate::state::WebState;

/// What a browser should wait before it connects again, in milliseconds.
pub(crate) const RETRY: Duration = Duration::from_secs(2);

/// The open streams of this node: counted by whose they are, ended together when the server stops.
#[derive(Clone)]
pub(crate) struct Streams<K> {
    open: Open<K>,
    most: usize,
    stopping: Arc<watch::Sender<bool>>,
}

type Open<K> = Arc<Mutex<HashMap<K, usize>>>;

impl<K: Copy + Eq + Hash> Streams<K> {
    /// At most so many streams for each.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            open: Arc::default(),
            most,
            stopping: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Takes one of the places of a session or sign-in; none is left when this gives `None`.
    pub(crate) fn enter(&self, whose: K) -> Option<Place<K>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(whose).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Place {
            open: Arc::clone(&self.open),
            whose,
        })
    }

    /// Becomes true when the server stops.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Ends every stream after telling it so, and those that open later at once.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }
}

impl<K: Copy + Eq + Hash> Place<K> {
    /// Whether whoever holds it holds no other.
    pub(crate) fn is_the_last(&self) -> bool {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.get(&self.whose).is_none_or(|count| *count <= 1)
    }
}

/// One open stream's place, given back when it is dropped.
pub(crate) struct Place<K: Copy + Eq + Hash> {
    open: Open<K>,
    whose: K,
}

impl<K: Copy + Eq + Hash> Drop for Place<K> {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = open.entry(self.whose) {
            *count.get_mut() = count.get().saturating_sub(1);
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// One device's stream.
struct Feed {
    state: WebState,
    ctx: Ctx,
    actor: Actor,
    events: BoxStream<'static, BrowserEvent>,
    stopping: watch::Receiver<bool>,
    recheck: Interval,
    progress: Progress,
    _place: Place<SessionId>,
    _connected: Connected,
}

#[derive(Clone, Copy)]
enum Progress {
    Greeting,
    Open,
    Over,
}

/// The stream of one device, from its greeting to the end of its session or of the server.
pub(crate) fn feed(
    state: &WebState,
    ctx: Ctx,
    actor: Actor,
    place: Place<SessionId>,
    events: BoxStream<'static, BrowserEvent>,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let mut recheck = interval(state.options().stream_recheck);
    recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
    recheck.reset();
    let feed = Feed {
        stopping: state.streams().stopping(),
        _connected: state.app().presence().opened(actor.session.id),
        state: state.clone(),
        ctx,
        actor,
        events,
        recheck,
        progress: Progress::Greeting,
        _place: place,
    };
    unfold(feed, |mut feed| async move {
        let said = feed.next().await?;
        Some((Ok(said), feed))
    })
}

impl Feed {
    async fn next(&mut self) -> Option<Event> {
        match self.progress {
            Progress::Greeting => {
                self.progress = Progress::Open;
                let hello = Hello {
                    session_id: self.actor.session.id,
                };
                Some(named("hello", &hello).retry(RETRY))
            }
            Progress::Open => self.wait().await,
            Progress::Over => None,
        }
    }

    async fn wait(&mut self) -> Option<Event> {
        let event = loop {
            tokio::select! {
                biased;
                event = self.events.next() => break event?,
                _ = self.stopping.wait_for(|stopping| *stopping) => break BrowserEvent::ServerStopping,
                _ = self.recheck.tick() => {}
            }
            if let Some(event) = unheard(&self.state, &self.ctx, &mut self.actor).await {
                break event;
            }
        };
        if matches!(event, BrowserEvent::SessionLifted { .. }) {
            // So that the next look at the session does not find it lifted anew.
            if let Ok(session) = sessions::still_live(self.state.app(), &self.ctx, &self.actor).await {
                self.actor.session = session;
            }
        }
        Some(self.tell(&event))
    }

    fn tell(&mut self, event: &BrowserEvent) -> Event {
        let name = event.name();
        match event {
            BrowserEvent::SessionEnded { session_id, reason } => {
                if *session_id == self.actor.session.id {
                    self.progress = Progress::Over;
                }
                named(
                    name,
                    &Ended {
                        session_id: *session_id,
                        reason: *reason,
                    },
                )
            }
            BrowserEvent::SessionLifted { session_id } => {
                let session_id = *session_id;
                named(name, &Lifted { session_id })
            }
            BrowserEvent::SessionsChanged | BrowserEvent::SignInChanged | BrowserEvent::ConferencesChanged => {
                named(name, &Nothing {})
            }
            BrowserEvent::ServerStopping => {
                self.progress = Progress::Over;
                named(name, &Nothing {})
            }
        }
    }
}

/// What happened to the session without a word of it: it ended, or was lifted.
async fn unheard(state: &WebState, ctx: &Ctx, actor: &mut Actor) -> Option<BrowserEvent> {
    let ctx = Ctx {
        now: state.now(),
        ..ctx.clone()
    };
    match sessions::still_live(state.app(), &ctx, actor).await {
        Ok(session) => {
            let is_lifted = actor.session.is_restricted() && !session.is_restricted();
            actor.session = session;
            is_lifted.then_some(BrowserEvent::SessionLifted {
                session_id: actor.session.id,
            })
        }
        Err(Failure::Refused(refusal)) => Some(BrowserEvent::SessionEnded {
            session_id: actor.session.id,
            reason: refusal.reason.unwrap_or(EndReason::Expired),
        }),
        Err(Failure::Internal(error)) => {
            tracing::warn!(error = format!("{error:#}"), "cannot check an open stream's session");
            None
        }
    }
}

/// Data of the event `hello`: whose stream this is. A page drops what carries another session's id.
#[derive(Serialize, ToSchema)]
#[schema(as = HelloEvent)]
pub(crate) struct Hello {
    #[schema(value_type = Uuid)]
    session_id: SessionId,
}

/// Data of the event `session_ended`.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionEndedEvent)]
pub(crate) struct Ended {
    #[schema(value_type = Uuid)]
    session_id: SessionId,
    #[schema(value_type = EndReasonWord)]
    reason: EndReason,
}

/// Data of the event `session_lifted`.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionLiftedEvent)]
pub(crate) struct Lifted {
    #[schema(value_type = Uuid)]
    session_id: SessionId,
}

/// Data of events that say all by their name.
#[derive(Serialize)]
pub(crate) struct Nothing {}

/// The answer that carries a stream.
pub(crate) fn respond(
    stream: impl Stream<Item = Result<Event, Infallible>> + Send + 'static,
    ping: Duration,
) -> Response {
    let mut response = Sse::new(stream)
        .keep_alive(KeepAlive::new().interval(ping))
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies that gather a response before passing it on would hold every event back.
    headers.insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    response
}

/// One event.
pub(crate) fn named(name: &str, data: &impl Serialize) -> Event {
    // These records always have a JSON form.
    let data = serde_json::to_string(data).unwrap_or_else(|_| "{}".to_owned());
    Event::default().event(name).data(data)
}

#[cfg(test)]
mod tests {
    use domain::secret::Entropy;
    use domain::time::Timestamp;

    use super::*;

    struct Bytes(u8);

    impl Entropy for Bytes {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0);
        }
    }

    #[test]
    fn a_sessions_streams_are_bounded_and_places_come_back() {
        let streams = Streams::new(2);
        let id = |byte| SessionId::new(Timestamp::from_millis(1), &Bytes(byte));
        let first = streams.enter(id(1)).unwrap();
        let second = streams.enter(id(1)).unwrap();
        assert!(streams.enter(id(1)).is_none());
        assert!(streams.enter(id(2)).is_some(), "another session has its own places");
        drop(first);
        let third = streams.enter(id(1));
        assert!(third.is_some());
        drop((second, third));
        assert!(
            streams.open.lock().unwrap().is_empty(),
            "nothing is kept of closed streams"
        );
    }
}
