//! Facts about the database itself, the set-up secret among them.

use domain::secret::SecretHash;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::entity::meta;
use crate::error::Result;
use crate::tx::{Reader, Tx};

/// The key of the set-up secret's hash.
const SETUP: &str = "setup_secret_hash";

impl Reader {
    /// Whether this is the secret of the set-up link that is on offer (ACC-18).
    ///
    /// # Errors
    /// What the database says.
    pub async fn is_setup_secret(&self, secret: &SecretHash) -> Result<bool> {
        let stored = meta::Entity::find_by_id(SETUP).one(self.conn()).await?;
        Ok(stored.is_some_and(|row| row.value == hexadecimal(secret)))
    }
}

impl Tx {
    /// Offers set-up to whoever has this secret; an earlier secret dies.
    ///
    /// # Errors
    /// What the database says.
    pub async fn offer_setup(&self, secret: &SecretHash) -> Result<()> {
        let row = meta::ActiveModel {
            key: Set(SETUP.to_owned()),
            value: Set(hexadecimal(secret)),
        };
        meta::Entity::insert(row)
            .on_conflict(
                OnConflict::column(meta::Column::Key)
                    .update_column(meta::Column::Value)
                    .to_owned(),
            )
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }

    /// Uses the set-up secret up. Returns false when it is not the one on offer. Of any number of parallel calls one
    /// gets true (G4), provided its transaction is committed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn redeem_setup(&self, secret: &SecretHash) -> Result<bool> {
        let deleted = meta::Entity::delete_many()
            .filter(meta::Column::Key.eq(SETUP))
            .filter(meta::Column::Value.eq(hexadecimal(secret)))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected == 1)
    }

    /// Takes the offer back, whatever its secret: there is an administrator now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn withdraw_setup(&self) -> Result<()> {
        meta::Entity::delete_by_id(SETUP).exec(self.conn()).await?;
        Ok(())
    }
}

fn hexadecimal(hash: &SecretHash) -> String {
    hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
