//! Devices that an account signed in from before (SES-10, SIGN-5).

use domain::ids::{AccountId, KnownDeviceId};
use domain::secret::SecretHash;
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::entity::{known_device, session};
use crate::error::Result;
use crate::tx::{Reader, Tx};

/// How many devices of an account are remembered: beyond that the one that was away the longest is forgotten.
const MOST: u64 = 100;

impl Reader {
    /// The accounts that signed in from the device with this secret, and what each knows it as.
    ///
    /// # Errors
    /// What the database says.
    pub async fn known_devices(&self, secret: &SecretHash) -> Result<Vec<(AccountId, KnownDeviceId)>> {
        let found = known_device::Entity::find()
            .filter(known_device::Column::SecretHash.eq(secret.as_bytes().to_vec()))
            .limit(MOST)
            .all(self.conn())
            .await?;
        let named = found
            .into_iter()
            .map(|row| (AccountId::from_uuid(row.account_id), KnownDeviceId::from_uuid(row.id)));
        Ok(named.collect())
    }

    /// What the account's devices are known as.
    ///
    /// # Errors
    /// What the database says.
    pub async fn known_devices_of(&self, account: AccountId) -> Result<Vec<KnownDeviceId>> {
        let found = known_device::Entity::find()
            .filter(known_device::Column::AccountId.eq(account.as_uuid()))
            .limit(MOST)
            .all(self.conn())
            .await?;
        Ok(found.into_iter().map(|row| KnownDeviceId::from_uuid(row.id)).collect())
    }
}

impl Tx {
    /// Remembers that the account signed in from a device, whose secret is `new` from now on. Other accounts that know
    /// the device by `old` know it by `new` as well: one browser keeps one secret.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remember_device(
        &self,
        device: KnownDeviceId,
        account: AccountId,
        old: Option<&SecretHash>,
        new: &SecretHash,
        now: Timestamp,
    ) -> Result<()> {
        if let Some(old) = old {
            known_device::Entity::update_many()
                .col_expr(known_device::Column::SecretHash, Expr::value(new.as_bytes().to_vec()))
                .filter(known_device::Column::SecretHash.eq(old.as_bytes().to_vec()))
                .exec(self.conn())
                .await?;
        }
        let seen = known_device::Entity::update_many()
            .col_expr(known_device::Column::LastAt, Expr::value(now.as_millis()))
            .col_expr(known_device::Column::SecretHash, Expr::value(new.as_bytes().to_vec()))
            .filter(known_device::Column::Id.eq(device.as_uuid()))
            .exec(self.conn())
            .await?;
        if seen.rows_affected == 1 {
            return Ok(());
        }
        let row = known_device::ActiveModel {
            id: Set(device.as_uuid()),
            account_id: Set(account.as_uuid()),
            secret_hash: Set(new.as_bytes().to_vec()),
            first_at: Set(now.as_millis()),
            last_at: Set(now.as_millis()),
        };
        known_device::Entity::insert(row)
            .exec_without_returning(self.conn())
            .await?;
        self.forget_oldest_devices(account).await
    }

    /// Whether the account was ever signed in to, as far as anything remembers it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn has_signed_in(&self, account: AccountId) -> Result<bool> {
        let devices = known_device::Entity::find().filter(known_device::Column::AccountId.eq(account.as_uuid()));
        if devices.count(self.conn()).await? > 0 {
            return Ok(true);
        }
        let sessions = session::Entity::find().filter(session::Column::AccountId.eq(account.as_uuid()));
        Ok(sessions.count(self.conn()).await? > 0)
    }

    /// Forgets the account's devices, but for one: what proved them is not enough any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_devices(&self, account: AccountId, but: Option<KnownDeviceId>) -> Result<()> {
        let mut devices =
            known_device::Entity::delete_many().filter(known_device::Column::AccountId.eq(account.as_uuid()));
        if let Some(kept) = but {
            devices = devices.filter(known_device::Column::Id.ne(kept.as_uuid()));
        }
        devices.exec(self.conn()).await?;
        Ok(())
    }

    async fn forget_oldest_devices(&self, account: AccountId) -> Result<()> {
        let beyond = known_device::Entity::find()
            .filter(known_device::Column::AccountId.eq(account.as_uuid()))
            .order_by_desc(known_device::Column::LastAt)
            .offset(MOST)
            .limit(MOST)
            .all(self.conn())
            .await?;
        if !beyond.is_empty() {
            known_device::Entity::delete_many()
                .filter(known_device::Column::Id.is_in(beyond.into_iter().map(|row| row.id)))
                .exec(self.conn())
                .await?;
        }
        Ok(())
    }
}
