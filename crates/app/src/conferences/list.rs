//! "Which conferences do I take part in?"

use store::ConferenceListed;

use super::Live;
use super::live::live_rooms;
use crate::{Actor, App};

/// How many conferences are listed at most.
const MOST: u64 = 500;

/// How many names stand beside a conference at most.
const NAMES: u32 = 3;

/// A conference in one's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// The conference, with the names of three others at most.
    pub conference: ConferenceListed,
    /// Whether it is going on.
    pub live: Option<Live>,
}

/// The conferences the actor is a participant of (CNF-3), those going on first, then the latest made.
///
/// # Errors
/// When the database does not answer.
pub async fn list(app: &App, actor: &Actor) -> anyhow::Result<Vec<Mine>> {
    let listed = app.store.read().conferences_of(actor.account.id, MOST, NAMES).await?;
    let live = live_rooms(app).await;
    let mut mine: Vec<_> = listed
        .into_iter()
        .map(|conference| Mine {
            live: live.get(&conference.room).copied(),
            conference,
        })
        .collect();
    mine.sort_by_key(|mine| mine.live.is_none());
    Ok(mine)
}
