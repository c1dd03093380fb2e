//! Sessions: found by their secret's hash, listed and touched.

mod end;
mod overview;
mod places;

use domain::account::Account;
use domain::ids::{AccountId, KnownDeviceId, SessionId};
use domain::secret::SecretHash;
use domain::session::{Client, Device, EndReason, Life, Session, Touch};
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

pub use self::end::EndedSession;
pub use self::overview::{DayOfSessions, SessionsOverview};
use crate::accounts::to_account;
use crate::entity::{account, admission, session, sign_in};
use crate::error::Result;
use crate::rows::{millis, read, read_some, time};
use crate::tx::{Reader, Tx};

impl Reader {
    /// The session with this secret, ended or not, and its account. One query: every request asks it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session_by_secret(&self, hash: &SecretHash) -> Result<Option<(Session, Account)>> {
        let found = session::Entity::find()
            .filter(session::Column::SecretHash.eq(hash.as_bytes().to_vec()))
            .find_also_related(account::Entity)
            .one(self.conn())
            .await?;
        match found {
            Some((session, Some(account))) => Ok(Some((to_session(session)?, to_account(account)?))),
            _ => Ok(None),
        }
    }

    /// The session with this id, ended or not.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session(&self, id: SessionId) -> Result<Option<Session>> {
        session::Entity::find_by_id(id.as_uuid())
            .one(self.conn())
            .await?
            .map(to_session)
            .transpose()
    }

    /// The account's live sessions, newest first (SES-7).
    ///
    /// # Errors
    /// What the database says.
    pub async fn live_sessions(&self, account: AccountId, now: Timestamp) -> Result<Vec<Session>> {
        let rows = session::Entity::find()
            .filter(live(now))
            .filter(session::Column::AccountId.eq(account.as_uuid()))
            .order_by_desc(session::Column::SignedInAt)
            .order_by_desc(session::Column::Id)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_session).collect()
    }

    /// The account's sessions that nobody ended, those too whose time is over and who were not told yet; newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open_sessions(&self, account: AccountId) -> Result<Vec<Session>> {
        let rows = session::Entity::find()
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::AccountId.eq(account.as_uuid()))
            .order_by_desc(session::Column::SignedInAt)
            .order_by_desc(session::Column::Id)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_session).collect()
    }

    /// Live sessions whose person is in a conference's room now, and whose last act was before then; the longest idle
    /// first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sessions_in_rooms(&self, idle_since: Timestamp, now: Timestamp, limit: u64) -> Result<Vec<Session>> {
        let present = admission::Entity::find()
            .select_only()
            .column(admission::Column::SessionId)
            .filter(admission::Column::ClosedAt.is_null())
            .filter(admission::Column::JoinedAt.is_not_null())
            .filter(admission::Column::LeftAt.is_null())
            .filter(admission::Column::SessionId.is_not_null());
        let rows = session::Entity::find()
            .filter(live(now))
            .filter(session::Column::LastActiveAt.lt(idle_since.as_millis()))
            .filter(session::Column::Id.in_subquery(present.into_query()))
            .order_by_asc(session::Column::LastActiveAt)
            .limit(limit)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_session).collect()
    }

    /// How many live sessions the account has.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count_live_sessions(&self, account: AccountId, now: Timestamp) -> Result<u64> {
        let query = session::Entity::find()
            .filter(live(now))
            .filter(session::Column::AccountId.eq(account.as_uuid()));
        Ok(query.count(self.conn()).await?)
    }
}

impl Tx {
    /// Inserts a session.
    ///
    /// # Errors
    /// What the database says; a slot that is taken (SES-11) is a mistake of the caller, who has the account locked.
    pub async fn insert_session(&self, new: &Session, secret: &SecretHash) -> Result<()> {
        session::Entity::insert(to_row(new, secret))
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }

    /// The session with this id, locked until the transaction ends: it cannot end meanwhile, or is seen to have ended.
    /// Whatever has to end with a session locks it before it is written.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock_session(&self, id: SessionId) -> Result<Option<Session>> {
        let query = session::Entity::find_by_id(id.as_uuid()).lock_exclusive();
        query.one(self.conn()).await?.map(to_session).transpose()
    }

    /// Writes down that the person was active. Returns false when the session has ended meanwhile.
    ///
    /// # Errors
    /// What the database says.
    pub async fn touch_session(&self, id: SessionId, touch: Touch) -> Result<bool> {
        self.conn().announce(&[id]);
        let updated = session::Entity::update_many()
            .col_expr(
                session::Column::LastActiveAt,
                Expr::value(touch.last_active_at.as_millis()),
            )
            .col_expr(session::Column::ExpiresAt, Expr::value(touch.expires_at.as_millis()))
            .filter(session::Column::Id.eq(id.as_uuid()))
            .filter(live(touch.last_active_at))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Writes down that the holder proved who they are, and gives the session another secret (ASVS 7.2.4). Returns false
    /// when it has ended meanwhile, or was proven by somebody else in the same moment.
    ///
    /// # Errors
    /// What the database says.
    pub async fn prove_session(
        &self,
        id: SessionId,
        last_proven_at: Timestamp,
        new: &SecretHash,
        now: Timestamp,
    ) -> Result<bool> {
        self.conn().announce(&[id]);
        let updated = session::Entity::update_many()
            .col_expr(session::Column::ProvenAt, Expr::value(now.as_millis()))
            .col_expr(session::Column::SecretHash, Expr::value(new.as_bytes().to_vec()))
            .filter(session::Column::Id.eq(id.as_uuid()))
            .filter(session::Column::ProvenAt.eq(last_proven_at.as_millis()))
            .filter(live(now))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Hands a session that was opened for a waiting sign-in to its client: under this secret, and with its full life.
    ///
    /// # Errors
    /// What the database says.
    pub async fn collect_session(&self, collected: &Session, secret: &SecretHash) -> Result<()> {
        let (signed_in_at, expires_at) = (collected.signed_in_at.as_millis(), collected.expires_at.as_millis());
        session::Entity::update_many()
            .col_expr(session::Column::SecretHash, Expr::value(secret.as_bytes().to_vec()))
            .col_expr(session::Column::SignedInAt, Expr::value(signed_in_at))
            .col_expr(session::Column::LastActiveAt, Expr::value(signed_in_at))
            .col_expr(session::Column::ProvenAt, Expr::value(collected.proven_at.as_millis()))
            .col_expr(
                session::Column::KnownDeviceId,
                Expr::value(collected.known_device.map(KnownDeviceId::as_uuid)),
            )
            .col_expr(session::Column::ExpiresAt, Expr::value(expires_at))
            .filter(session::Column::Id.eq(collected.id.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// Sets when these accounts' live sessions end by themselves, after the lifetimes were changed. The accounts are
    /// locked.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reset_expiry(&self, accounts: &[AccountId], life: &Life, now: Timestamp) -> Result<()> {
        // Those that were opened for a waiting sign-in have a minute to be collected, whatever the lifetimes are.
        let uncollected = sign_in::Entity::find()
            .select_only()
            .column(sign_in::Column::SessionId)
            .filter(sign_in::Column::SessionId.is_not_null());
        let rows = session::Entity::find()
            .filter(live(now))
            .filter(session::Column::AccountId.is_in(accounts.iter().map(|id| id.as_uuid())))
            .filter(session::Column::Id.not_in_subquery(uncollected.into_query()))
            .all(self.conn())
            .await?;
        for row in rows {
            let session = to_session(row)?;
            let expires_at = life.expiry(
                session.client,
                session.kept,
                session.signed_in_at,
                session.last_active_at,
            );
            if expires_at != session.expires_at {
                session::Entity::update_many()
                    .col_expr(session::Column::ExpiresAt, Expr::value(expires_at.as_millis()))
                    .filter(session::Column::Id.eq(session.id.as_uuid()))
                    // An act of the person meanwhile knows better.
                    .filter(session::Column::LastActiveAt.eq(session.last_active_at.as_millis()))
                    .exec(self.conn())
                    .await?;
            }
        }
        Ok(())
    }

    /// Deletes up to `limit` sessions that ended before then: nobody will come back with their cookie to ask why.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_sessions(&self, ended_before: Timestamp, limit: u64) -> Result<u64> {
        let old = session::Entity::find()
            .filter(session::Column::EndedAt.lt(ended_before.as_millis()))
            .limit(limit)
            .all(self.conn())
            .await?;
        let ids = old.into_iter().map(|row| row.id);
        let deleted = session::Entity::delete_many()
            .filter(session::Column::Id.is_in(ids))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }
}

fn live(now: Timestamp) -> Condition {
    Condition::all()
        .add(session::Column::EndedAt.is_null())
        .add(session::Column::ExpiresAt.gt(now.as_millis()))
}

fn to_row(session: &Session, secret: &SecretHash) -> session::ActiveModel {
    session::ActiveModel {
        id: Set(session.id.as_uuid()),
        account_id: Set(session.account.as_uuid()),
        secret_hash: Set(secret.as_bytes().to_vec()),
        slot: Set(session.slot.map(i32::from)),
        client: Set(session.client.code().to_owned()),
        kept: Set(session.kept),
        device_id: Set(session.device.id.clone()),
        device_name: Set(session.device.name.clone()),
        device_version: Set(session.device.version.clone()),
        device_system: Set(session.device.system.clone()),
        address: Set(session.address.clone()),
        signed_in_at: Set(session.signed_in_at.as_millis()),
        last_active_at: Set(session.last_active_at.as_millis()),
        expires_at: Set(session.expires_at.as_millis()),
        restricted_at: Set(millis(session.restricted_at)),
        queue_place: Set(session.queue_place),
        connected_until: Set(millis(session.connected_until)),
        proven_at: Set(session.proven_at.as_millis()),
        known_device_id: Set(session.known_device.map(KnownDeviceId::as_uuid)),
        ended_at: Set(session.ended.map(|(at, _)| at.as_millis())),
        end_reason: Set(session.ended.map(|(_, reason)| reason.code().to_owned())),
    }
}

fn to_session(row: session::Model) -> Result<Session> {
    let reason = read_some("sessions.end_reason", row.end_reason, |code| {
        EndReason::from_code(&code)
    })?;
    Ok(Session {
        id: SessionId::from_uuid(row.id),
        account: AccountId::from_uuid(row.account_id),
        client: read("sessions.client", Client::from_code(&row.client))?,
        kept: row.kept,
        device: Device {
            id: row.device_id,
            name: row.device_name,
            version: row.device_version,
            system: row.device_system,
        },
        address: row.address,
        signed_in_at: Timestamp::from_millis(row.signed_in_at),
        last_active_at: Timestamp::from_millis(row.last_active_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        restricted_at: time(row.restricted_at),
        queue_place: row.queue_place,
        connected_until: time(row.connected_until),
        proven_at: Timestamp::from_millis(row.proven_at),
        known_device: row.known_device_id.map(KnownDeviceId::from_uuid),
        slot: read_some("sessions.slot", row.slot, |slot| u16::try_from(slot).ok())?,
        ended: time(row.ended_at).zip(reason),
    })
}
