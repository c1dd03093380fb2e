//! Errors as the outside sees them: `application/problem+json` (RFC 9457) with a stable `code`.
//!
//! The only place that knows which refusal of a use case is which HTTP status. Internal errors are logged here, once,
//! and never described to the caller.

mod codes;
mod refusals;

use app::failure::is_temporary;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

pub use codes::{Code, CodeEntry, codes};

/// When to try again while the database is away: most restarts are over by then.
const RETRY_AFTER_SECONDS: u64 = 5;

/// A refusal on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    detail: Option<String>,
    field: Option<String>,
    reason: Option<&'static str>,
    retry_after: Option<u64>,
}

impl Problem {
    /// A problem that says no more than its code.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            field: None,
            reason: None,
            retry_after: None,
        }
    }

    /// Adds what happened this time, in English. Never put a secret or another person's data here.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Names the field of the body that is to blame.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// Adds a finer cause under the same code, for example why a session ended.
    #[must_use]
    pub fn reason(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    /// Says after how many seconds another try makes sense; also sent as `Retry-After`.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Logs an unexpected error and hides it behind [`Code::Internal`], or behind [`Code::Unavailable`] when it passes
    /// by itself (ASVS 16.5.2: a database that is away is no reason to tell anything about it).
    #[must_use]
    pub fn internal(error: &anyhow::Error) -> Self {
        if is_temporary(error) {
            tracing::warn!(error = format!("{error:#}"), "the database does not answer");
            return Self::new(Code::Unavailable).retry_after(RETRY_AFTER_SECONDS);
        }
        tracing::error!(error = format!("{error:#}"), "a request failed");
        Self::new(Code::Internal)
    }

    pub(crate) fn body(&self) -> ProblemBody {
        let entry = self.code.entry();
        ProblemBody {
            kind: format!("urn:vestibule:error:{}", entry.code),
            title: entry.title.to_owned(),
            status: entry.status,
            code: entry.code.to_owned(),
            detail: self.detail.clone(),
            field: self.field.clone(),
            reason: self.reason.map(str::to_owned),
            retry_after: self.retry_after,
        }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

/// The body of every error (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:vestibule:error:wrong_credentials")]
    kind: String,
    /// What happened, in English. Show a translation of `code` instead.
    title: String,
    /// The HTTP status, repeated.
    status: u16,
    /// The stable name of the problem, snake_case.
    #[schema(example = "wrong_credentials")]
    code: String,
    /// What happened this time, in English, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The field that is to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// A finer cause under the same code.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Seconds after which another try makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.code.status(), Json(self.body())).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.code.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
