//! `GET /healthz` and `GET /readyz`: for whoever watches the process.

use axum::extract::State;
use axum::http::StatusCode;

use crate::state::WebState;

/// The process answers.
pub(crate) async fn show_health() -> &'static str {
    "ok\n"
}

/// The database and the media half answer too. Why it does not is for the log.
pub(crate) async fn show_readiness(State(state): State<WebState>) -> (StatusCode, &'static str) {
    match state.app().ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
