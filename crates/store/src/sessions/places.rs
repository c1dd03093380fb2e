//! Slots, the queue for them, and which devices are connected (SES-6, SES-11).

use domain::ids::{AccountId, SessionId};
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use super::live;
use crate::entity::{session, sign_in};
use crate::error::Result;
use crate::tx::{Reader, Tx};

impl Reader {
    /// Accounts in whose queue somebody waits for a slot, by their ids, after this one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounts_with_a_queue(&self, after: Option<AccountId>, limit: u64) -> Result<Vec<AccountId>> {
        let after = after.map(AccountId::as_uuid);
        let restricted = session::Entity::find()
            .select_only()
            .column(session::Column::AccountId)
            .distinct()
            .filter(session::Column::QueuePlace.is_not_null())
            .apply_if(after, |query, after| query.filter(session::Column::AccountId.gt(after)))
            .order_by_asc(session::Column::AccountId)
            .limit(limit)
            .into_tuple::<uuid::Uuid>()
            .all(self.conn())
            .await?;
        let waiting = sign_in::Entity::find()
            .select_only()
            .column(sign_in::Column::AccountId)
            .distinct()
            .filter(sign_in::Column::QueuePlace.is_not_null())
            .filter(sign_in::Column::SessionId.is_null())
            .apply_if(after, |query, after| query.filter(sign_in::Column::AccountId.gt(after)))
            .order_by_asc(sign_in::Column::AccountId)
            .limit(limit)
            .into_tuple::<uuid::Uuid>()
            .all(self.conn())
            .await?;
        let mut both: Vec<_> = restricted.into_iter().chain(waiting).collect();
        both.sort_unstable();
        both.dedup();
        both.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(both.into_iter().map(AccountId::from_uuid).collect())
    }

    /// Accounts with live sessions, by their ids, after this one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounts_with_sessions(
        &self,
        after: Option<AccountId>,
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<AccountId>> {
        let found = session::Entity::find()
            .select_only()
            .column(session::Column::AccountId)
            .distinct()
            .filter(live(now))
            .apply_if(after.map(AccountId::as_uuid), |query, after| {
                query.filter(session::Column::AccountId.gt(after))
            })
            .order_by_asc(session::Column::AccountId)
            .limit(limit)
            .into_tuple::<uuid::Uuid>()
            .all(self.conn())
            .await?;
        Ok(found.into_iter().map(AccountId::from_uuid).collect())
    }
}

impl Tx {
    /// The next place in the account's queue. The account is locked, so the order of places is the order of commits.
    ///
    /// # Errors
    /// What the database says.
    pub async fn next_queue_place(&self, account: AccountId) -> Result<i64> {
        let restricted = session::Entity::find()
            .select_only()
            .column_as(session::Column::QueuePlace.max(), "last")
            .filter(session::Column::AccountId.eq(account.as_uuid()))
            .into_tuple::<Option<i64>>()
            .one(self.conn())
            .await?;
        let waiting = sign_in::Entity::find()
            .select_only()
            .column_as(sign_in::Column::QueuePlace.max(), "last")
            .filter(sign_in::Column::AccountId.eq(account.as_uuid()))
            .into_tuple::<Option<i64>>()
            .one(self.conn())
            .await?;
        let last = restricted.flatten().max(waiting.flatten());
        Ok(last.unwrap_or(0).saturating_add(1))
    }

    /// Gives a restricted session a slot: it is unrestricted from now on.
    ///
    /// # Errors
    /// What the database says; a slot that is taken is a mistake of the caller, who has the account locked.
    pub async fn give_slot(&self, id: SessionId, slot: u16) -> Result<()> {
        session::Entity::update_many()
            .col_expr(session::Column::Slot, Expr::value(i32::from(slot)))
            .col_expr(session::Column::RestrictedAt, Expr::value(Option::<i64>::None))
            .col_expr(session::Column::QueuePlace, Expr::value(Option::<i64>::None))
            .filter(session::Column::Id.eq(id.as_uuid()))
            .filter(session::Column::EndedAt.is_null())
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// Writes down until when these sessions' devices are taken to be connected; nothing: they are gone.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_connected(&self, sessions: &[SessionId], until: Option<Timestamp>) -> Result<()> {
        for some in sessions.chunks(500) {
            self.conn().announce(some);
            session::Entity::update_many()
                .col_expr(
                    session::Column::ConnectedUntil,
                    Expr::value(until.map(Timestamp::as_millis)),
                )
                .filter(session::Column::Id.is_in(some.iter().map(|id| id.as_uuid())))
                .exec(self.conn())
                .await?;
        }
        Ok(())
    }
}
