//! What came back, and what a test asks of it.

use axum::body::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A whole response.
pub struct Answer {
    asked: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    pub(crate) fn new(method: &str, path: &str, status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            asked: format!("{method} {path}"),
            status,
            headers,
            body,
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// A header's value, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        Some(self.headers.get(name)?.to_str().expect("a printable header"))
    }

    /// All headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when there is none.
    #[must_use]
    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    /// The body, of this status only.
    ///
    /// # Panics
    /// When the status is another one.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status(), status, "{self:?}");
        self.json()
    }

    /// The problem, of this status and code only.
    ///
    /// # Panics
    /// When it is another one, or none.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(
            (self.status(), problem["code"].as_str()),
            (status, Some(code)),
            "{self:?}"
        );
        assert_eq!(problem["status"], status, "{self:?}");
        problem
    }

    /// Every response wears these headers, whatever it is (ASVS V3.4).
    pub(crate) fn assert_dressed(&self) {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(self.header(name), Some(value), "{name} of {self:?}");
        }
        let policy = self.header("content-security-policy").unwrap_or_default();
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"),
            "{self:?}"
        );
        assert!(self.header("x-request-id").is_some_and(|id| id.len() == 32), "{self:?}");
        assert!(
            self.header("permissions-policy")
                .is_some_and(|policy| policy.contains("camera=(self)")),
            "{self:?}"
        );
        assert_eq!(self.header("access-control-allow-origin"), None, "no CORS: {self:?}");
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = self.text().chars().take(500).collect();
        write!(f, "{} -> {} {body}", self.asked, self.status)
    }
}
