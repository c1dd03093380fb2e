//! One line per request, with its id, and never a secret: no query, no header, no body; the route's pattern instead of
//! the address where there is one. What changed something or was refused is told at `info`; what was only read, at `debug`.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

use crate::state::WebState;

/// Names a request in the log, in the answer's `X-Request-Id` and in the audit log.
#[derive(Clone, Debug)]
pub(crate) struct RequestId(pub(crate) String);

/// Middleware: names the request, runs it inside its own span, writes the line.
pub(crate) async fn record(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let id = state.random_hex();
    let began = state.now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let route = response
        .extensions()
        .get::<MatchedPath>()
        .map(|matched| matched.as_str().to_owned());
    let status = response.status();
    let millis = u64::try_from(state.now().since(began).as_millis()).unwrap_or(u64::MAX);
    let _entered = span.enter();
    let line = route.as_deref().unwrap_or(&path);
    if is_routine(&method, status) {
        tracing::debug!(target: "web::access", %method, path = line, status = status.as_u16(), millis);
    } else {
        tracing::info!(target: "web::access", %method, path = line, status = status.as_u16(), millis);
    }
    count(&method, route, status);
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// Pages, probes and every client's look at how things stand would drown the rest, and cost more than they do themselves.
fn is_routine(method: &Method, status: StatusCode) -> bool {
    matches!(*method, Method::GET | Method::HEAD) && (status.is_success() || status.is_redirection())
}

/// Counts the request under a bounded set of labels: whoever asks chooses neither a label's name nor its values.
fn count(method: &Method, route: Option<String>, status: StatusCode) {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
    ];
    let method = known
        .iter()
        .find(|known| *known == method)
        .map_or("other", Method::as_str);
    let labels = [
        ("method", method.to_owned()),
        ("route", route.unwrap_or_else(|| "other".to_owned())),
        ("status", status.as_u16().to_string()),
    ];
    metrics::counter!("http_requests_total", &labels).increment(1);
}

/// Middleware of the routes: hands the pattern that matched to [`record`], which stands outside of routing.
pub(crate) async fn name_route(matched: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(matched) = matched {
        response.extensions_mut().insert(matched);
    }
    response
}
