//! Makes many sessions, and prints their tokens: what other measurements begin with.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use hyper::body::Bytes;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::connection::{Connection, form};

/// People who sign in at once: enough to keep every hashing thread busy, far below the queue's end.
const AT_ONCE: usize = 8;

/// Whose sessions, and how many.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The server, on loopback: 127.0.0.1:8080.
    #[arg(long)]
    pub(crate) server: SocketAddr,
    /// Who signs in, commas between.
    #[arg(long, value_delimiter = ',')]
    logins: Vec<String>,
    /// A file with everybody's password.
    #[arg(long)]
    password_file: std::path::PathBuf,
    /// Sessions of each.
    #[arg(long)]
    each: usize,
}

/// Signs everybody in, a few people at a time.
///
/// # Errors
/// When a sign-in is refused.
pub(crate) async fn run(arguments: &Arguments) -> Result<Vec<String>> {
    let password = std::fs::read_to_string(&arguments.password_file).context("the password's file")?;
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut signing = JoinSet::new();
    for login in &arguments.logins {
        let (places, form) = (Arc::clone(&places), form(login, password.trim()));
        let (server, each) = (arguments.server, arguments.each);
        signing.spawn(async move {
            let _place = places.acquire().await?;
            sign_in(server, &form, each).await
        });
    }
    let mut tokens = Vec::new();
    while let Some(some) = signing.join_next().await {
        tokens.extend(some??);
    }
    Ok(tokens)
}

async fn sign_in(server: SocketAddr, form: &Bytes, times: usize) -> Result<Vec<String>> {
    let mut connection = Connection::open(server).await?;
    let mut tokens = Vec::new();
    for _ in 0..times {
        tokens.push(connection.sign_in(form).await?);
    }
    Ok(tokens)
}
