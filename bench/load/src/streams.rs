//! Many open event streams, as many browsers hold them: they open, somebody signs in meanwhile, and they come back after
//! a restart. One JSON line tells of each part; a line on the standard input asks for the next.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use http_body_util::BodyExt as _;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};
use tokio::time::sleep;

use crate::clock::now;
use crate::connection::{Connection, form};
use crate::print;

/// Browsers that arrive in a second.
const ARRIVALS: usize = 2_000;
/// Addresses that they come from: one has only so many ports, and the server counts connections by address.
const ADDRESSES: u8 = 4;
/// How long a browser waits after a break: the web client's own times, half of them by chance.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often it is looked whether all are there.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Whose streams.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The server, on loopback: 127.0.0.1:8080.
    #[arg(long)]
    pub(crate) server: SocketAddr,
    /// A file with the sessions' tokens and who signs in meanwhile: `{tokens, login, password}`.
    #[arg(long)]
    secret_file: std::path::PathBuf,
    /// Sign-ins meanwhile, one after the other.
    #[arg(long, default_value_t = 100)]
    sign_ins: usize,
}

#[derive(Deserialize)]
struct Secret {
    tokens: Vec<String>,
    login: String,
    password: String,
}

/// What one part came to.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Part {
    /// All are open, this many seconds after the first began.
    Open(f64),
    /// How long each sign-in took, in milliseconds.
    SignIns(Vec<f64>),
    /// All are open again, this many seconds after the first broke.
    Back(f64),
}

/// What all streams together have come to.
#[derive(Default)]
struct Board {
    open: AtomicUsize,
    broken: AtomicUsize,
    first_break: OnceLock<Instant>,
}

/// Opens a stream for each token, signs in, and sees all break and come back.
///
/// # Errors
/// When a sign-in is refused, or the input ends too early.
pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let secret: Secret = serde_json::from_slice(&std::fs::read(&arguments.secret_file)?)?;
    let mut asked = BufReader::new(tokio::io::stdin()).lines();
    let all = secret.tokens.len();
    let board = Arc::new(Board::default());
    let began = now();
    for (at, token) in secret.tokens.into_iter().enumerate() {
        tokio::spawn(keep_open(arguments.server, at, token, Arc::clone(&board)));
    }
    until(|| board.open.load(Ordering::Relaxed) == all).await;
    print(&Part::Open(now().duration_since(began).as_secs_f64()))?;

    next(&mut asked).await?;
    let form = form(&secret.login, &secret.password);
    let mut waits = Vec::new();
    for _ in 0..arguments.sign_ins {
        let began = now();
        Connection::open(arguments.server).await?.sign_in(&form).await?;
        waits.push(now().duration_since(began).as_secs_f64() * 1_000.0);
    }
    print(&Part::SignIns(waits))?;

    next(&mut asked).await?;
    until(|| board.broken.load(Ordering::Relaxed) >= all && board.open.load(Ordering::Relaxed) == all).await;
    let broke = board.first_break.get().context("no stream broke")?;
    print(&Part::Back(now().duration_since(*broke).as_secs_f64()))
}

/// One browser's stream, opened again after every break for as long as the program runs.
async fn keep_open(server: SocketAddr, at: usize, token: String, board: Arc<Board>) {
    sleep(Duration::from_secs(1) * u32::try_from(at).unwrap_or(u32::MAX) / u32::try_from(ARRIVALS).unwrap_or(1)).await;
    // Spread evenly instead of by chance, so that every run is the same.
    let part = (f64::from(u32::try_from(at).unwrap_or(0)) * 0.618_034).fract();
    let mut wait = FIRST_WAIT;
    loop {
        if let Ok(true) = listen(server, at, &token, &board).await {
            wait = FIRST_WAIT;
        }
        sleep(wait.mul_f64(0.5 + part / 2.0)).await;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// Listens until the stream ends; true when the server had greeted.
async fn listen(server: SocketAddr, at: usize, token: &str, board: &Board) -> Result<bool> {
    let last = u8::try_from(at % usize::from(ADDRESSES))? + 1;
    let from = IpAddr::V4(Ipv4Addr::new(127, 0, 0, last));
    let mut events = Connection::open_from(from, server).await?.events(token).await?;
    let mut greeted = false;
    while let Some(Ok(frame)) = events.frame().await {
        if !greeted && frame.data_ref().is_some_and(|data| data.starts_with(b"event: hello")) {
            greeted = true;
            board.open.fetch_add(1, Ordering::Relaxed);
        }
    }
    if greeted {
        board.open.fetch_sub(1, Ordering::Relaxed);
        board.broken.fetch_add(1, Ordering::Relaxed);
        board.first_break.get_or_init(now);
    }
    Ok(greeted)
}

async fn until(reached: impl Fn() -> bool) {
    while !reached() {
        sleep(LOOK_EVERY).await;
    }
}

async fn next(asked: &mut Lines<BufReader<Stdin>>) -> Result<()> {
    asked.next_line().await?.context("nobody asks for the next part")?;
    Ok(())
}
