//! Loads a server over loopback and prints as one line of JSON what it did: `meeting` with synthetic people over the
//! LiveKit protocol (signalling v1), `sign-in` with passwords.
//!
//! Only for figures: it measures, it proves nothing about pictures. It never sends to anything but loopback.

mod bot;
mod clock;
mod connection;
mod figures;
mod meeting;
mod requests;
mod sign_in;
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
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let server = match &arguments {
        Arguments::Meeting(meeting) => meeting.server,
        Arguments::SignIn(sign_in) => sign_in.server,
        Arguments::Requests(requests) => requests.server,
        Arguments::Timing(timing) => timing.server,
    };
    ensure!(server.ip().is_loopback(), "only a server on loopback may be loaded");
    let mut out = std::io::stdout().lock();
    match arguments {
        Arguments::Meeting(meeting) => serde_json::to_writer(&mut out, &meeting::run(&meeting).await?)?,
        Arguments::SignIn(sign_in) => serde_json::to_writer(&mut out, &sign_in::run(&sign_in).await?)?,
        Arguments::Requests(requests) => serde_json::to_writer(&mut out, &requests::run(&requests).await?)?,
        Arguments::Timing(timing) => serde_json::to_writer(&mut out, &timing::run(&timing).await?)?,
    }
    std::io::Write::write_all(&mut out, b"\n")?;
    Ok(())
}
