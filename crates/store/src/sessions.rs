//! Sessions: found by their secret's hash, listed, touched and ended.

use domain::account::Account;
use domain::ids::{AccountId, SessionId};
use domain::secret::SecretHash;
use domain::session::{Client, Device, EndReason, Session, Touch};
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use crate::accounts::to_account;
use crate::entity::{account, session};
use crate::error::Result;
use crate::rows::{millis, read, read_some, time};
use crate::tx::{Reader, Tx};

/// A session that was just ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedSession {
    /// Which.
    pub id: SessionId,
    /// Whose it was.
    pub account: AccountId,
}

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
    /// Inserts a session. `slot` is its place among the account's sessions where a limit counts them (SES-11).
    ///
    /// # Errors
    /// What the database says; a slot that is taken is a mistake of the caller, who has the account locked.
    pub async fn insert_session(&self, new: &Session, secret: &SecretHash, slot: Option<u16>) -> Result<()> {
        session::Entity::insert(to_row(new, secret, slot))
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

    /// Ends one of the account's sessions. Returns false when the account has no such live session: unknown, somebody
    /// else's or over already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_session(
        &self,
        account: AccountId,
        id: SessionId,
        reason: EndReason,
        now: Timestamp,
    ) -> Result<bool> {
        let which = of(account).add(session::Column::Id.eq(id.as_uuid()));
        Ok(!self.end_where(which, reason, now).await?.is_empty())
    }

    /// Ends all of the account's sessions but the one kept. Returns the ones that it ended.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_sessions(
        &self,
        account: AccountId,
        keep: Option<SessionId>,
        reason: EndReason,
        now: Timestamp,
    ) -> Result<Vec<EndedSession>> {
        let kept = keep.map(|id| session::Column::Id.ne(id.as_uuid()));
        self.end_where(of(account).add_option(kept), reason, now).await
    }

    /// Ends the account's sessions on this device, which is signing in again (SES-10).
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_device_sessions(
        &self,
        account: AccountId,
        device: &str,
        now: Timestamp,
    ) -> Result<Vec<EndedSession>> {
        self.end_where(
            of(account).add(session::Column::DeviceId.eq(device)),
            EndReason::Replaced,
            now,
        )
        .await
    }

    /// Ends up to `limit` sessions whose time is over, so that their devices can be told and their slots be given on.
    ///
    /// # Errors
    /// What the database says.
    pub async fn expire_sessions(&self, now: Timestamp, limit: u64) -> Result<Vec<EndedSession>> {
        let due = session::Entity::find()
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.lte(now.as_millis()))
            .order_by_asc(session::Column::ExpiresAt)
            .limit(limit)
            .all(self.conn())
            .await?;
        let ids = due.into_iter().map(|row| row.id);
        self.end_rows(
            Condition::all().add(session::Column::Id.is_in(ids)),
            EndReason::Expired,
            now,
        )
        .await
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

    /// Ends those that have neither ended nor expired.
    async fn end_where(&self, which: Condition, reason: EndReason, now: Timestamp) -> Result<Vec<EndedSession>> {
        self.end_rows(which.add(session::Column::ExpiresAt.gt(now.as_millis())), reason, now)
            .await
    }

    async fn end_rows(&self, which: Condition, reason: EndReason, now: Timestamp) -> Result<Vec<EndedSession>> {
        let ended = session::Entity::update_many()
            .col_expr(session::Column::EndedAt, Expr::value(now.as_millis()))
            .col_expr(session::Column::EndReason, Expr::value(reason.code()))
            .col_expr(session::Column::Slot, Expr::value(Option::<i32>::None))
            .filter(session::Column::EndedAt.is_null())
            .filter(which)
            .exec_with_returning(self.conn())
            .await?;
        Ok(ended
            .into_iter()
            .map(|row| EndedSession {
                id: SessionId::from_uuid(row.id),
                account: AccountId::from_uuid(row.account_id),
            })
            .collect())
    }
}

fn live(now: Timestamp) -> Condition {
    Condition::all()
        .add(session::Column::EndedAt.is_null())
        .add(session::Column::ExpiresAt.gt(now.as_millis()))
}

fn of(account: AccountId) -> Condition {
    Condition::all().add(session::Column::AccountId.eq(account.as_uuid()))
}

fn to_row(session: &Session, secret: &SecretHash, slot: Option<u16>) -> session::ActiveModel {
    session::ActiveModel {
        id: Set(session.id.as_uuid()),
        account_id: Set(session.account.as_uuid()),
        secret_hash: Set(secret.as_bytes().to_vec()),
        slot: Set(slot.map(i32::from)),
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
        ended: time(row.ended_at).zip(reason),
    })
}
