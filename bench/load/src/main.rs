//! Loads a server over loopback and prints in lines of JSON what it did: `meeting` with synthetic people over the
//! LiveKit protocol (signalling v1), all else over the HTTP API.
//!
//! Only for figures: it measures, it proves nothing about pictures. It never sends to anything but loopback.

mod bot;
mod clock;
mod connection;
mod figures;
mod meeting;
mod requests;
mod sessions;
mod sign_in;
mod streams;
mod timing;
mod token;

use anyhow::{Result, ensure};
use clap::Parser;

/// What to load the server with.
#[derive(Debug, Parser)]
enum Arguments {
    /// A meeting: what one forwarded packet costs the server.
    Meeting(meeting::Arguments),
    /// Sign-ins without a pause: how many a second, and how long others wait meanwhile.
    SignIn(sign_in::Arguments),
    /// Requests with a session beside requests without one: what a check of a session costs.
    Requests(requests::Arguments),
    /// Refused sign-ins: whether their time tells who has an account.
    Timing(timing::Arguments),
    /// Makes sessions for other measurements.
    Sessions(sessions::Arguments),
    /// Open event streams: while somebody signs in, and after a restart.
    Streams(streams::Arguments),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let server = match &arguments {
        Arguments::Meeting(meeting) => meeting.server,
        Arguments::SignIn(sign_in) => sign_in.server,
        Arguments::Requests(requests) => requests.server,
        Arguments::Timing(timing) => timing.server,
        Arguments::Sessions(sessions) => sessions.server,
        Arguments::Streams(streams) => streams.server,
    };
    ensure!(server.ip().is_loopback(), "only a server on loopback may be loaded");
    match arguments {
        Arguments::Meeting(meeting) => print(&meeting::run(&meeting).await?),
        Arguments::SignIn(sign_in) => print(&sign_in::run(&sign_in).await?),
        Arguments::Requests(requests) => print(&requests::run(&requests).await?),
        Arguments::Timing(timing) => print(&timing::run(&timing).await?),
        Arguments::Sessions(sessions) => print(&sessions::run(&sessions).await?),
        Arguments::Streams(streams) => streams::run(&streams).await,
    }
}

/// Prints a line of JSON.
fn print(what: &impl serde::Serialize) -> Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    std::io::Write::write_all(&mut out, &line)?;
    Ok(std::io::Write::flush(&mut out)?)
}
