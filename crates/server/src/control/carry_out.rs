//! The server's side.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use app::accounts::{NewAccount, create_from_cli};
use app::failure::Failure;
use app::{App, Typed};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::socket::Address;
use super::{Answer, LONGEST, Order};

/// So many orders at once.
const AT_ONCE: usize = 4;

/// How long an order may take to come and to be carried out.
const PATIENCE: Duration = Duration::from_secs(30);

/// Takes orders in this data folder until it is told to stop. The folder is locked.
///
/// # Errors
/// When the socket cannot be made.
pub(crate) fn serve(
    folder: &Path,
    app: App,
    stop: CancellationToken,
) -> anyhow::Result<impl Future<Output = ()> + use<>> {
    let address = Address::within(folder).context("cannot open the data folder")?;
    // The lock is ours: what lies there was left by a server that is no more.
    match fs::remove_file(address.path()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).context("cannot remove an old socket");
        }
        _ => {}
    }
    let listener = UnixListener::bind(address.path()).context("cannot make a socket in the data folder")?;
    fs::set_permissions(address.path(), Permissions::from_mode(0o600)).context("cannot close the socket to others")?;
    Ok(async move {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let next = async {
                let place = Arc::clone(&places).acquire_owned().await;
                (place, listener.accept().await)
            };
            let (place, accepted) = tokio::select! {
                () = stop.cancelled() => break,
                next = next => next,
            };
            let Ok(place) = place else { break };
            match accepted {
                Ok((stream, _)) => {
                    let app = app.clone();
                    tokio::spawn(async move {
                        if let Err(error) = timeout(PATIENCE, answer(&app, stream)).await.unwrap_or(Ok(())) {
                            tracing::warn!(
                                error = format!("{error:#}"),
                                "an order from the command line came to nothing"
                            );
                        }
                        drop(place);
                    });
                }
                // Out of files, say: others end, and there will be one again.
                Err(error) => {
                    tracing::warn!(%error, "cannot take an order from the command line");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        let _ = fs::remove_file(address.path());
    })
}

async fn answer(app: &App, mut stream: UnixStream) -> anyhow::Result<()> {
    let mut text = Vec::new();
    (&mut stream).take(LONGEST).read_to_end(&mut text).await?;
    let order: Order = serde_json::from_slice(&text).context("an order that cannot be read")?;
    let answer = carry_out(app, order).await;
    stream.write_all(&serde_json::to_vec(&answer)?).await?;
    Ok(stream.shutdown().await?)
}

/// Carries out an order, in this process.
pub(crate) async fn carry_out(app: &App, order: Order) -> Answer {
    let Order::CreateAccount {
        login,
        name,
        account_type,
        level,
        password,
    } = order;
    let new = NewAccount {
        login,
        name,
        number: None,
        account_type,
        level,
    };
    match create_from_cli(app, new, Typed::new(password)).await {
        Ok(account) => Answer::Done(format!("The account {} was made.", account.login)),
        Err(Failure::Refused(refusal)) => Answer::Refused(format!("no account was made: {refusal}")),
        Err(Failure::Internal(error)) => {
            tracing::error!(
                error = format!("{error:#}"),
                "cannot carry out an order from the command line"
            );
            Answer::Failed
        }
    }
}
