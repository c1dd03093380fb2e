//! What runs without anybody asking, for as long as the server does.

use std::future::Future;

use domain::time::Duration;

use crate::{App, conference, jobs, sessions};

/// How often jobs that were left for later are looked for.
const JOBS: Duration = Duration::from_secs(2);

/// How often it is written down who is connected.
const PRESENCE: Duration = Duration::from_millis(500);

/// How often time's up is looked for, and rooms are compared with rows.
const ROUNDS: Duration = Duration::from_secs(30);

/// Runs due jobs, ends what is expired, follows the media half and reconciles rooms with rows, until `stopped`.
///
/// The server spawns this once. Nothing that fails here stops the rest: it is logged and tried again.
pub async fn run(app: App, stopped: impl Future<Output = ()>) {
    let everything = async {
        tokio::join!(run_jobs(&app), make_rounds(&app), follow(&app), note_presence(&app));
    };
    tokio::select! {
        () = stopped => {}
        () = everything => {}
    }
}

async fn run_jobs(app: &App) {
    loop {
        tokio::time::sleep(JOBS).await;
        if let Err(error) = jobs::run_due(app).await {
            tracing::warn!(error = format!("{error:#}"), "cannot run jobs");
        }
    }
}

async fn make_rounds(app: &App) {
    loop {
        tokio::time::sleep(ROUNDS).await;
        if let Err(error) = conference::reconcile(app).await {
            tracing::warn!(error = format!("{error:#}"), "cannot compare rooms with rows");
        }
        if let Err(error) = sessions::sweep(app).await {
            tracing::warn!(error = format!("{error:#}"), "cannot end expired sessions");
        }
        if let Err(error) = conference::lapse(app).await {
            tracing::warn!(error = format!("{error:#}"), "cannot close lapsed admissions");
        }
    }
}

async fn note_presence(app: &App) {
    loop {
        tokio::time::sleep(PRESENCE).await;
        if let Err(error) = sessions::note_presence(app).await {
            tracing::warn!(error = format!("{error:#}"), "cannot write down who is connected");
        }
    }
}

async fn follow(app: &App) {
    loop {
        conference::follow_media(app).await;
        // The stream ends when too much was missed, or the other side went away: begin anew, in a moment.
        tokio::time::sleep(JOBS).await;
    }
}
