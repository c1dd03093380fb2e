//! The event stream of a sign-in that waits for a place: its window is open for as long as the stream is (SES-4, SES-6).

use std::convert::Infallible;

use app::events::BrowserEvent;
use app::failure::Failure;
use app::sign_in::{AttemptKey, WINDOW_SAYS, window_is};
use axum::response::sse::Event;
use domain::ids::SignInId;
use futures_util::stream::{BoxStream, Stream, StreamExt as _, unfold};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::events::{Nothing, Place, RETRY, named};
use crate::state::WebState;

/// One window.
struct Window {
    state: WebState,
    key: AttemptKey,
    events: BoxStream<'static, BrowserEvent>,
    stopping: watch::Receiver<bool>,
    says: Interval,
    progress: Progress,
    place: Place<SignInId>,
}

#[derive(Clone, Copy)]
enum Progress {
    Greeting,
    Open,
    Over,
}

/// The stream of one window, from its greeting to the end of the sign-in or of the server.
pub(crate) fn feed(
    state: &WebState,
    key: AttemptKey,
    place: Place<SignInId>,
    events: BoxStream<'static, BrowserEvent>,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let mut says = interval(WINDOW_SAYS);
    says.set_missed_tick_behavior(MissedTickBehavior::Delay);
    says.reset();
    let window = Window {
        stopping: state.windows().stopping(),
        state: state.clone(),
        key,
        events,
        says,
        progress: Progress::Greeting,
        place,
    };
    unfold(window, |mut window| async move {
        let said = window.next().await?;
        Some((Ok(said), window))
    })
}

impl Window {
    async fn next(&mut self) -> Option<Event> {
        match self.progress {
            Progress::Greeting => {
                self.progress = Progress::Open;
                Some(named("hello", &Nothing {}).retry(RETRY))
            }
            Progress::Open => self.wait().await,
            Progress::Over => None,
        }
    }

    async fn wait(&mut self) -> Option<Event> {
        loop {
            let event = tokio::select! {
                biased;
                event = self.events.next() => Some(event?),
                _ = self.stopping.wait_for(|stopping| *stopping) => Some(BrowserEvent::ServerStopping),
                _ = self.says.tick() => None,
            };
            if let Some(event) = event {
                return Some(self.tell(&event));
            }
            match look(&self.state, &self.key).await {
                Look::Waits => {}
                Look::HasCome => return Some(self.tell(&BrowserEvent::SignInChanged)),
                Look::Over => {
                    self.progress = Progress::Over;
                    return Some(named("attempt_over", &Nothing {}));
                }
            }
        }
    }

    fn tell(&mut self, event: &BrowserEvent) -> Event {
        if matches!(event, BrowserEvent::ServerStopping) {
            self.progress = Progress::Over;
        }
        named(event.name(), &Nothing {})
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // A second stream, of a tab beside it or of a line that broke and was opened anew, keeps it open.
        if !self.place.is_the_last() {
            return;
        }
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let (state, key) = (self.state.clone(), self.key.clone());
        runtime.spawn(async move {
            // A sign-in that is over has no window to close.
            if let Err(Failure::Internal(error)) = window_is(state.app(), state.now(), &key, false).await {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "cannot note that a waiting sign-in's window closed"
                );
            }
        });
    }
}

/// How a sign-in stands that waits.
enum Look {
    Waits,
    HasCome,
    Over,
}

/// Says that the window is still open, and looks how its sign-in stands.
async fn look(state: &WebState, key: &AttemptKey) -> Look {
    match window_is(state.app(), state.now(), key, true).await {
        Ok(false) => Look::Waits,
        Ok(true) => Look::HasCome,
        Err(Failure::Refused(_)) => Look::Over,
        Err(Failure::Internal(error)) => {
            let error = format!("{error:#}");
            tracing::warn!(error, "cannot keep a waiting sign-in's window open");
            Look::Waits
        }
    }
}
