//! A bare page on a bare media server: no accounts, no conferences, tokens for whoever asks. For trying media out.
//!
//! ```text
//! cargo run -p sfu-host --example bare -- CLIENT_JS [LISTEN] [MEDIA_PORT]
//! ```
//!
//! `CLIENT_JS` is `livekit-client.umd.js` of the npm package `livekit-client`. Then open the printed address twice.

use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Query, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{Html, Response};
use axum::routing::get;
use axum::serve::IncomingStream;
use jsonwebtoken::{EncodingKey, Header, encode};
use serde::Deserialize;
use serde_json::json;
use sfu_host::{ApiKey, Arrival, FORWARDING_HEADERS, Host, HostOptions, KeyScope};
use tokio::net::TcpListener;

const KEY: &str = "bare";
const SECRET: &str = "anyone-may-know-this-secret-of-the-bare-page";

/// The two ends of a connection.
#[derive(Clone)]
struct Ends {
    peer: SocketAddr,
    local: Option<SocketAddr>,
}

impl Connected<IncomingStream<'_, TcpListener>> for Ends {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self {
            peer: *stream.remote_addr(),
            local: stream.io().local_addr().ok(),
        }
    }
}

#[derive(Deserialize)]
struct Asked {
    room: String,
    identity: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().init();
    let mut arguments = std::env::args().skip(1);
    let client = arguments.next().ok_or("name the file livekit-client.umd.js")?;
    let client = std::fs::read_to_string(client)?;
    let listen = arguments.next().unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let port = arguments.next().map_or(Ok(7990), |port| port.parse())?;
    let host = Host::start(HostOptions {
        udp_ports: port..=port,
        keys: vec![ApiKey::new(KEY, SECRET, KeyScope::Full)?],
        testing: true,
        ..HostOptions::default()
    })?;
    let figures = host.clone();
    let router = Router::new()
        .route("/", get(|| async { Html(include_str!("bare.html")) }))
        .route(
            "/client.js",
            get(|| async { ([("content-type", "text/javascript")], client) }),
        )
        .route("/token", get(token))
        .route("/figures", get(|| async move { format!("{:?}", figures.figures()) }))
        .merge(host.router())
        .layer(from_fn(note_arrival));
    let listener = TcpListener::bind(&listen).await?;
    tracing::info!("open http://{}", listener.local_addr()?);
    let service = router.into_make_service_with_connect_info::<Ends>();
    tokio::select! {
        served = async { axum::serve(listener, service).await } => served?,
        stopped = tokio::signal::ctrl_c() => stopped?,
    }
    host.shutdown(Duration::from_secs(5)).await;
    Ok(())
}

/// A token for ten minutes, for whoever asks.
async fn token(Query(asked): Query<Asked>) -> Result<String, String> {
    let now = jsonwebtoken::get_current_timestamp();
    let claims = json!({
        "iss": KEY, "sub": asked.identity, "name": asked.identity, "nbf": now, "exp": now + 600,
        "video": {"roomJoin": true, "room": asked.room},
    });
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    encode(&Header::default(), &claims, &key).map_err(|error| error.to_string())
}

async fn note_arrival(ConnectInfo(ends): ConnectInfo<Ends>, mut request: Request, next: Next) -> Response {
    if let Some(local) = ends.local {
        let headers = request.headers();
        let named_host = headers
            .get("host")
            .and_then(|host| host.to_str().ok())
            .and_then(|host| host.parse::<http::uri::Authority>().ok())
            .map(|authority| authority.host().to_owned());
        let forwarded = FORWARDING_HEADERS.iter().any(|name| headers.contains_key(*name));
        request.extensions_mut().insert(Arrival {
            peer: ends.peer,
            local,
            named_host,
            forwarded,
            client_ip: ends.peer.ip(),
        });
    }
    next.run(request).await
}
