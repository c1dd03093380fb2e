//! Puts the server together: opens what it keeps, starts the media half, joins the routers, and ends it all in order.

mod announce;
mod parts;
mod tests_only;

use std::time::Duration;

use anyhow::Context;
use app::App;
use app::system::SystemEntropy;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use sfu_host::Host;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::address::Proxies;

pub use parts::carry_out;
pub use tests_only::Tests;

use crate::adapters::MediaEmbedded;
use crate::config::Config;
use crate::control;
use crate::data::{DataError, DataFolder, FolderLock};
use crate::listen::{self, Serving, tls};
use crate::telemetry::Figures;

/// How long the media half may take to say good-bye to its clients, within `limits.stop_seconds`.
const FAREWELL: Duration = Duration::from_secs(4);

/// How long the database may take to close.
const CLOSING: Duration = Duration::from_secs(1);

/// Runs the server until it is told to stop (SIGTERM, SIGINT).
///
/// # Errors
/// Whatever keeps it from starting, in words for the person who started it.
pub async fn serve(config: Config, tests: Tests) -> anyhow::Result<()> {
    tests.check(&config)?;
    raise_file_limit();
    let stopped = stop_signal()?;
    let folder = DataFolder::open(&config.server.data_dir)?;
    let _lock = lock(&folder).await?;
    let identity = parts::tls_identity(&config, &folder)?;
    let certificate = identity.as_ref().map(tls::Identity::names).unwrap_or_default();
    let sockets = listen::bind(&config.server.listen.addresses(), "--listen ADDRESS:PORT")?;
    let port = sockets
        .first()
        .and_then(|socket| socket.local_addr().ok())
        .map_or(0, |address| address.port());

    let media_keys = folder.media_keys(&SystemEntropy)?;
    let host = parts::media_host(&config, tests, &media_keys)?;
    let store = parts::store(&config, tests, &folder).await?;
    let app = parts::app(
        &config,
        tests,
        store.clone(),
        parts::server_key(&config, &folder)?,
        media_keys,
        MediaEmbedded::new(host.clone()),
    )?;
    let state = parts::web_state(&config, &app, certificate.clone());
    let serving = Serving {
        router: web::router(state.clone()).merge(host.router()),
        limits: config.limits.clone(),
        proxies: Proxies::new(config.server.proxies.clone()),
        tls: identity.map(tls::Identity::acceptor).transpose()?,
    };

    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    serve_figures(&config, &host, &app, &tasks, &stop)?;
    app::conference::bar_again(&app)
        .await
        .context("cannot keep out whom it kept out before it stopped")?;
    if config.database.is_own() {
        tasks.spawn(control::serve(folder.path(), app.clone(), stop.clone())?);
    }
    tasks.spawn(listen::serve(sockets, serving, stop.clone()));
    tasks.spawn(app::background::run(app.clone(), stop.clone().cancelled_owned()));
    announce::started(&config, port, &certificate, &host.media_addresses(), &app).await?;

    stopped.await;
    tracing::info!("stopping");
    // Streams and calls are told first, so that their clients come back by themselves instead of running into a wall.
    state.stop();
    stop.cancel();
    host.shutdown(FAREWELL.min(config.limits.stop())).await;
    tasks.close();
    tasks.wait().await;
    drop((app, state));
    match tokio::time::timeout(CLOSING, store.close()).await {
        Ok(closed) => closed.context("cannot close the database")?,
        Err(_) => tracing::warn!("the database did not close in time; nothing is lost"),
    }
    tracing::info!("stopped");
    Ok(())
}

/// Takes the data folder. A command that is at work in it has it for a moment only.
async fn lock(folder: &DataFolder) -> anyhow::Result<FolderLock> {
    let mut patience = tokio::time::interval(Duration::from_millis(50));
    for _ in 0..60 {
        patience.tick().await;
        match folder.lock() {
            Err(DataError::InUse { .. }) => {}
            locked => return Ok(locked?),
        }
    }
    Ok(folder.lock()?)
}

/// Serves `/metrics` on a listener of its own, where one is configured.
fn serve_figures(
    config: &Config,
    host: &Host,
    app: &App,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let Some(address) = config.metrics.listen else {
        return Ok(());
    };
    let sockets = listen::bind(&[address], "metrics.listen")?;
    let serving = Serving {
        router: Figures::start(host.clone(), app.clone())?.router(),
        limits: config.limits.clone(),
        proxies: Proxies::default(),
        tls: None,
    };
    tasks.spawn(listen::serve(sockets, serving, stop.clone()));
    Ok(())
}

/// Every connection is an open file, and the usual soft limit of 1,024 was set for programs with a few. As many as the
/// system allows is what programs that know better are meant to ask for (setrlimit(2)).
fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    ) {
        tracing::debug!(%error, "cannot raise the limit of open files");
    }
}

/// Ends when the server is told to stop. A second signal ends the process at once.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            std::process::exit(130);
        });
    })
}
