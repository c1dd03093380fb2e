//! Finding accounts by parts of their login, name and number, page by page.

use domain::account::Account;
use domain::identifier::fold;
use domain::ids::AccountId;
use sea_orm::sea_query::{Expr, ExprTrait as _, LikeExpr, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait,
};

use super::to_account;
use crate::entity::account;
use crate::error::Result;
use crate::tx::Reader;

/// What to search accounts for.
#[derive(Debug, Clone, Default)]
pub struct AccountSearch {
    /// Words that must all appear in what is looked at; case does not matter. Empty finds everybody.
    pub text: String,
    /// What is looked at.
    pub within: SearchWithin,
    /// The last account of the page before.
    pub after: Option<AccountId>,
    /// How many to return at most.
    pub limit: u64,
}

/// What of an account a search looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SearchWithin {
    /// Login, name and number: for those who manage accounts.
    #[default]
    Everything,
    /// Name and number, which everybody may see. A login is half of what one signs in with: a search that answers to
    /// parts of it would spell it out letter by letter.
    NameAndNumber,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What was found, in order.
    pub items: Vec<T>,
    /// Whether there is more after the last item.
    pub more: bool,
}

impl Reader {
    /// Searches accounts, ordered by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn search_accounts(&self, search: &AccountSearch) -> Result<Page<Account>> {
        let mut query = account::Entity::find().filter(matching(search.within, &search.text));
        if let Some(after) = search.after {
            let Some(last) = account::Entity::find_by_id(after.as_uuid()).one(self.conn()).await? else {
                return Ok(Page {
                    items: Vec::new(),
                    more: false,
                });
            };
            query = query.filter(
                Condition::any()
                    .add(account::Column::NameFolded.gt(last.name_folded.as_str()))
                    .add(
                        Condition::all()
                            .add(account::Column::NameFolded.eq(last.name_folded.as_str()))
                            .add(account::Column::Id.gt(last.id)),
                    ),
            );
        }
        let rows = query
            .order_by_asc(account::Column::NameFolded)
            .order_by_asc(account::Column::Id)
            .limit(search.limit.saturating_add(1))
            .all(self.conn())
            .await?;
        let more = rows.len() as u64 > search.limit;
        let wanted = usize::try_from(search.limit).unwrap_or(usize::MAX);
        let items = rows.into_iter().take(wanted).map(to_account).collect::<Result<_>>()?;
        Ok(Page { items, more })
    }
}

/// The ids of the accounts in whose login, name or number all the words appear, as part of another question; nothing
/// when there are no words.
pub(crate) fn ids_matching(text: &str) -> Option<SelectStatement> {
    let mut query = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(matching(SearchWithin::Everything, text));
    let words = fold(text).split_whitespace().next().is_some();
    words.then(|| QueryTrait::query(&mut query).take())
}

/// Every word somewhere in what is looked at.
fn matching(within: SearchWithin, text: &str) -> Condition {
    let folded = fold(text);
    // A handful of words is a search; a page of text is not.
    folded.split_whitespace().take(8).fold(Condition::all(), |all, word| {
        all.add(match within {
            SearchWithin::Everything => Condition::any().add(has(account::Column::Search, word)),
            SearchWithin::NameAndNumber => Condition::any()
                .add(has(account::Column::NameFolded, word))
                .add(has(account::Column::Number, word)),
        })
    })
}

fn has(column: account::Column, word: &str) -> SimpleExpr {
    Expr::col((account::Entity, column)).like(contains(word))
}

/// A pattern that finds the word anywhere, its own `%` and `_` being nothing special.
fn contains(word: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('\\')
}

/// What a search looks at: login, name and number, a line each, so that no word is found across two of them.
pub(super) fn search_text(login: &str, name: &str, number: Option<&str>) -> String {
    fold(&format!("{login}\n{name}\n{}", number.unwrap_or_default()))
}
