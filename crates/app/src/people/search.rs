//! "I look for Ann."

use domain::ids::AccountId;
use domain::name::DisplayName;
use domain::number::SubscriberNumber;

use crate::{Actor, App};

/// How many are found at most.
pub const MOST_FOUND: usize = 20;

/// What anybody signed in may know of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their account, to put them on a list.
    pub id: AccountId,
    /// Their name.
    pub name: DisplayName,
    /// Their number.
    pub number: Option<SubscriberNumber>,
}

/// People whose name or number has this in it; nobody when nothing was typed.
///
/// # Errors
/// When the database does not answer.
pub async fn search(app: &App, actor: &Actor, text: &str) -> anyhow::Result<Vec<Person>> {
    let _ = (app, actor, text);
    anyhow::bail!("not built yet")
}
