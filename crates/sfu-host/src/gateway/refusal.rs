//! How the door says no: a status and a plain sentence, as LiveKit's clients expect.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::auth::TokenRefusal;
use super::entry::JoinRefusal;
use crate::worker::mailbox::{EntryRefusal, Gone};

/// A refusal of the signalling routes.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) words: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, words: impl Into<String>) -> Self {
        Self {
            status,
            words: words.into(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.words).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<TokenRefusal> for Refusal {
    fn from(refusal: TokenRefusal) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, refusal.to_string())
    }
}

impl From<JoinRefusal> for Refusal {
    fn from(refusal: JoinRefusal) -> Self {
        let status = match refusal {
            JoinRefusal::NoJoin | JoinRefusal::LongLife | JoinRefusal::ForeignKey => StatusCode::UNAUTHORIZED,
            JoinRefusal::NoIdentity
            | JoinRefusal::LongIdentity
            | JoinRefusal::NoRoom
            | JoinRefusal::LongRoom
            | JoinRefusal::PatternRoom => StatusCode::BAD_REQUEST,
        };
        Self::new(status, refusal.to_string())
    }
}

impl From<EntryRefusal> for Refusal {
    fn from(refusal: EntryRefusal) -> Self {
        let status = match refusal {
            EntryRefusal::ParticipantBarred | EntryRefusal::RoomBarred => StatusCode::FORBIDDEN,
            EntryRefusal::Stopping | EntryRefusal::Busy => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, refusal.to_string())
    }
}

impl From<Gone> for Refusal {
    fn from(gone: Gone) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, gone.to_string())
    }
}
