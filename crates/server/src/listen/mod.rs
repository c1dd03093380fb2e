//! The accept loop: every connection from its first byte to its last. axum's own loop sets no timer, so that a client
//! who sends nothing holds its connection for ever; here each phase of a connection has an end (security.md §0.2).

mod activity;
mod arrival;
mod bind;
mod body;
mod caps;
mod connection;
mod http_on_tls;
mod stream;
pub mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::address::Proxies;

pub use bind::{BindError, bind};

use crate::config::Limits;
use caps::Caps;

/// What every connection is served with.
pub struct Serving {
    /// What answers requests.
    pub router: Router,
    /// Timeouts and caps.
    pub limits: Limits,
    /// Whose forwarding headers are believed, and who is not counted as a client.
    pub proxies: Proxies,
    /// TLS, where the listener speaks it.
    pub tls: Option<TlsAcceptor>,
}

/// Accepts on these sockets until `stop`, then lets open requests end for `limits.stop_seconds` at most.
///
/// `stop` asks every connection to finish what it does: keep-alive connections close, streams are ended by whoever
/// feeds them.
pub async fn serve(sockets: Vec<TcpListener>, serving: Serving, stop: CancellationToken) {
    let caps = Caps::new(serving.limits.connections, serving.limits.connections_per_address);
    let patience = serving.limits.stop();
    let serving = Arc::new(serving);
    let connections = TaskTracker::new();
    let abort = CancellationToken::new();
    let loops: Vec<_> = sockets
        .into_iter()
        .map(|socket| {
            let (serving, caps, connections) = (serving.clone(), caps.clone(), connections.clone());
            let (stop, abort) = (stop.clone(), abort.clone());
            tokio::spawn(async move { accept_loop(&socket, &serving, &caps, &connections, &stop, &abort).await })
        })
        .collect();
    stop.cancelled().await;
    for accepting in loops {
        // The sockets close here, so that a successor can listen while we still finish.
        let _ = accepting.await;
    }
    connections.close();
    if tokio::time::timeout(patience, connections.wait()).await.is_err() {
        tracing::info!(
            connections = connections.len(),
            "cutting connections that did not end in time"
        );
    }
    abort.cancel();
    connections.wait().await;
}

async fn accept_loop(
    socket: &TcpListener,
    serving: &Arc<Serving>,
    caps: &Caps,
    connections: &TaskTracker,
    stop: &CancellationToken,
    abort: &CancellationToken,
) {
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = socket.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                recover(&error).await;
                continue;
            }
        };
        let counted = if serving.proxies.trusts(peer.ip()) {
            caps.admit_proxy()
        } else {
            caps.admit(peer.ip())
        };
        // Over a cap the connection is closed at once: answering politely would cost what the cap is to save.
        let Some(permit) = counted else { continue };
        metrics::counter!("vestibule_connections_accepted_total").increment(1);
        let (serving, stop, abort) = (serving.clone(), stop.clone(), abort.clone());
        connections.spawn(async move {
            tokio::select! {
                () = abort.cancelled() => {}
                () = connection::run(stream, peer, permit, &serving, &stop) => {}
            }
        });
    }
}

/// A failed accept is about one connection (go on at once) or about this process (out of files: give others time to
/// close theirs).
async fn recover(error: &std::io::Error) {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        return;
    }
    tracing::warn!(%error, "cannot accept connections");
    tokio::time::sleep(Duration::from_millis(200)).await;
}

/// Both ends of a connection.
#[derive(Clone, Copy)]
struct Ends {
    peer: SocketAddr,
    local: SocketAddr,
}

impl Ends {
    fn of(stream: &TcpStream, peer: SocketAddr) -> std::io::Result<Self> {
        Ok(Self {
            peer,
            local: stream.local_addr()?,
        })
    }
}
