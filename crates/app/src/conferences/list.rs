//! "Which conferences do I take part in?"

use std::collections::{HashMap, HashSet};

use domain::conference::Conference;
use domain::ids::AccountId;
use domain::name::DisplayName;

use super::Live;
use super::live::live_rooms;
use crate::{Actor, App};

/// How many conferences are listed at most.
const MOST: u64 = 500;

/// How many names stand beside a conference at most.
const NAMES: usize = 3;

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
    let me = actor.account.id;
    let reader = app.store.read();
    let conferences = reader.conferences_of(me, MOST).await?;
    let others: HashSet<AccountId> = conferences
        .iter()
        .flat_map(|conference| some_others(conference, me))
        .collect();
    let others: Vec<_> = others.into_iter().collect();
    let accounts = reader.accounts(&others).await?;
    let names: HashMap<_, _> = accounts.into_iter().map(|account| (account.id, account.name)).collect();
    let live = live_rooms(app).await;

    let mut mine: Vec<_> = conferences
        .into_iter()
        .map(|conference| Mine {
            moderator: conference.is_moderator(me),
            people: some_others(&conference, me)
                .filter_map(|id| names.get(&id).cloned())
                .collect(),
            people_count: conference.members.len(),
            live: live.get(&conference.room).copied(),
            conference,
        })
        .collect();
    mine.sort_by_key(|mine| mine.live.is_none());
    Ok(mine)
}

fn some_others(conference: &Conference, me: AccountId) -> impl Iterator<Item = AccountId> {
    conference
        .members
        .iter()
        .map(|member| member.account)
        .filter(move |account| *account != me)
        .take(NAMES)
}
