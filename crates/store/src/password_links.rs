//! Links by which a person sets a password: used once, by whoever is first.

use domain::account::Account;
use domain::ids::AccountId;
use domain::secret::SecretHash;
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _};

use crate::accounts::to_account;
use crate::entity::{account, password_link};
use crate::error::Result;
use crate::tx::{Reader, Tx};

/// A link to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewPasswordLink {
    /// Whose password it sets.
    pub account: AccountId,
    /// Who made it.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: Timestamp,
    /// Until when it can be used.
    pub expires_at: Timestamp,
}

impl Reader {
    /// The account whose password this link would set, while it can be used.
    ///
    /// # Errors
    /// What the database says.
    pub async fn password_link(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<Account>> {
        let found = password_link::Entity::find()
            .filter(usable(secret, now))
            .find_also_related(account::Entity)
            .one(self.conn())
            .await?;
        found.and_then(|(_, account)| account).map(to_account).transpose()
    }
}

impl Tx {
    /// Makes a link; the account's earlier links die.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_password_link(&self, new: &NewPasswordLink, secret: &SecretHash) -> Result<()> {
        password_link::Entity::delete_many()
            .filter(password_link::Column::AccountId.eq(new.account.as_uuid()))
            .exec(self.conn())
            .await?;
        let row = password_link::ActiveModel {
            secret_hash: Set(secret.as_bytes().to_vec()),
            account_id: Set(new.account.as_uuid()),
            created_by: Set(new.created_by.map(AccountId::as_uuid)),
            created_at: Set(new.created_at.as_millis()),
            expires_at: Set(new.expires_at.as_millis()),
            used_at: Set(None),
        };
        password_link::Entity::insert(row)
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }

    /// Uses the link up and says whose password may be set; nothing when it is unknown, used or expired now. Of any
    /// number of parallel calls one gets the account (G4).
    ///
    /// # Errors
    /// What the database says.
    pub async fn redeem_password_link(&self, secret: &SecretHash, now: Timestamp) -> Result<Option<AccountId>> {
        let used = password_link::Entity::update_many()
            .col_expr(password_link::Column::UsedAt, Expr::value(now.as_millis()))
            .filter(usable(secret, now))
            .exec_with_returning(self.conn())
            .await?;
        Ok(used.first().map(|row| AccountId::from_uuid(row.account_id)))
    }
}

fn usable(secret: &SecretHash, now: Timestamp) -> Condition {
    Condition::all()
        .add(password_link::Column::SecretHash.eq(secret.as_bytes().to_vec()))
        .add(password_link::Column::UsedAt.is_null())
        .add(password_link::Column::ExpiresAt.gt(now.as_millis()))
}
