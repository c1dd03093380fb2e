//! Password sign-ins without a pause, while somebody else asks who they are.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use hyper::body::Bytes;
use serde::Serialize;
use tokio::task::JoinSet;

use crate::clock::now;
use crate::connection::{Connection, form};

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
