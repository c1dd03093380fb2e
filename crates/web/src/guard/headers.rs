//! Security headers of every response (ASVS V3.4), and the Content Security Policy.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::address::{Origin, Scheme};

/// Where browsers report violations of the policy.
pub(crate) const REPORT_PATH: &str = "/api/v1/csp-reports";

/// For everything that is no page: nothing may be loaded, framed or run, should a browser ever show it as one.
const CLOSED_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// For scripts: as closed, out of any sandbox. A worker has the policy of its own script, and one in a sandbox has no origin,
/// hence no cryptography of the browser's (CAP-5).
const SCRIPT_POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), \
         autoplay=(self), fullscreen=(self), screen-wake-lock=(self), picture-in-picture=(self), \
         geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=()",
    ),
];

/// Two years, as preload lists ask; browsers ignore it for bare addresses and under a certificate they do not trust.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Marks a response whose browser sees https by a name of ours, so that it may be told to stay there.
#[derive(Clone, Copy)]
pub(crate) struct SeenSecure;

impl SeenSecure {
    /// Never for loopback names: they are shared by everything that runs on that computer.
    pub(crate) fn of(own: &Origin) -> Option<Self> {
        (own.scheme == Scheme::Https && !own.host.is_loopback()).then_some(Self)
    }
}

/// Middleware: adds what the route did not set itself.
pub(crate) async fn dress(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let secure = response.extensions().get::<SeenSecure>().is_some();
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let policy = HeaderValue::from_static(CLOSED_POLICY);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    if api {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    response
}

/// The policy of a script of the client's: a worker that runs it loads nothing and reaches nobody.
pub(crate) fn script_policy(headers: &mut HeaderMap) {
    let policy = HeaderValue::from_static(SCRIPT_POLICY);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
}

/// The policy of the client's pages: our own files, plus what carries this response's nonce.
///
/// `media` is the origin of `media_url`; it is named as web socket and as plain address, since older browsers do not
/// take `'self'` for web sockets, and the client probes the latter when a connection fails.
pub(crate) fn page_policy(headers: &mut HeaderMap, nonce: &str, media: &Origin) {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; \
         connect-src 'self' {media} {socket}; img-src 'self' data: blob:; font-src 'self'; \
         media-src 'self' blob: mediastream:; worker-src 'self' blob:; manifest-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         report-uri {REPORT_PATH}; report-to csp",
        socket = media.websocket(),
    );
    if let Ok(value) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    if let Ok(value) = HeaderValue::try_from(format!("csp=\"{REPORT_PATH}\"")) {
        headers.insert("reporting-endpoints", value);
    }
}
