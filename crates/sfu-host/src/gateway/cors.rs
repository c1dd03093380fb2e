//! Any origin may call: the token is the whole authority, and no credentials of a browser are ever looked at.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

/// Lets pages of all origins read the answers, and answers their preflight requests.
pub(super) async fn open_to_all_origins(request: Request, next: Next) -> Response {
    let preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let mut response = if preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    allow(response.headers_mut(), preflight, asked);
    response
}

fn allow(headers: &mut HeaderMap, preflight: bool, asked: Option<HeaderValue>) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if !preflight {
        return;
    }
    let methods = HeaderValue::from_static("OPTIONS, HEAD, GET, POST");
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    // `*` would leave out Authorization, which Twirp callers need.
    let allowed = asked.unwrap_or_else(|| HeaderValue::from_static("authorization, content-type"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
}
