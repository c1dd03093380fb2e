//! Ending sessions. Whoever ends one has its account locked first ([`Tx::lock_account`]): slots are given on in the same
//! transaction, and everybody locks in that order.

use domain::ids::{AccountId, SessionId};
use domain::session::EndReason;
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::entity::session;
use crate::error::Result;
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
    /// Accounts with sessions whose time is over and who were not told yet, the longest overdue first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounts_with_expired_sessions(&self, now: Timestamp, limit: u64) -> Result<Vec<AccountId>> {
        let due = session::Entity::find()
            .select_only()
            .column(session::Column::AccountId)
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.lte(now.as_millis()))
            .group_by(session::Column::AccountId)
            .order_by_asc(session::Column::ExpiresAt.min())
            .limit(limit)
            .into_tuple::<uuid::Uuid>()
            .all(self.conn())
            .await?;
        Ok(due.into_iter().map(AccountId::from_uuid).collect())
    }
}

impl Tx {
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

    /// Ends the account's sessions whose time is over, so that their devices can be told and their slots be given on.
    ///
    /// # Errors
    /// What the database says.
    pub async fn expire_sessions(&self, account: AccountId, now: Timestamp) -> Result<Vec<EndedSession>> {
        let due = of(account).add(session::Column::ExpiresAt.lte(now.as_millis()));
        self.end_rows(due, EndReason::Expired, now).await
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
            .col_expr(session::Column::QueuePlace, Expr::value(Option::<i64>::None))
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

fn of(account: AccountId) -> Condition {
    Condition::all().add(session::Column::AccountId.eq(account.as_uuid()))
}
