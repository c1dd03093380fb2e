//! Making accounts and changing them.

use domain::account::Account;
use domain::identifier::{IdentifierKey, IdentifierKind, fold};
use domain::ids::AccountId;
use domain::name::DisplayName;
use domain::number::SubscriberNumber;
use domain::password::PasswordHash;
use domain::session::limit::Limit;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    TryInsertResult,
};

use super::search::search_text;
use super::to_account;
use crate::entity::{account, identifier, number, password_link};
use crate::error::Result;
use crate::rows::millis;
use crate::tx::Tx;

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

impl Tx {
    /// The account with this id, locked until the transaction ends: whoever else locks it waits. Decisions that count
    /// an account's sessions, or hang on its password or level, lock it first.
    ///
    /// # Errors
    /// [`crate::StoreError::Busy`] when the lock does not come in time; otherwise what the database says.
    pub async fn lock_account(&self, id: AccountId) -> Result<Option<Account>> {
        // SQLite has the whole database locked by then and ignores the lock clause. PostgreSQL keeps others from
        // changing the account, but not from writing rows that refer to it: these would wait in a circle.
        let query = account::Entity::find_by_id(id.as_uuid()).lock(LockType::NoKeyUpdate);
        query.one(self.conn()).await?.map(to_account).transpose()
    }

    /// Locks these accounts, in the order of their ids as everybody does who locks several, and gives those there are.
    ///
    /// # Errors
    /// As [`Tx::lock_account`].
    pub async fn lock_accounts(&self, ids: &[AccountId]) -> Result<Vec<Account>> {
        let rows = account::Entity::find()
            .filter(account::Column::Id.is_in(ids.iter().map(|id| id.as_uuid())))
            .order_by_asc(account::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_account).collect()
    }

    /// Gives the account a limit of sessions of its own, or takes it away.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_session_limit(&self, id: AccountId, limit: Option<Limit>) -> Result<()> {
        let limit = limit.map(|limit| i32::from(limit.as_number()));
        account::Entity::update_many()
            .col_expr(account::Column::SessionLimit, Expr::value(limit))
            .filter(account::Column::Id.eq(id.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(())
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

    /// Gives the account a new password; links to set one that were not used yet die with the old password. Returns false
    /// when there is no such account.
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
        password_link::Entity::delete_many()
            .filter(password_link::Column::AccountId.eq(id.as_uuid()))
            .filter(password_link::Column::UsedAt.is_null())
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
        session_limit: Set(account.session_limit.map(|limit| i32::from(limit.as_number()))),
    }
}
