//! Which conferences are going on now.

use std::collections::HashMap;

use domain::conference::RoomName;
use domain::time::{Duration, Timestamp};

use crate::App;

/// How long a list waits for the media half. Without its answer nothing is shown as going on.
const PATIENCE: Duration = Duration::from_secs(1);

/// A conference that is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    /// Since when.
    pub since: Timestamp,
    /// How many people are in it.
    pub count: u32,
}

/// The rooms with people in them.
pub(super) async fn live_rooms(app: &App) -> HashMap<RoomName, Live> {
    let rooms = match tokio::time::timeout(PATIENCE, app.media.list_rooms()).await {
        Ok(Ok(rooms)) => rooms,
        Ok(Err(error)) => {
            tracing::warn!(%error, "cannot ask which conferences are going on");
            Vec::new()
        }
        Err(_) => {
            tracing::warn!("the media half does not say which conferences are going on");
            Vec::new()
        }
    };
    let with_people = rooms.into_iter().filter(|room| room.count > 0);
    with_people
        .map(|room| {
            (
                room.name,
                Live {
                    since: room.since,
                    count: room.count,
                },
            )
        })
        .collect()
}
