//! Accounts and what one signs in with.

mod search;
mod write;

use domain::account::{Account, AccountType};
use domain::identifier::{IdentifierKey, Login};
use domain::ids::AccountId;
use domain::name::DisplayName;
use domain::number::SubscriberNumber;
use domain::password::PasswordHash;
use domain::permission::Level;
use domain::session::limit::Limit;
use domain::time::Timestamp;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QuerySelect as _};

pub(crate) use self::search::ids_matching;
pub use self::search::{AccountSearch, Page, SearchWithin};
pub use self::write::AccountInserted;
use crate::entity::{account, identifier};
use crate::error::Result;
use crate::rows::{read, read_some, time};
use crate::tx::Reader;

/// An account together with what its password is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The account.
    pub account: Account,
    /// The hash of its password; `None` while nobody has set one.
    pub password_hash: Option<PasswordHash>,
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
        session_limit: read_some("accounts.session_limit", row.session_limit, |most| {
            u16::try_from(most).ok().and_then(Limit::new)
        })?,
    })
}

fn to_credentials(mut row: account::Model) -> Result<Credentials> {
    let password_hash = row.password_hash.take().map(PasswordHash::from_phc);
    Ok(Credentials {
        account: to_account(row)?,
        password_hash,
    })
}
