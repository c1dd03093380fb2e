//! Password sign-ins without a pause, while somebody else asks who they are.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::clock::now;

/// How often the other person asks.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// Who signs in, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The server, on loopback: 127.0.0.1:8080.
    #[arg(long)]
    pub(crate) server: SocketAddr,
    /// Who signs in again and again.
    #[arg(long)]
    login: String,
    /// Somebody who is signed in and asks for their own account meanwhile.
    #[arg(long)]
    other: String,
    /// A file with the password of both.
    #[arg(long)]
    password_file: std::path::PathBuf,
    /// Sign-ins under way at once: enough to keep every hashing thread busy, far below the queue's end.
    #[arg(long, default_value_t = 16)]
    at_once: usize,
    /// Length of the measurement in seconds.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

/// One measurement.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    sign_ins_per_second: f64,
    /// How long each of the other person's questions took.
    waits_ms: Vec<f64>,
}

/// Signs in until the time is over.
///
/// # Errors
/// When any request is answered with anything but 200.
pub(crate) async fn run(arguments: &Arguments) -> Result<Figures> {
    let password = std::fs::read_to_string(&arguments.password_file).context("the password's file")?;
    let password = password.trim();
    let mut other = Connection::open(arguments.server).await?;
    let token = other.sign_in(&form(&arguments.other, password)).await?;
    let mut connections = Vec::new();
    for _ in 0..arguments.at_once {
        connections.push(Connection::open(arguments.server).await?);
    }
    let end = now() + Duration::from_secs(arguments.seconds);
    let form = form(&arguments.login, password);
    let mut signing: JoinSet<Result<u32>> = connections
        .into_iter()
        .map(|connection| sign_in_until(connection, form.clone(), end))
        .collect();
    let waits_ms = ask_until(other, &token, end).await?;
    let mut done = 0;
    while let Some(count) = signing.join_next().await {
        done += count??;
    }
    Ok(Figures {
        sign_ins_per_second: f64::from(done) / Duration::from_secs(arguments.seconds).as_secs_f64(),
        waits_ms,
    })
}

fn form(login: &str, password: &str) -> Bytes {
    Bytes::from(json!({ "login": login, "password": password, "transport": "bearer" }).to_string())
}

/// How many sign-ins were done in time.
async fn sign_in_until(mut connection: Connection, form: Bytes, end: Instant) -> Result<u32> {
    let mut done = 0;
    while now() < end {
        connection.sign_in(&form).await?;
        done += u32::from(now() < end);
    }
    Ok(done)
}

async fn ask_until(mut connection: Connection, token: &str, end: Instant) -> Result<Vec<f64>> {
    let mut waits = Vec::new();
    while now() < end {
        let asked = now();
        connection.me(token).await?;
        waits.push(now().duration_since(asked).as_secs_f64() * 1_000.0);
        tokio::time::sleep(ASK_EVERY).await;
    }
    Ok(waits)
}

#[derive(Deserialize)]
struct SignedIn {
    token: String,
}

/// One connection, used again and again.
struct Connection {
    host: String,
    requests: SendRequest<Full<Bytes>>,
}

impl Connection {
    async fn open(server: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(server).await?;
        let (requests, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self {
            host: format!("localhost:{}", server.port()),
            requests,
        })
    }

    async fn sign_in(&mut self, form: &Bytes) -> Result<String> {
        let request = Request::post("/api/v1/sign-in").header(header::CONTENT_TYPE, "application/json");
        let answer = self.send(request, form.clone()).await?;
        Ok(serde_json::from_slice::<SignedIn>(&answer)?.token)
    }

    async fn me(&mut self, token: &str) -> Result<()> {
        let request = Request::get("/api/v1/me").header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request, Bytes::new()).await?;
        Ok(())
    }

    async fn send(&mut self, request: hyper::http::request::Builder, body: Bytes) -> Result<Bytes> {
        let request = request.header(header::HOST, &self.host).body(Full::new(body))?;
        self.requests.ready().await?;
        let answer = self.requests.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        ensure!(status == StatusCode::OK, "{status}: {}", String::from_utf8_lossy(&body));
        Ok(body)
    }
}
