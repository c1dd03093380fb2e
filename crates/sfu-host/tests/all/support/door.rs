//! A host behind a listener.

use std::net::SocketAddr;

use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::serve::IncomingStream;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use sfu_host::{ApiKey, Arrival, FORWARDING_HEADERS, Host, HostOptions, KeyScope};
use tokio::net::TcpListener;
use tower::ServiceExt;

use super::token::{FULL, INTERNAL, SECRET};

/// A running host and the address of its HTTP listener.
pub(crate) struct Door {
    pub(crate) host: Host,
    pub(crate) address: SocketAddr,
}

/// Loopback media on a free port, both keys, test controls on.
pub(crate) fn options() -> HostOptions {
    HostOptions {
        bind: [127, 0, 0, 1].into(),
        udp_ports: 0..=0,
        keys: vec![
            ApiKey::new(FULL, SECRET, KeyScope::Full).unwrap(),
            ApiKey::new(INTERNAL, SECRET, KeyScope::JoinOnly).unwrap(),
        ],
        testing: true,
        ..HostOptions::default()
    }
}

#[derive(Clone)]
struct Line {
    peer: SocketAddr,
    local: SocketAddr,
}

impl Connected<IncomingStream<'_, TcpListener>> for Line {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self {
            peer: *stream.remote_addr(),
            local: stream.io().local_addr().unwrap(),
        }
    }
}

async fn note_arrival(ConnectInfo(line): ConnectInfo<Line>, mut request: Request, next: Next) -> Response {
    let forwarded = FORWARDING_HEADERS
        .iter()
        .any(|name| request.headers().contains_key(*name));
    request.extensions_mut().insert(Arrival {
        peer: line.peer,
        local: line.local,
        named_host: Some("localhost".to_owned()),
        forwarded,
        client_ip: line.peer.ip(),
    });
    next.run(request).await
}

impl Door {
    pub(crate) async fn open() -> Self {
        Self::open_with(options()).await
    }

    pub(crate) async fn open_with(options: HostOptions) -> Self {
        let host = Host::start(options).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = host.router().layer(axum::middleware::from_fn(note_arrival));
        let service = router.into_make_service_with_connect_info::<Line>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { host, address }
    }

    /// A plain request, without network: status, headers, body.
    pub(crate) async fn ask(&self, request: http::Request<String>) -> (StatusCode, HeaderMap, String) {
        let (status, headers, bytes) = self.ask_bytes(request.map(String::into_bytes)).await;
        (status, headers, String::from_utf8(bytes.into()).unwrap())
    }

    /// The same for bodies that are no text.
    pub(crate) async fn ask_bytes(&self, request: http::Request<Vec<u8>>) -> (StatusCode, HeaderMap, Bytes) {
        let request = request.map(axum::body::Body::from);
        let response = self.host.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
    }

    /// A plain GET.
    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String) {
        let request = http::Request::get(path).body(String::new()).unwrap();
        let (status, _, body) = self.ask(request).await;
        (status, body)
    }
}
