//! Sign-ins that are not finished: what their next step needs, and those that wait for a place.

use domain::ids::{AccountId, KnownDeviceId, SessionId, SignInId};
use domain::secret::SecretHash;
use domain::session::{Client, Device};
use domain::sign_in::{PendingSignIn, PlaceWait, SessionWish};
use domain::third_party::ProviderId;
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::entity::sign_in;
use crate::error::{Result, StoreError};
use crate::rows::{millis, read, time};
use crate::tx::{Reader, Tx};

/// How many unfinished sign-ins an account has at most: beyond that the oldest is forgotten.
const MOST: u64 = 100;

impl Reader {
    /// The unfinished sign-in of this id and secret, live or not.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sign_in(&self, id: SignInId, secret: &SecretHash) -> Result<Option<PendingSignIn>> {
        let row = sign_in::Entity::find_by_id(id.as_uuid()).one(self.conn()).await?;
        proven(row, secret)
    }

    /// The account's sign-ins that wait for a place and may still go on, in the order of their queue places.
    ///
    /// # Errors
    /// What the database says.
    pub async fn waiting_sign_ins(&self, account: AccountId, now: Timestamp) -> Result<Vec<PendingSignIn>> {
        let rows = sign_in::Entity::find()
            .filter(of(account))
            .filter(sign_in::Column::QueuePlace.is_not_null())
            .filter(sign_in::Column::SessionId.is_null())
            .filter(sign_in::Column::EndsAt.gt(now.as_millis()))
            .order_by_asc(sign_in::Column::QueuePlace)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_pending).collect()
    }
}

impl Tx {
    /// Inserts an unfinished sign-in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_sign_in(&self, new: &PendingSignIn, secret: &SecretHash) -> Result<()> {
        sign_in::Entity::insert(to_row(new, secret))
            .exec_without_returning(self.conn())
            .await?;
        let beyond = sign_in::Entity::find()
            .filter(of(new.account))
            .order_by_desc(sign_in::Column::BeganAt)
            .order_by_desc(sign_in::Column::Id)
            .offset(MOST)
            .limit(MOST)
            .all(self.conn())
            .await?;
        let beyond = sign_in::Column::Id.is_in(beyond.into_iter().map(|row| row.id));
        sign_in::Entity::delete_many().filter(beyond).exec(self.conn()).await?;
        Ok(())
    }

    /// The unfinished sign-in of this id and secret, locked until the transaction ends: of any number of parallel calls
    /// one sees it before the next step is written (G4). Its account is locked before it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock_sign_in(&self, id: SignInId, secret: &SecretHash) -> Result<Option<PendingSignIn>> {
        let row = sign_in::Entity::find_by_id(id.as_uuid())
            .lock_exclusive()
            .one(self.conn())
            .await?;
        proven(row, secret)
    }

    /// Writes down its wait, when it is void, and the session that was opened for it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save_sign_in(&self, pending: &PendingSignIn) -> Result<()> {
        let wait = pending.wait;
        sign_in::Entity::update_many()
            .col_expr(sign_in::Column::EndsAt, Expr::value(pending.ends_at.as_millis()))
            .col_expr(
                sign_in::Column::WaitsSince,
                Expr::value(wait.map(|wait| wait.since.as_millis())),
            )
            .col_expr(
                sign_in::Column::QueuePlace,
                Expr::value(wait.map(|wait| wait.queue_place)),
            )
            .col_expr(
                sign_in::Column::ConnectedUntil,
                Expr::value(wait.and_then(|wait| millis(wait.connected_until))),
            )
            .col_expr(
                sign_in::Column::SessionId,
                Expr::value(pending.session.map(SessionId::as_uuid)),
            )
            .filter(sign_in::Column::Id.eq(pending.id.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// Deletes a sign-in: it is finished, or given up.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_sign_in(&self, id: SignInId) -> Result<()> {
        sign_in::Entity::delete_by_id(id.as_uuid()).exec(self.conn()).await?;
        Ok(())
    }

    /// Deletes all unfinished sign-ins of the account and says which: what they proved is worth nothing any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_sign_ins_of(&self, account: AccountId) -> Result<Vec<SignInId>> {
        let deleted = sign_in::Entity::delete_many()
            .filter(of(account))
            .exec_with_returning(self.conn())
            .await?;
        Ok(deleted.into_iter().map(|row| SignInId::from_uuid(row.id)).collect())
    }

    /// Deletes the sign-ins that are void.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_sign_ins(&self, now: Timestamp) -> Result<u64> {
        let deleted = sign_in::Entity::delete_many()
            .filter(sign_in::Column::EndsAt.lte(now.as_millis()))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }
}

fn of(account: AccountId) -> Condition {
    Condition::all().add(sign_in::Column::AccountId.eq(account.as_uuid()))
}

/// The row, if the secret is its own.
fn proven(row: Option<sign_in::Model>, secret: &SecretHash) -> Result<Option<PendingSignIn>> {
    let Some(row) = row else { return Ok(None) };
    let own: Option<[u8; 32]> = row.secret_hash.as_slice().try_into().ok();
    let own = own.ok_or(StoreError::Corrupt {
        column: "sign_ins.secret_hash",
    })?;
    (SecretHash::from_bytes(own) == *secret)
        .then(|| to_pending(row))
        .transpose()
}

fn to_row(pending: &PendingSignIn, secret: &SecretHash) -> sign_in::ActiveModel {
    let SessionWish {
        client,
        kept,
        device,
        known_device,
        address,
        replaces,
    } = &pending.wish;
    let wait = pending.wait;
    sign_in::ActiveModel {
        id: Set(pending.id.as_uuid()),
        account_id: Set(pending.account.as_uuid()),
        secret_hash: Set(secret.as_bytes().to_vec()),
        password_set_at: Set(millis(pending.password_set_at)),
        client: Set(client.code().to_owned()),
        kept: Set(*kept),
        device_id: Set(device.id.clone()),
        device_name: Set(device.name.clone()),
        device_version: Set(device.version.clone()),
        device_system: Set(device.system.clone()),
        known_device_id: Set(known_device.map(KnownDeviceId::as_uuid)),
        address: Set(address.clone()),
        replaces_id: Set(replaces.map(SessionId::as_uuid)),
        began_at: Set(pending.began_at.as_millis()),
        ends_at: Set(pending.ends_at.as_millis()),
        waits_since: Set(wait.map(|wait| wait.since.as_millis())),
        queue_place: Set(wait.map(|wait| wait.queue_place)),
        connected_until: Set(wait.and_then(|wait| millis(wait.connected_until))),
        session_id: Set(pending.session.map(SessionId::as_uuid)),
        provider_id: Set(pending.provider.as_ref().map(|provider| provider.as_str().to_owned())),
    }
}

fn to_pending(row: sign_in::Model) -> Result<PendingSignIn> {
    let wait = time(row.waits_since)
        .zip(row.queue_place)
        .map(|(since, queue_place)| PlaceWait {
            since,
            queue_place,
            connected_until: time(row.connected_until),
        });
    Ok(PendingSignIn {
        id: SignInId::from_uuid(row.id),
        account: AccountId::from_uuid(row.account_id),
        password_set_at: time(row.password_set_at),
        wish: SessionWish {
            client: read("sign_ins.client", Client::from_code(&row.client))?,
            kept: row.kept,
            device: Device {
                id: row.device_id,
                name: row.device_name,
                version: row.device_version,
                system: row.device_system,
            },
            known_device: row.known_device_id.map(KnownDeviceId::from_uuid),
            address: row.address,
            replaces: row.replaces_id.map(SessionId::from_uuid),
        },
        began_at: Timestamp::from_millis(row.began_at),
        ends_at: Timestamp::from_millis(row.ends_at),
        wait,
        session: row.session_id.map(SessionId::from_uuid),
        provider: row.provider_id.map(ProviderId::from_stored),
    })
}
