//! A browser or an app as the server sees it: a peer, a named host, a cookie jar or a token.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;
use web::Arrival;

use crate::answer::Answer;
use crate::documented;
use crate::events::EventStream;

/// Somebody at a device. Cloning shares the cookie jar, as tabs do.
#[derive(Clone)]
pub struct Client {
    router: Router,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
    bearer: Option<String>,
    peer: SocketAddr,
    tls: bool,
    host: String,
}

impl Client {
    pub(crate) fn new(router: Router) -> Self {
        Self {
            router,
            jar: Arc::default(),
            bearer: None,
            peer: SocketAddr::from(([127, 0, 0, 1], 50_000)),
            tls: false,
            host: "localhost:8080".to_owned(),
        }
    }

    /// The same, from another address.
    #[must_use]
    pub fn from(mut self, peer: &str) -> Self {
        self.peer = SocketAddr::new(peer.parse().expect("an address"), 50_000);
        self
    }

    /// The same, under our TLS.
    #[must_use]
    pub fn over_tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// The same, naming another host.
    #[must_use]
    pub fn naming(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    /// An app with this token, and no cookies.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.bearer = Some(token.to_owned());
        self.jar = Arc::default();
        self
    }

    /// The value of a cookie in the jar.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar().get(name).cloned()
    }

    /// Puts a cookie into the jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar().insert(name.to_owned(), value.to_owned());
    }

    /// GET. A path without a leading `/` is one of `/api/v1/`.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path).send().await
    }

    /// POST with a JSON body.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask("POST", path).json(&body).send().await
    }

    /// PATCH with a JSON body.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask("PATCH", path).json(&body).send().await
    }

    /// PUT with a JSON body.
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask("PUT", path).json(&body).send().await
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Answer {
        self.ask("DELETE", path).send().await
    }

    /// Opens the event stream; its greeting is read already.
    pub async fn events(&self) -> EventStream {
        let mut stream = self.opens("events").await;
        assert_eq!(stream.next().await.expect("a greeting").0, "hello");
        stream
    }

    /// Opens an event stream.
    pub async fn opens(&self, path: &str) -> EventStream {
        let request = self.ask("GET", path).request;
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router never fails");
        assert_eq!(response.status(), 200, "the event stream opens");
        EventStream::new(response.into_body())
    }

    /// Whether the event stream opens; it is hung up at once.
    pub async fn opens_events(&self) -> bool {
        let request = self.ask("GET", "events").request;
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("the router never fails")
            .status()
            == 200
    }

    /// Begins a request as our own page sends it: with cookies or token, and for writes with our header and origin.
    pub fn ask(&self, method: &str, path: &str) -> Asking {
        let path = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/api/v1/{path}")
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .expect("a request");
        let scheme = if self.tls { "https" } else { "http" };
        request.extensions_mut().insert(Arrival {
            peer: self.peer,
            local: SocketAddr::from(([127, 0, 0, 1], 8080)),
            tls: self.tls,
        });
        let mut asking = Asking {
            client: self.clone(),
            request,
        }
        .header("host", &self.host);
        let cookies: Vec<String> = self
            .jar()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if let Some(token) = &self.bearer {
            asking = asking.header("authorization", &format!("Bearer {token}"));
        } else if !cookies.is_empty() {
            asking = asking.header("cookie", &cookies.join("; "));
        }
        if !matches!(method, "GET" | "HEAD") && self.bearer.is_none() {
            let origin = format!("{scheme}://{}", self.host);
            asking = asking.header("vestibule-request", "1").header("origin", &origin);
        }
        asking
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.jar.lock().expect("no other test thread panicked")
    }

    /// Keeps what the answer sets, as browsers do.
    fn keep_cookies(&self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a printable cookie");
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            if attributes.to_ascii_lowercase().contains("max-age=0") {
                self.jar().remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
    }
}

/// A request being made.
#[must_use]
pub struct Asking {
    client: Client,
    request: Request<Body>,
}

impl Asking {
    /// Sets a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header's value");
        self.request
            .headers_mut()
            .insert(HeaderName::try_from(name).expect("a header's name"), value);
        self
    }

    /// Adds another header of the same name.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        let value = HeaderValue::from_str(value).expect("a header's value");
        self.request
            .headers_mut()
            .append(HeaderName::try_from(name).expect("a header's name"), value);
        self
    }

    /// Leaves a header out.
    pub fn without(mut self, name: &str) -> Self {
        self.request.headers_mut().remove(name);
        self
    }

    /// A JSON body.
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Any body.
    pub fn body(mut self, content_type: &str, body: impl Into<Body>) -> Self {
        *self.request.body_mut() = body.into();
        self.header("content-type", content_type)
    }

    /// Sends it, and holds the answer against the API's description.
    pub async fn send(self) -> Answer {
        let Self { client, request } = self;
        let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
        let response = client
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router never fails");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes();
        client.keep_cookies(&parts.headers);
        let answer = Answer::new(&method, &path, parts.status, parts.headers, body);
        answer.assert_dressed();
        documented::check(&method, &path, &answer);
        answer
    }
}
