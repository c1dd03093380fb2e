//! One connection: TLS, then HTTP/1.1 or HTTP/2, with an end to every wait.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::activity::Activity;
use super::body::{Rated, TooSlow, Tracked};
use super::caps::Permit;
use super::stream::Paced;
use super::{Ends, Serving, arrival, http_on_tls};

/// The largest head of a request. A LiveKit client's offer rides in the query of its first one, and takes up to 20 kB.
const LARGEST_HEAD: u32 = 64 * 1024;
/// Requests that may be open at once on one HTTP/2 connection.
const STREAMS: u32 = 100;
/// Bytes of answers that one HTTP/2 connection may have waiting.
const SEND_BUFFER: usize = 256 * 1024;
/// How long a dead peer's connection is kept.
const DEAD: Duration = Duration::from_secs(60);
/// Time for the last frames of a connection that is being closed.
const PARTING: Duration = Duration::from_secs(1);

/// Serves one connection to its end.
pub(super) async fn run(
    stream: TcpStream,
    peer: SocketAddr,
    permit: Permit,
    serving: &Arc<Serving>,
    stop: &CancellationToken,
) {
    let Ok(ends) = Ends::of(&stream, peer).and_then(|ends| tune(&stream).map(|()| ends)) else {
        return;
    };
    let Some(acceptor) = &serving.tls else {
        return serve_http1(stream, ends, permit, serving, stop).await;
    };
    let handshake = async {
        if http_on_tls::is_plain(&stream).await {
            return Err(stream);
        }
        Ok(acceptor.accept(stream).await)
    };
    match tokio::time::timeout(serving.limits.handshake(), handshake).await {
        Ok(Ok(Ok(stream))) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
            serve_http2(stream, ends, permit, serving, stop).await;
        }
        Ok(Ok(Ok(stream))) => serve_http1(stream, ends, permit, serving, stop).await,
        Ok(Ok(Err(error))) => tracing::debug!(%peer, %error, "TLS handshake failed"),
        Ok(Err(plain)) => http_on_tls::answer(plain, &serving.limits).await,
        Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
    }
}

/// Small messages go out at once, and a peer that vanished is noticed by the system.
fn tune(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(DEAD / 2).with_interval(DEAD / 6))?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(DEAD))?;
    Ok(())
}

async fn serve_http1<S>(stream: S, ends: Ends, permit: Permit, serving: &Arc<Serving>, stop: &CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let activity = Activity::http1();
    let stream = Paced::new(stream, activity.clone(), serving.limits.stalled(), permit);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // `drive` tells a slow head from an idle connection; this one would take both for the same.
        .header_read_timeout(None)
        .max_buf_size(LARGEST_HEAD as usize)
        .serve_connection(TokioIo::new(stream), service(ends, serving, &activity))
        .with_upgrades();
    drive(
        connection,
        http1::UpgradeableConnection::graceful_shutdown,
        &activity,
        serving,
        stop,
    )
    .await;
}

async fn serve_http2<S>(stream: S, ends: Ends, permit: Permit, serving: &Arc<Serving>, stop: &CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let activity = Activity::http2();
    let stream = Paced::new(stream, activity.clone(), serving.limits.stalled(), permit);
    let connection = http2::Builder::new(TokioExecutor::new())
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(LARGEST_HEAD)
        .max_pending_accept_reset_streams(20)
        .max_local_error_reset_streams(100)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(DEAD / 3)
        .keep_alive_timeout(DEAD / 3)
        .serve_connection(TokioIo::new(stream), service(ends, serving, &activity));
    drive(
        connection,
        http2::Connection::graceful_shutdown,
        &activity,
        serving,
        stop,
    )
    .await;
}

/// Serves until the connection ends by itself, is overdue, or the server stops; the last two let it part in order.
async fn drive<C: Future>(
    connection: C,
    part: impl Fn(Pin<&mut C>),
    activity: &Activity,
    serving: &Serving,
    stop: &CancellationToken,
) {
    tokio::pin!(connection);
    // How a connection ends is its client's affair; there is nothing to do about an error here.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stop.cancelled() => {
            part(connection.as_mut());
            let _ = connection.await;
        }
        () = activity.overdue(serving.limits.header(), serving.limits.idle()) => {
            part(connection.as_mut());
            let _ = tokio::time::timeout(PARTING, connection).await;
        }
    }
}

/// What hyper calls for each request.
fn service(
    ends: Ends,
    serving: &Arc<Serving>,
    activity: &Activity,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = Response<Body>,
    Error = Infallible,
    Future: Future<Output = Result<Response<Body>, Infallible>> + Send + 'static,
> + use<> {
    let (serving, activity) = (serving.clone(), activity.clone());
    service_fn(move |request| {
        let (serving, activity) = (serving.clone(), activity.clone());
        async move { answer(request, ends, &serving, &activity).await }
    })
}

async fn answer(
    request: Request<Incoming>,
    ends: Ends,
    serving: &Serving,
    activity: &Activity,
) -> Result<Response<Body>, Infallible> {
    let in_flight = activity.begin();
    let too_slow = TooSlow::default();
    let (rate, window) = (serving.limits.body_bytes_per_second, serving.limits.header());
    let mut request = request.map(|body| Body::new(Rated::new(body, rate, window, too_slow.clone())));
    arrival::note(&mut request, ends, serving.tls.is_some(), &serving.proxies);
    let mut response = serving.router.clone().oneshot(request).await?;
    if too_slow.happened() {
        response = Response::new(Body::from("The request's body came too slowly.\n"));
        *response.status_mut() = StatusCode::REQUEST_TIMEOUT;
    }
    Ok(response.map(|body| Body::new(Tracked::new(body, in_flight))))
}
