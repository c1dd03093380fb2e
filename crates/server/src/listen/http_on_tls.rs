//! Plain HTTP on a port that speaks TLS: somebody typed the address without `https://`. Pages are led there; anything
//! that could carry a secret is refused, so that the mistake is noticed and not repeated (ASVS 4.1.2).

use std::convert::Infallible;

use axum::body::Body;
use http::header::{ACCEPT, CONNECTION, HOST, LOCATION};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use crate::config::Limits;

/// Whether the client began with plain HTTP: a request line begins with a capital letter, a TLS record with 0x16.
/// A connection without any byte counts as TLS and runs into the handshake's own end.
pub(super) async fn is_plain(stream: &TcpStream) -> bool {
    let mut first = [0; 1];
    matches!(stream.peek(&mut first).await, Ok(1) if first[0].is_ascii_uppercase())
}

/// Answers one request and closes.
pub(super) async fn answer<S: AsyncRead + AsyncWrite + Unpin>(stream: S, limits: &Limits) {
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header())
        .keep_alive(false)
        .serve_connection(
            TokioIo::new(stream),
            service_fn(|request: Request<Incoming>| async move { Ok::<_, Infallible>(lead_to_https(&request)) }),
        );
    let _ = tokio::time::timeout(limits.header() * 2, connection).await;
}

fn lead_to_https<B>(request: &Request<B>) -> Response<Body> {
    let asks_for_a_page = matches!(*request.method(), Method::GET | Method::HEAD)
        && request
            .headers()
            .get(ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|it| it.contains("text/html"));
    let target = request
        .headers()
        .get(HOST)
        .and_then(|host| secure_address(host, request.uri().path()));
    let mut response = match (asks_for_a_page, target) {
        (true, Some(target)) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::PERMANENT_REDIRECT;
            response.headers_mut().insert(LOCATION, target);
            response
        }
        _ => {
            let mut response = Response::new(Body::from(
                "This port speaks HTTPS only. Use https:// instead of http://.\n",
            ));
            *response.status_mut() = StatusCode::BAD_REQUEST;
            response
        }
    };
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// `https://HOST/PATH`. The query stays behind: it travelled in the open.
fn secure_address(host: &HeaderValue, path: &str) -> Option<HeaderValue> {
    let authority: http::uri::Authority = host.to_str().ok()?.parse().ok()?;
    if authority.as_str().contains('@') || !path.starts_with('/') || path.starts_with("//") {
        return None;
    }
    HeaderValue::from_str(&format!("https://{authority}{path}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asvs_4_1_2_only_pages_are_led_to_https() {
        for (method, path, accept, host, expected) in [
            (
                "GET",
                "/c/123",
                "text/html,*/*",
                "meet.example:8443",
                Some("https://meet.example:8443/c/123"),
            ),
            (
                "HEAD",
                "/?name=Ann",
                "text/html",
                "[::1]:8443",
                Some("https://[::1]:8443/"),
            ),
            ("POST", "/c/123", "text/html", "meet.example", None),
            ("GET", "/api/v1/me", "application/json", "meet.example", None),
            ("GET", "/", "text/html", "user@evil.example", None),
            ("GET", "/", "text/html", "", None),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(ACCEPT, accept)
                .header(HOST, host)
                .body(())
                .unwrap();
            let response = lead_to_https(&request);
            let target = response.headers().get(LOCATION).map(|value| value.to_str().unwrap());
            assert_eq!(target, expected, "{method} {path}");
            let status = if expected.is_some() { 308 } else { 400 };
            assert_eq!(response.status(), status);
        }
    }
}
