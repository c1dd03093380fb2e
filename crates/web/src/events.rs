//! The event stream (SSE) that tells a device what happened without its asking: one per browser, not one per tab.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::events::BrowserEvent;
use app::failure::Failure;
use app::{Actor, Ctx, sessions};
use axum::response::sse::Event;
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
const RETRY: Duration = Duration::from_secs(2);

/// The open streams of this node: counted by session, ended together when the server stops.
#[derive(Clone)]
pub(crate) struct Streams {
    open: Arc<Mutex<HashMap<SessionId, usize>>>,
    per_session: usize,
    stopping: Arc<watch::Sender<bool>>,
}

impl Streams {
    pub(crate) fn new(per_session: usize) -> Self {
        Self {
            open: Arc::default(),
            per_session,
            stopping: Arc::new(watch::Sender::new(false)),
        }
    }

    /// Takes one of the session's places; none is left when this gives `None`.
    pub(crate) fn enter(&self, session: SessionId) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(session).or_insert(0);
        if *count >= self.per_session {
            return None;
        }
        *count += 1;
        Some(Place {
            open: Arc::clone(&self.open),
            session,
        })
    }

    /// Ends every stream after telling it so, and those that open later at once.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }
}

/// One open stream's place, given back when it is dropped.
pub(crate) struct Place {
    open: Arc<Mutex<HashMap<SessionId, usize>>>,
    session: SessionId,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = open.entry(self.session) {
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
    _place: Place,
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
    place: Place,
    events: BoxStream<'static, BrowserEvent>,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let mut recheck = interval(state.options().stream_recheck);
    recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
    recheck.reset();
    let feed = Feed {
        stopping: state.streams().stopping.subscribe(),
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
            if let Some(event) = ended_unheard(&self.state, &self.ctx, &self.actor).await {
                break event;
            }
        };
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
            BrowserEvent::ConferencesChanged => named(name, &Nothing {}),
            BrowserEvent::ServerStopping => {
                self.progress = Progress::Over;
                named(name, &Nothing {})
            }
        }
    }
}

/// The end of the session, when nobody said so.
async fn ended_unheard(state: &WebState, ctx: &Ctx, actor: &Actor) -> Option<BrowserEvent> {
    let ctx = Ctx {
        now: state.now(),
        ..ctx.clone()
    };
    match sessions::still_live(state.app(), &ctx, actor).await {
        Ok(()) => None,
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

#[derive(Serialize)]
struct Nothing {}

fn named(name: &str, data: &impl Serialize) -> Event {
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
