//! `POST /api/v1/csp-reports`: browsers report what the Content Security Policy stopped. Counted, and logged within
//! bounds: a report is anybody's word, and a page out of order sends many.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use domain::time::Timestamp;
use serde_json::Value;

use crate::error::Problem;
use crate::extract::read_body;
use crate::openapi::SERVER;
use crate::state::WebState;

/// Greatest size of a report, in bytes.
const REPORT_LIMIT: usize = 16 * 1024;

/// Reports logged in one minute; the others are only counted.
const LOGGED_A_MINUTE: u64 = 30;

/// How many reports came, and how many were logged this minute.
#[derive(Debug, Default)]
pub(crate) struct CspReports {
    minute: AtomicI64,
    logged: AtomicU64,
}

impl CspReports {
    /// Whether this report may take a line of the log. Two at the turn of a minute may both begin it: one line more.
    fn may_log(&self, now: Timestamp) -> bool {
        let minute = now.as_seconds().div_euclid(60);
        if self.minute.swap(minute, Ordering::Relaxed) != minute {
            self.logged.store(0, Ordering::Relaxed);
        }
        self.logged.fetch_add(1, Ordering::Relaxed) < LOGGED_A_MINUTE
    }
}

/// Takes browsers' reports about the Content Security Policy, in both of their forms.
#[utoipa::path(post, path = "/csp-reports", tag = SERVER,
    request_body(content(("application/csp-report"), ("application/reports+json"))),
    responses((status = 204)))]
pub(crate) async fn take_report(State(state): State<WebState>, request: Request) -> Result<StatusCode, Problem> {
    let body = read_body(request, REPORT_LIMIT).await?;
    let parsed: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let reports = match &parsed {
        Value::Array(reports) => reports.as_slice(),
        other => std::slice::from_ref(other),
    };
    for report in reports.iter().take(20) {
        metrics::counter!("csp_reports_total").increment(1);
        if state.csp_reports().may_log(state.now()) {
            let Told {
                directive,
                blocked,
                page,
            } = Told::of(report);
            tracing::warn!(target: "web::csp", directive, blocked, page, "a page was stopped by its own policy");
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What is worth a line: no query, no fragment (they may hold secrets), no script sample.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    directive: String,
    blocked: String,
    page: String,
}

impl Told {
    fn of(report: &Value) -> Self {
        let body = report
            .get("csp-report")
            .or_else(|| report.get("body"))
            .unwrap_or(&Value::Null);
        let text = |names: [&str; 2]| {
            let found = names.iter().find_map(|name| body.get(name)?.as_str());
            bare(found.unwrap_or("-"))
        };
        Self {
            directive: text(["effectiveDirective", "effective-directive"]),
            blocked: text(["blockedURL", "blocked-uri"]),
            page: text(["documentURL", "document-uri"]),
        }
    }
}

/// An address without query and fragment, printable and short (ASVS 16.4.1).
fn bare(text: &str) -> String {
    let address = text.split(['?', '#']).next().unwrap_or_default();
    address.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn asvs_16_2_5_a_report_is_told_without_query_and_fragment() {
        let expected = Told {
            directive: "script-src-elem".to_owned(),
            blocked: "https://evil.example/x.js".to_owned(),
            page: "https://meet.example/set-password".to_owned(),
        };
        let old = json!({"csp-report": {"effective-directive": "script-src-elem",
            "blocked-uri": "https://evil.example/x.js?token=1", "document-uri": "https://meet.example/set-password#s"}});
        let new = json!({"type": "csp-violation", "body": {"effectiveDirective": "script-src-elem",
            "blockedURL": "https://evil.example/x.js", "documentURL": "https://meet.example/set-password?a#b",
            "sample": "secret"}});
        assert_eq!(Told::of(&old), expected);
        assert_eq!(Told::of(&new), expected);
        assert_eq!(Told::of(&json!("x")).page, "-");
        assert_eq!(bare("a\r\nb"), "ab");
    }

    #[test]
    fn the_log_is_not_flooded() {
        let reports = CspReports::default();
        let at = |seconds: i64| Timestamp::from_millis(seconds * 1000);
        let logged = (0..100).filter(|_| reports.may_log(at(120))).count();
        assert_eq!(logged, LOGGED_A_MINUTE as usize);
        assert!(reports.may_log(at(180)), "the next minute begins anew");
    }
}
