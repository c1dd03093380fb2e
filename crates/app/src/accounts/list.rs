//! "Who has an account here?"

use domain::account::Account;
use domain::ids::AccountId;

use crate::failure::{Outcome, refusals};
use crate::{Actor, App};

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
    let _ = (app, actor, search);
    crate::app::unbuilt()
}
