//! Accounts and what one signs in with.

use domain::account::{Account, AccountType};
use domain::identifier::{IdentifierKey, IdentifierKind, Login, fold};
use domain::ids::AccountId;
use domain::name::DisplayName;
use domain::number::SubscriberNumber;
use domain::password::PasswordHash;
use domain::permission::Level;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, LikeExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, TryInsertResult,
};

use crate::entity::{account, identifier, number};
use crate::error::Result;
use crate::rows::{millis, read, read_some, time};
use crate::tx::{Reader, Tx};

/// An account together with what its password is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account.
    pub account: Account,
    /// The hash of its password; `None` while nobody has set one.
    pub password_hash: Option<PasswordHash>,
}

/// What to search accounts for.
#[derive(Debug, Clone, Default)]
pub struct AccountSearch {
    /// Words that must all appear in login, name or number; case does not matter. Empty finds everybody.
    pub text: String,
    /// The last account of the page before.
    pub after: Option<AccountId>,
    /// How many to return at most.
    pub limit: u64,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// What was found, in order.
    pub items: Vec<T>,
    /// Whether there is more after the last item.
    pub more: bool,
}

/// What became of a new account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "an account whose login is taken was not inserted"]
pub enum AccountInserted {
    /// It stands.
    Done,
    /// Another account has this login, or an identifier that reads the same.
    LoginTaken,
    /// Another account or a conference has this number.
    NumberTaken,
}

impl Reader {
    /// The account with this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        account::Entity::find_by_id(id.as_uuid())
            .one(self.conn())
            .await?
            .map(to_account)
            .transpose()
    }

    /// The accounts with these ids, in no particular order; unknown ids are left out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounts(&self, ids: &[AccountId]) -> Result<Vec<Account>> {
        let mut found = Vec::with_capacity(ids.len());
        // Both databases bound the parameters of one statement.
        for some in ids.chunks(500) {
            let rows = account::Entity::find()
                .filter(account::Column::Id.is_in(some.iter().map(|id| id.as_uuid())))
                .all(self.conn())
                .await?;
            for row in rows {
                found.push(to_account(row)?);
            }
        }
        Ok(found)
    }

    /// The account with this id, and what its password is checked against.
    ///
    /// # Errors
    /// What the database says.
    pub async fn credentials(&self, id: AccountId) -> Result<Option<Credentials>> {
        account::Entity::find_by_id(id.as_uuid())
            .one(self.conn())
            .await?
            .map(to_credentials)
            .transpose()
    }

    /// The account that signs in with this, and what its password is checked against.
    ///
    /// # Errors
    /// What the database says.
    pub async fn credentials_by_identifier(&self, key: &IdentifierKey) -> Result<Option<Credentials>> {
        let found = identifier::Entity::find_by_id(key.as_str())
            .find_also_related(account::Entity)
            .one(self.conn())
            .await?;
        found.and_then(|(_, account)| account).map(to_credentials).transpose()
    }

    /// Whether there is an administrator; until then the server offers its set-up link (ACC-18).
    ///
    /// # Errors
    /// What the database says.
    pub async fn has_administrator(&self) -> Result<bool> {
        let administrators = account::Entity::find()
            .filter(account::Column::Level.eq(Level::Administrator.code()))
            .limit(1);
        Ok(administrators.one(self.conn()).await?.is_some())
    }

    /// How many accounts there are.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count_accounts(&self) -> Result<u64> {
        Ok(account::Entity::find().count(self.conn()).await?)
    }

    /// Searches by login, name and number, ordered by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn search_accounts(&self, search: &AccountSearch) -> Result<Page<Account>> {
        let mut query = account::Entity::find().filter(matching(&search.text));
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

impl Tx {
    /// The account with this id, locked until the transaction ends: whoever else locks it waits. Decisions that count
    /// an account's sessions, or hang on its password or level, lock it first.
    ///
    /// # Errors
    /// [`crate::StoreError::Busy`] when the lock does not come in time; otherwise what the database says.
    pub async fn lock_account(&self, id: AccountId) -> Result<Option<Account>> {
        // SQLite has the whole database locked by then and ignores the lock clause.
        let query = account::Entity::find_by_id(id.as_uuid()).lock_exclusive();
        query.one(self.conn()).await?.map(to_account).transpose()
    }

    /// Inserts an account with its identifiers and its number.
    ///
    /// Nothing is written unless the answer is [`AccountInserted::Done`]; the transaction stays usable.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_account(&self, new: &Account, password: Option<&PasswordHash>) -> Result<AccountInserted> {
        let login = new.login.key();
        let number_key = new.number.as_ref().map(IdentifierKey::from).filter(|key| *key != login);
        if self.identifier_taken(&login).await? {
            return Ok(AccountInserted::LoginTaken);
        }
        if let Some(number) = &new.number {
            let taken = number::Entity::find_by_id(number.as_str())
                .one(self.conn())
                .await?
                .is_some();
            let key_taken = match &number_key {
                Some(key) => self.identifier_taken(key).await?,
                None => false,
            };
            if taken || key_taken {
                return Ok(AccountInserted::NumberTaken);
            }
        }
        account::Entity::insert(to_row(new, password))
            .exec_without_returning(self.conn())
            .await?;
        if !self.insert_identifier(&login, IdentifierKind::Login, new.id).await? {
            return self.undo_account(new.id, AccountInserted::LoginTaken).await;
        }
        if let Some(number) = &new.number {
            let fits = match &number_key {
                Some(key) => self.insert_identifier(key, IdentifierKind::Number, new.id).await?,
                None => true,
            };
            if !fits
                || !self
                    .take_number(number.as_str(), "subscriber", new.id.as_uuid())
                    .await?
            {
                return self.undo_account(new.id, AccountInserted::NumberTaken).await;
            }
        }
        Ok(AccountInserted::Done)
    }

    /// Gives the account a new password. Returns false when there is no such account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_password(&self, id: AccountId, hash: &PasswordHash, now: Timestamp) -> Result<bool> {
        let updated = account::Entity::update_many()
            .col_expr(account::Column::PasswordHash, Expr::value(hash.as_phc()))
            .col_expr(account::Column::PasswordSetAt, Expr::value(now.as_millis()))
            .filter(account::Column::Id.eq(id.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Replaces the hash of an unchanged password by one at the present cost. Returns false, and changes nothing, when
    /// the password was changed meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rehash_password(&self, id: AccountId, old: &PasswordHash, new: &PasswordHash) -> Result<bool> {
        let updated = account::Entity::update_many()
            .col_expr(account::Column::PasswordHash, Expr::value(new.as_phc()))
            .filter(account::Column::Id.eq(id.as_uuid()))
            .filter(account::Column::PasswordHash.eq(old.as_phc()))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Gives the account another display name. Returns false when there is no such account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rename_account(&self, id: AccountId, name: &DisplayName) -> Result<bool> {
        let Some(row) = account::Entity::find_by_id(id.as_uuid())
            .lock_exclusive()
            .one(self.conn())
            .await?
        else {
            return Ok(false);
        };
        let updated = account::Entity::update_many()
            .col_expr(account::Column::Name, Expr::value(name.as_str()))
            .col_expr(account::Column::NameFolded, Expr::value(fold(name.as_str())))
            .col_expr(
                account::Column::Search,
                Expr::value(search_text(&row.login, name.as_str(), row.number.as_deref())),
            )
            .filter(account::Column::Id.eq(id.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Takes a number out of the plan for its owner. Returns false when it is taken.
    pub(crate) async fn take_number(&self, number: &str, kind: &str, owner: uuid::Uuid) -> Result<bool> {
        let row = number::ActiveModel {
            number: Set(number.to_owned()),
            kind: Set(kind.to_owned()),
            owner_id: Set(owner),
        };
        let inserted = number::Entity::insert(row)
            .on_conflict_do_nothing_on([number::Column::Number])
            .exec_without_returning(self.conn())
            .await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }

    async fn identifier_taken(&self, key: &IdentifierKey) -> Result<bool> {
        Ok(identifier::Entity::find_by_id(key.as_str())
            .one(self.conn())
            .await?
            .is_some())
    }

    async fn insert_identifier(&self, key: &IdentifierKey, kind: IdentifierKind, owner: AccountId) -> Result<bool> {
        let row = identifier::ActiveModel {
            key: Set(key.as_str().to_owned()),
            account_id: Set(owner.as_uuid()),
            kind: Set(kind.code().to_owned()),
        };
        let inserted = identifier::Entity::insert(row)
            .on_conflict_do_nothing_on([identifier::Column::Key])
            .exec_without_returning(self.conn())
            .await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }

    /// Takes back an account that lost a race between looking and inserting (PostgreSQL only).
    async fn undo_account(&self, id: AccountId, outcome: AccountInserted) -> Result<AccountInserted> {
        // Its identifiers go with it.
        account::Entity::delete_by_id(id.as_uuid()).exec(self.conn()).await?;
        Ok(outcome)
    }
}

/// Every word somewhere in the folded login, name or number.
fn matching(text: &str) -> Condition {
    let folded = fold(text);
    // A handful of words is a search; a page of text is not.
    folded.split_whitespace().take(8).fold(Condition::all(), |all, word| {
        all.add(Expr::col((account::Entity, account::Column::Search)).like(contains(word)))
    })
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

fn search_text(login: &str, name: &str, number: Option<&str>) -> String {
    // A line each, so that no word is found across two of them.
    fold(&format!("{login}\n{name}\n{}", number.unwrap_or_default()))
}

fn to_row(account: &Account, password: Option<&PasswordHash>) -> account::ActiveModel {
    let (login, name) = (account.login.as_str(), account.name.as_str());
    let number = account.number.as_ref().map(SubscriberNumber::as_str);
    account::ActiveModel {
        id: Set(account.id.as_uuid()),
        login: Set(login.to_owned()),
        name: Set(name.to_owned()),
        name_folded: Set(fold(name)),
        search: Set(search_text(login, name, number)),
        number: Set(number.map(str::to_owned)),
        account_type: Set(account.account_type.code().to_owned()),
        level: Set(account.level.code().to_owned()),
        password_hash: Set(password.map(|hash| hash.as_phc().to_owned())),
        password_set_at: Set(millis(account.password_set_at)),
        created_at: Set(account.created_at.as_millis()),
        suspended_at: Set(millis(account.suspended_at)),
    }
}

pub(crate) fn to_account(row: account::Model) -> Result<Account> {
    Ok(Account {
        id: AccountId::from_uuid(row.id),
        login: read("accounts.login", Login::parse(&row.login).ok())?,
        name: read("accounts.name", DisplayName::parse(&row.name).ok())?,
        number: read_some("accounts.number", row.number, |number| {
            SubscriberNumber::parse(&number).ok()
        })?,
        account_type: read("accounts.account_type", AccountType::from_code(&row.account_type))?,
        level: read("accounts.level", Level::from_code(&row.level))?,
        created_at: Timestamp::from_millis(row.created_at),
        password_set_at: time(row.password_set_at),
        suspended_at: time(row.suspended_at),
    })
}

fn to_credentials(mut row: account::Model) -> Result<Credentials> {
    let password_hash = row.password_hash.take().map(PasswordHash::from_phc);
    Ok(Credentials {
        account: to_account(row)?,
        password_hash,
    })
}
