//! Requests without a pause over many connections: `/healthz` and `/api/v1/me` in turn, so that a machine that gets slower
//! or faster meanwhile does so for both.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::Serialize;
use tokio::task::JoinSet;

use crate::clock::now;
use crate::connection::{Connection, form};
use crate::figures::processor_seconds;

/// How long one turn is.
const TURN: Duration = Duration::from_secs(2);

/// Who asks, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The server, on loopback: 127.0.0.1:8080.
    #[arg(long)]
    pub(crate) server: SocketAddr,
    /// The server's process.
    #[arg(long)]
    pid: u32,
    /// Who asks; each connection has a session of its own.
    #[arg(long)]
    login: String,
    /// A file with the password.
    #[arg(long)]
    password_file: std::path::PathBuf,
    /// Connections.
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Turns of each kind.
    #[arg(long, default_value_t = 5)]
    turns: u32,
}

/// One measurement.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    health: Kind,
    me: Kind,
}

/// What one kind of request came to.
#[derive(Debug, Default, Serialize)]
struct Kind {
    requests: u64,
    seconds: f64,
    /// The server's processor time.
    processor_seconds: f64,
    /// How long each request took, in microseconds.
    waits_us: Vec<u32>,
}

struct Client {
    connection: Connection,
    token: String,
}

/// Asks until all turns are over.
///
/// # Errors
/// When any request is answered with anything but 200.
pub(crate) async fn run(arguments: &Arguments) -> Result<Figures> {
    let password = std::fs::read_to_string(&arguments.password_file).context("the password's file")?;
    let form = form(&arguments.login, password.trim());
    let mut clients = Vec::new();
    for _ in 0..arguments.connections {
        let mut connection = Connection::open(arguments.server).await?;
        let token = connection.sign_in(&form).await?;
        clients.push(Client { connection, token });
    }
    let mut figures = Figures::default();
    for _ in 0..arguments.turns {
        clients = turn(clients, arguments.pid, false, &mut figures.health).await?;
        clients = turn(clients, arguments.pid, true, &mut figures.me).await?;
    }
    Ok(figures)
}

async fn turn(clients: Vec<Client>, pid: u32, me: bool, kind: &mut Kind) -> Result<Vec<Client>> {
    let (began, used) = (now(), processor_seconds(pid)?);
    let end = began + TURN;
    let mut asking: JoinSet<Result<(Client, Vec<u32>)>> =
        clients.into_iter().map(|client| ask_until(client, me, end)).collect();
    let mut back = Vec::new();
    while let Some(asked) = asking.join_next().await {
        let (client, waits) = asked??;
        kind.requests += waits.len() as u64;
        kind.waits_us.extend(waits);
        back.push(client);
    }
    kind.seconds += now().duration_since(began).as_secs_f64();
    kind.processor_seconds += processor_seconds(pid)? - used;
    Ok(back)
}

async fn ask_until(mut client: Client, me: bool, end: Instant) -> Result<(Client, Vec<u32>)> {
    let mut waits = Vec::new();
    loop {
        let asked = now();
        if asked >= end {
            return Ok((client, waits));
        }
        if me {
            client.connection.me(&client.token).await?;
        } else {
            client.connection.health().await?;
        }
        waits.push(u32::try_from(now().duration_since(asked).as_micros()).unwrap_or(u32::MAX));
    }
}
