//! "Which conferences do I take part in?"

use domain::conference::Conference;
use domain::name::DisplayName;

use super::Live;
use crate::{Actor, App};

/// A conference in one's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    /// The conference.
    pub conference: Conference,
    /// Whether the actor moderates it.
    pub moderator: bool,
    /// Some names of others on its list, three at most.
    pub people: Vec<DisplayName>,
    /// How many are on its list.
    pub people_count: usize,
    /// Whether it is going on.
    pub live: Option<Live>,
}

/// The conferences the actor is a participant of (CNF-3), those going on first, then the latest made.
///
/// # Errors
/// When the database does not answer.
pub async fn list(app: &App, actor: &Actor) -> anyhow::Result<Vec<Mine>> {
    let _ = (app, actor);
    anyhow::bail!("not built yet")
}
