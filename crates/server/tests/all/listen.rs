//! The accept loop under hostile and honest clients, on real sockets with short limits.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::{any, get, post};
use http::Request;
use http_body_util::{BodyExt, Empty, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use server::config::Limits;
use server::listen::{Serving, bind, serve, tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::CancellationToken;
use web::address::Proxies;

/// Much longer than any limit under test: what takes this long hangs.
const PATIENCE: Duration = Duration::from_secs(20);

struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    certificate: Option<CertificateDer<'static>>,
}

fn short_limits() -> Limits {
    Limits {
        handshake_seconds: 1,
        header_seconds: 1,
        idle_seconds: 2,
        stalled_seconds: 1,
        stop_seconds: 1,
        ..Limits::default()
    }
}

async fn slow(request: String) -> String {
    tokio::time::sleep(Duration::from_millis(300)).await;
    request
}

async fn echo(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket| {
        while let Some(Ok(Message::Text(text))) = socket.recv().await {
            let _ = socket.send(Message::Text(text)).await;
        }
    })
}

fn router() -> Router {
    Router::new()
        .route("/", get(|| async { "hello" }))
        .route("/slow", post(slow))
        .route("/echo", any(echo))
        .route("/large", get(|| async { vec![0_u8; 32 * 1024 * 1024] }))
}

impl Server {
    fn plain(limits: Limits) -> Self {
        Self::start(limits, None, Proxies::default())
    }

    fn secure(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tls.pem");
        let names = BTreeSet::from(["localhost".to_owned(), "127.0.0.1".to_owned()]);
        let identity = tls::self_signed(&path, &names).unwrap();
        let certificate = CertificateDer::from_pem_file(&path).unwrap();
        Self::start(limits, Some((identity, certificate)), Proxies::default())
    }

    fn start(limits: Limits, tls: Option<(tls::Identity, CertificateDer<'static>)>, proxies: Proxies) -> Self {
        let sockets = bind(&["127.0.0.1:0".parse().unwrap()], "--listen").unwrap();
        let address = sockets[0].local_addr().unwrap();
        let (identity, certificate) = tls.unzip();
        let tls = identity.map(|identity| identity.acceptor().unwrap());
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(
            sockets,
            Serving {
                router: router(),
                limits,
                proxies,
                tls,
            },
            stop.clone(),
        ));
        Self {
            address,
            stop,
            serving,
            certificate,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn connect_tls(&self, protocol: &[u8]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone().unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config))
            .connect(name, self.connect().await)
            .await
            .unwrap()
    }
}

/// Everything until the server closes, which it must in time.
async fn read_to_end(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut bytes = Vec::new();
    let reading = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes));
    // A reset ends the connection as well as a close does.
    let _ = reading.await.expect("the server keeps the connection open");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One whole response with a `content-length`.
async fn read_response(stream: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut text = String::new();
    let mut buffer = [0; 1024];
    let reading = async {
        loop {
            let length = text
                .to_ascii_lowercase()
                .split_once("content-length: ")
                .and_then(|(_, rest)| rest.split_once("\r\n")?.0.parse::<usize>().ok());
            if let (Some(length), Some((_, body))) = (length, text.split_once("\r\n\r\n"))
                && body.len() >= length
            {
                return;
            }
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "closed after {text}");
            text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
    };
    tokio::time::timeout(PATIENCE, reading).await.expect("no response");
    text
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

#[tokio::test]
async fn slowloris_clients_that_send_nothing_or_half_a_head_are_closed() {
    let server = Server::plain(short_limits());
    let (mut silent, mut half) = (server.connect().await, server.connect().await);
    half.write_all(b"GET / HTTP/1.1\r\nhost: ").await.unwrap();
    assert_eq!(read_to_end(&mut silent).await, "");
    assert_eq!(read_to_end(&mut half).await, "");

    let mut dribbling = server.connect().await;
    let (mut reader, mut writer) = dribbling.split();
    let dribble = async {
        let mut interval = tokio::time::interval(Duration::from_millis(200));
        loop {
            interval.tick().await;
            if writer.write_all(b"x").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    tokio::select! {
        text = read_to_end(&mut reader) => assert_eq!(text, ""),
        () = dribble => unreachable!("dribbling never ends by itself"),
    }
}

#[tokio::test]
async fn a_connection_is_kept_between_requests_but_not_for_ever() {
    let server = Server::plain(Limits {
        header_seconds: 1,
        idle_seconds: 1,
        ..short_limits()
    });
    let mut stream = server.connect().await;
    for _ in 0..2 {
        stream.write_all(GET).await.unwrap();
        assert!(read_response(&mut stream).await.ends_with("hello"));
    }
    assert_eq!(read_to_end(&mut stream).await, "");
}

#[tokio::test]
async fn a_slow_answer_is_not_taken_for_an_idle_connection() {
    let server = Server::plain(short_limits());
    let mut stream = server.connect().await;
    stream
        .write_all(b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n")
        .await
        .unwrap();
    stream.write_all(b"12345").await.unwrap();
    assert!(read_response(&mut stream).await.ends_with("12345"));
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_its_answer_is_closed() {
    let server = Server::plain(short_limits());
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    // Told to stop, the server would wait for this answer; it ends because the stall does.
    let closed = tokio::time::timeout(PATIENCE, async {
        while stream.peek(&mut [0; 1]).await.is_ok_and(|read| read > 0) {
            if stream.write_all(b" ").await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    closed
        .await
        .expect("the connection is kept for a client that reads nothing");
}

#[tokio::test]
async fn over_long_heads_are_refused() {
    let server = Server::plain(short_limits());
    let mut stream = server.connect().await;
    let head = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(300_000));
    let _ = stream.write_all(head.as_bytes()).await;
    let text = read_to_end(&mut stream).await;
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 431"), "{text}");
}

#[tokio::test]
async fn connections_over_a_cap_are_closed_and_places_are_given_back() {
    let server = Server::plain(Limits {
        connections_per_address: 2,
        header_seconds: 10,
        ..short_limits()
    });
    let (mut one, mut two) = (server.connect().await, server.connect().await);
    for stream in [&mut one, &mut two] {
        stream.write_all(GET).await.unwrap();
        read_response(stream).await;
    }
    assert_eq!(read_to_end(&mut server.connect().await).await, "");
    drop(one);
    let served = tokio::time::timeout(PATIENCE, async {
        loop {
            let mut next = server.connect().await;
            let mut first = [0; 1];
            if next.write_all(GET).await.is_ok() && next.read_exact(&mut first).await.is_ok() {
                return;
            }
        }
    });
    served.await.expect("the place is not given back");
    // A proxy stands for everybody behind it.
    let proxies = Proxies::new(vec!["127.0.0.1/32".parse().unwrap()]);
    let server = Server::start(
        Limits {
            connections_per_address: 1,
            ..short_limits()
        },
        None,
        proxies,
    );
    let (mut one, mut two) = (server.connect().await, server.connect().await);
    for stream in [&mut one, &mut two] {
        stream.write_all(GET).await.unwrap();
        read_response(stream).await;
    }
}

#[tokio::test]
async fn websockets_are_upgraded_and_outlive_the_limits_of_requests() {
    let server = Server::plain(Limits {
        idle_seconds: 1,
        ..short_limits()
    });
    let mut stream = server.connect().await;
    let ask = "GET /echo HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
               sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut head = vec![0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(head, b"HTTP/1.1 101");
    // Longer than a request's connection may idle; then a masked text frame with "ping".
    let quiet = tokio::time::timeout(Duration::from_millis(1_500), async {
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await.unwrap() > 0 {}
    });
    assert!(quiet.await.is_err(), "closed while idle");
    stream
        .write_all(&[0x81, 0x84, 0, 0, 0, 0, b'p', b'i', b'n', b'g'])
        .await
        .unwrap();
    let mut frame = [0; 6];
    stream.read_exact(&mut frame).await.unwrap();
    assert_eq!(&frame, b"\x81\x04ping");
}

#[tokio::test]
async fn tls_serves_http1_and_http2() {
    let server = Server::secure(short_limits());
    let mut stream = server.connect_tls(b"http/1.1").await;
    stream.write_all(GET).await.unwrap();
    assert!(read_response(&mut stream).await.ends_with("hello"));

    let stream = server.connect_tls(b"h2").await;
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake::<_, _, Empty<&[u8]>>(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    let connection = tokio::spawn(connection);
    let request = || Request::get("https://localhost/").body(Empty::new()).unwrap();
    let (one, two) = tokio::join!(sender.send_request(request()), sender.clone().send_request(request()));
    for response in [one.unwrap(), two.unwrap()] {
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "hello");
    }
    // Idle, it is closed by the server.
    tokio::time::timeout(PATIENCE, connection)
        .await
        .expect("an idle HTTP/2 connection is kept")
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn asvs_12_1_1_a_handshake_that_is_none_or_too_slow_is_closed() {
    let server = Server::secure(short_limits());
    let (mut silent, mut noise) = (server.connect().await, server.connect().await);
    noise.write_all(&[0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0xff]).await.unwrap();
    assert_eq!(read_to_end(&mut silent).await, "");
    read_to_end(&mut noise).await;
}

#[tokio::test]
async fn plain_http_on_the_tls_port_is_led_to_https() {
    let server = Server::secure(short_limits());
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /c/123?name=Ann HTTP/1.1\r\nhost: localhost:1\r\naccept: text/html\r\n\r\n")
        .await
        .unwrap();
    let text = read_to_end(&mut stream).await;
    assert!(
        text.starts_with("HTTP/1.1 308") && text.contains("location: https://localhost:1/c/123\r\n"),
        "{text}"
    );
}

#[tokio::test]
async fn told_to_stop_open_requests_end_and_idle_connections_close() {
    let server = Server::plain(Limits {
        stop_seconds: 9,
        ..short_limits()
    });
    let (mut busy, mut idle) = (server.connect().await, server.connect().await);
    idle.write_all(GET).await.unwrap();
    read_response(&mut idle).await;
    busy.write_all(b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\nok")
        .await
        .unwrap();
    // The request is being answered before the server hears that it shall stop.
    idle.write_all(GET).await.unwrap();
    read_response(&mut idle).await;
    server.stop.cancel();
    assert!(read_to_end(&mut busy).await.ends_with("ok"));
    assert_eq!(read_to_end(&mut idle).await, "");
    tokio::time::timeout(PATIENCE, server.serving)
        .await
        .expect("does not stop")
        .unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "still listening");
}

#[tokio::test]
async fn told_to_stop_no_connection_holds_the_server_longer_than_allowed() {
    let server = Server::plain(Limits {
        stop_seconds: 1,
        stalled_seconds: 600,
        ..short_limits()
    });
    let mut stream = server.connect().await;
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    stream.peek(&mut [0; 1]).await.unwrap();
    server.stop.cancel();
    tokio::time::timeout(Duration::from_secs(5), server.serving)
        .await
        .expect("does not stop")
        .unwrap();
}

#[tokio::test]
async fn a_body_that_never_comes_is_answered_with_408() {
    let server = Server::plain(Limits {
        body_bytes_per_second: 1_024,
        ..short_limits()
    });
    let mut stream = server.connect().await;
    stream
        .write_all(b"POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 5000\r\n\r\nabc")
        .await
        .unwrap();
    let text = read_to_end(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 408"), "{text}");
}

#[tokio::test]
async fn full_bodies_pass_in_both_directions() {
    let server = Server::secure(short_limits());
    let stream = server.connect_tls(b"h2").await;
    let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let text = "x".repeat(1_000_000);
    let request = Request::post("https://localhost/slow")
        .body(Full::new(axum::body::Bytes::from(text.clone())))
        .unwrap();
    let response = sender.send_request(request).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), text);
}
