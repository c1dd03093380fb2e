//! What an open browser is told without having asked.

use domain::ids::{AccountId, SessionId, SignInId};
use domain::session::EndReason;
use futures_util::stream::{self, BoxStream, StreamExt as _};

use crate::App;
use crate::ctx::{Actor, Ctx};
use crate::failure::Outcome;
use crate::sessions::{self, SignedOut};

/// Something that happened to the listener. Its JSON form is what travels between nodes and down to the browser.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum BrowserEvent {
    /// This session is over; the page shows why and how to sign in again (SES-8).
    SessionEnded {
        /// Which session.
        session_id: SessionId,
        /// Why.
        reason: EndReason,
    },
    /// This session is unrestricted from now on (SES-6).
    SessionLifted {
        /// Which session.
        session_id: SessionId,
    },
    /// The account's list of sessions, or its limit, is another.
    SessionsChanged,
    /// A sign-in that waits: the list has changed, or its turn has come. Asking to go on tells which.
    SignInChanged,
    /// A conference the person takes part in was made, changed, deleted, or came to life.
    ConferencesChanged,
    /// The server stops; connect again in a moment.
    ServerStopping,
}

impl BrowserEvent {
    /// The event's name on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SessionEnded { .. } => "session_ended",
            Self::SessionLifted { .. } => "session_lifted",
            Self::SessionsChanged => "sessions_changed",
            Self::SignInChanged => "sign_in_changed",
            Self::ConferencesChanged => "conferences_changed",
            Self::ServerStopping => "server_stopping",
        }
    }
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Session(SessionId),
    SignIn(SignInId),
    Account(AccountId),
    Everybody,
}

impl Audience {
    fn topic(self) -> String {
        match self {
            Self::Session(id) => format!("session/{id}"),
            Self::SignIn(id) => format!("sign_in/{id}"),
            Self::Account(id) => format!("account/{id}"),
            Self::Everybody => "everybody".to_owned(),
        }
    }
}

/// Listens to what concerns this session, its account, or everybody.
///
/// The stream ends when the session does, after saying so, and when the listener is too slow to follow.
///
/// # Errors
/// Refused when the session has ended meanwhile.
pub async fn listen(app: &App, ctx: &Ctx, actor: &Actor) -> Outcome<BoxStream<'static, BrowserEvent>, SignedOut> {
    let audiences = [
        Audience::Session(actor.session.id),
        Audience::Account(actor.account.id),
        Audience::Everybody,
    ];
    let messages = app.shared.subscribe(audiences.map(Audience::topic).to_vec()).await?;
    // Asked after subscribing: an end between the request's check and here would otherwise be told to nobody.
    sessions::still_live(app, ctx, actor).await?;
    let session = actor.session.id;
    let heard = stream::unfold(Some(messages), move |messages| async move {
        let mut messages = messages?;
        let event = loop {
            if let Some(event) = understand(&messages.next().await?) {
                break event;
            }
        };
        let is_last = matches!(event, BrowserEvent::SessionEnded { session_id, .. } if session_id == session);
        Some((event, (!is_last).then_some(messages)))
    });
    Ok(heard.boxed())
}

/// Listens to what concerns a sign-in that waits: its own turn, and the account's sessions.
///
/// # Errors
/// When the other nodes cannot be heard.
pub(crate) async fn listen_as_waiting(
    app: &App,
    sign_in: SignInId,
    account: AccountId,
) -> anyhow::Result<BoxStream<'static, BrowserEvent>> {
    let audiences = [
        Audience::SignIn(sign_in),
        Audience::Account(account),
        Audience::Everybody,
    ];
    let messages = app.shared.subscribe(audiences.map(Audience::topic).to_vec()).await?;
    let concerning = |message: String| async move {
        match understand(&message)? {
            BrowserEvent::SessionsChanged | BrowserEvent::SignInChanged => Some(BrowserEvent::SignInChanged),
            BrowserEvent::ServerStopping => Some(BrowserEvent::ServerStopping),
            _ => None,
        }
    };
    Ok(messages.filter_map(concerning).boxed())
}

/// Tells every open page on every node that this server stops.
pub async fn announce_stop(app: &App) {
    publish(app, Audience::Everybody, &BrowserEvent::ServerStopping).await;
}

/// Tells the audience. A failure is logged and nothing more: the change itself is committed, and every page asks
/// again by itself sooner or later.
pub(crate) async fn publish(app: &App, audience: Audience, event: &BrowserEvent) {
    let published = match serde_json::to_string(event) {
        Ok(message) => app.shared.publish(&audience.topic(), message).await,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = published {
        tracing::warn!(?audience, event = event.name(), %error, "cannot publish an event");
    }
}

fn understand(message: &str) -> Option<BrowserEvent> {
    serde_json::from_str(message)
        .inspect_err(|error| tracing::warn!(%error, "an event from another node makes no sense here"))
        .ok()
}
