//! "Who has an account here?"

use domain::account::Account;
use domain::ids::AccountId;
use domain::permission::Permission;
use store::{AccountSearch, SearchWithin};

use crate::failure::{Outcome, refusals, refuse};
use crate::{Actor, App};

/// How many accounts a page has when nobody says.
const USUAL: usize = 50;

/// How many accounts a page has at most.
const MOST: usize = 200;

/// Which accounts to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Part of a login, name or number; everybody when empty.
    pub text: String,
    /// Where the page before ended.
    pub after: Option<AccountId>,
    /// How many at most; between 1 and 200 whatever is asked.
    pub limit: Option<usize>,
}

/// Some of a longer list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// What there is.
    pub items: Vec<T>,
    /// Where the next page begins; nothing when this is the last.
    pub next: Option<AccountId>,
}

refusals! {
    /// Why the list is not shown.
    pub enum ListRefusal {
        /// For operators and administrators only.
        NotAllowed => "not_allowed": "only operators and administrators see the accounts",
    }
}

/// The accounts that match.
///
/// # Errors
/// [`ListRefusal`].
pub async fn list(app: &App, actor: &Actor, search: &Search) -> Outcome<Page<Account>, ListRefusal> {
    if !actor.may(Permission::ManageAccounts) {
        return refuse(ListRefusal::NotAllowed);
    }
    let limit = search.limit.unwrap_or(USUAL).clamp(1, MOST) as u64;
    let search = AccountSearch {
        text: search.text.clone(),
        within: SearchWithin::Everything,
        after: search.after,
        limit,
    };
    let found = app.store.read().search_accounts(&search).await?;
    let next = found.items.last().filter(|_| found.more).map(|account| account.id);
    Ok(Page {
        items: found.items,
        next,
    })
}
