//! Twirp's errors: a code, a sentence, and the HTTP status that goes with the code.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use crate::refusal::RoomRefusal;

/// A Twirp error, `{"code", "msg", "meta"}`.
#[derive(Debug)]
pub(super) struct TwirpError {
    code: &'static str,
    words: String,
}

impl TwirpError {
    pub(super) fn new(code: &'static str, words: impl Into<String>) -> Self {
        Self {
            code,
            words: words.into(),
        }
    }

    pub(super) fn bad_route(words: &str) -> Self {
        Self::new("bad_route", words)
    }

    /// Twirp v7, "Errors": the status of each code.
    fn status(&self) -> StatusCode {
        match self.code {
            "malformed" | "invalid_argument" => StatusCode::BAD_REQUEST,
            "unauthenticated" => StatusCode::UNAUTHORIZED,
            "permission_denied" => StatusCode::FORBIDDEN,
            "bad_route" | "not_found" => StatusCode::NOT_FOUND,
            "deadline_exceeded" => StatusCode::REQUEST_TIMEOUT,
            "failed_precondition" => StatusCode::PRECONDITION_FAILED,
            "resource_exhausted" => StatusCode::TOO_MANY_REQUESTS,
            "unimplemented" => StatusCode::NOT_IMPLEMENTED,
            "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for TwirpError {
    fn into_response(self) -> Response {
        let body = serde_json::json!({"code": self.code, "msg": self.words, "meta": {}}).to_string();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl From<RoomRefusal> for TwirpError {
    fn from(refusal: RoomRefusal) -> Self {
        let code = match refusal {
            RoomRefusal::RoomNotFound | RoomRefusal::ParticipantNotFound | RoomRefusal::TrackNotFound => "not_found",
            RoomRefusal::UnmuteNotEnabled | RoomRefusal::RoomBarred => "failed_precondition",
            RoomRefusal::Invalid(_) => "invalid_argument",
            RoomRefusal::ReservedName => "permission_denied",
            RoomRefusal::Unsupported(_) => "unimplemented",
            RoomRefusal::Unavailable => "unavailable",
            RoomRefusal::Internal => "internal",
        };
        Self::new(code, refusal.to_string())
    }
}

/// Rooms of conferences come to life by a conference's tokens, not from outside.
pub(super) fn refuse_reserved(reserved: bool) -> Result<(), TwirpError> {
    if reserved {
        return Err(RoomRefusal::ReservedName.into());
    }
    Ok(())
}
