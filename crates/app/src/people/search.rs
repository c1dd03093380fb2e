//! "I look for Ann."

use domain::account::Account;
use domain::ids::AccountId;
use domain::name::DisplayName;
use domain::number::SubscriberNumber;
use domain::permission::Permission;
use store::{AccountSearch, SearchWithin};

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
    if !actor.may(Permission::SearchPeople) || text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let search = AccountSearch {
        text: text.to_owned(),
        within: SearchWithin::NameAndNumber,
        after: None,
        limit: MOST_FOUND as u64,
    };
    let found = app.store.read().search_accounts(&search).await?;
    let person = |account: Account| Person {
        id: account.id,
        name: account.name,
        number: account.number,
    };
    Ok(found.items.into_iter().map(person).collect())
}
