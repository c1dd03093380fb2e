//! The command's side.

use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::time::{sleep, timeout};

use super::socket::Address;
use super::{Answer, LONGEST, Order};

/// A server that just starts has the folder a moment before it listens; one with a full hashing queue takes its time.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to try while it starts.
const AGAIN: Duration = Duration::from_millis(50);

/// Hands the order to the server of this data folder. Nothing when no server listens there.
///
/// # Errors
/// When it listens, but cannot be understood, or does not answer in time.
pub async fn ask(folder: &Path, order: &Order) -> anyhow::Result<Option<Answer>> {
    let address = Address::within(folder).context("cannot open the data folder")?;
    let mut stream = match UnixStream::connect(address.path()).await {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            sleep(AGAIN).await;
            return Ok(None);
        }
        Err(error) => return Err(error).context("cannot reach the server that runs here"),
    };
    let asked = timeout(PATIENCE, async {
        stream.write_all(&serde_json::to_vec(order)?).await?;
        stream.shutdown().await?;
        let mut text = Vec::new();
        stream.take(LONGEST).read_to_end(&mut text).await?;
        anyhow::Ok(text)
    });
    let text = match asked.await {
        Ok(text) => text.context("the server that runs here broke off")?,
        Err(_) => bail!(
            "the server that runs here did not answer within {} seconds",
            PATIENCE.as_secs()
        ),
    };
    let answer =
        serde_json::from_slice(&text).context("the server that runs here is of another version; restart it")?;
    Ok(Some(answer))
}
