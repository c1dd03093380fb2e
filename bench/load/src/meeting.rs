//! A meeting: some send, everybody else receives.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use tokio::time::{sleep, timeout};

use crate::bot::{Bot, Counts, Part};
use crate::figures::{self, Figures};
use crate::token;

/// Who comes, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The server, on loopback: 127.0.0.1:7880.
    #[arg(long)]
    pub(crate) server: std::net::SocketAddr,
    /// The server's API key.
    #[arg(long)]
    key: String,
    /// A file with the key's secret.
    #[arg(long)]
    secret_file: std::path::PathBuf,
    /// The room's name.
    #[arg(long, default_value = "load")]
    room: String,
    /// People who send video.
    #[arg(long, default_value_t = 0)]
    video: usize,
    /// People who send sound.
    #[arg(long, default_value_t = 0)]
    audio: usize,
    /// People who only receive.
    #[arg(long)]
    receivers: usize,
    /// Bits per second of each video.
    #[arg(long, default_value_t = 1_500_000)]
    video_bits: usize,
    /// Length of the measurement in seconds.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Process id of the server, to count its processor time.
    #[arg(long)]
    pid: Option<u32>,
}

/// Lets everybody come and counts what arrives.
///
/// # Errors
/// When somebody cannot come, or nothing reaches them.
pub(crate) async fn run(arguments: &Arguments) -> Result<Figures> {
    let secret = std::fs::read_to_string(&arguments.secret_file).context("the secret's file")?;
    let everybody = gather(arguments, secret.trim()).await?;
    let receivers = &everybody[arguments.video + arguments.audio..];
    let expected = arguments.video + arguments.audio;
    timeout(Duration::from_secs(60), all_receive(receivers, expected))
        .await
        .context("not everybody received")?;
    figures::measure(&everybody, arguments.seconds, arguments.pid).await
}

/// Lets everybody come, senders first.
async fn gather(arguments: &Arguments, secret: &str) -> Result<Vec<Arc<Counts>>> {
    let video = std::iter::repeat_n(
        Part::Video {
            bits: arguments.video_bits,
        },
        arguments.video,
    );
    let audio = std::iter::repeat_n(Part::Audio, arguments.audio);
    let receivers = std::iter::repeat_n(Part::Receiver, arguments.receivers);
    let mut everybody = Vec::new();
    for (number, part) in video.chain(audio).chain(receivers).enumerate() {
        let token = token::join(&arguments.key, secret, &arguments.room, &format!("bot-{number}"))?;
        let bot = Bot::join(arguments.server, &token, part).await?;
        everybody.push(bot.counts());
        tokio::spawn(bot.run());
        // A storm of joins is another measurement.
        sleep(Duration::from_millis(30)).await;
    }
    Ok(everybody)
}

/// Waits until packets of every sender reach every receiver.
async fn all_receive(receivers: &[Arc<Counts>], tracks: usize) {
    while receivers.iter().any(|counts| counts.tracks() < tracks) {
        sleep(Duration::from_millis(100)).await;
    }
    // Whoever came last settles.
    sleep(Duration::from_secs(3)).await;
}
