//! Sessions in numbers, for administrators.

use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::live;
use crate::entity::{account, session, session_day};
use crate::error::Result;
use crate::rows::read;
use crate::tx::{Reader, Tx};

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionsOverview {
    /// Live sessions.
    pub sessions: u64,
    /// Those of them that are restricted.
    pub restricted: u64,
    /// Accounts with a limit of their own.
    pub own_limits: u64,
}

/// The most sessions that were live at once on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfSessions {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// How many.
    pub most: u64,
}

impl Reader {
    /// Sessions in numbers.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sessions_overview(&self, now: Timestamp) -> Result<SessionsOverview> {
        let sessions = session::Entity::find().filter(live(now)).count(self.conn()).await?;
        let restricted = session::Entity::find()
            .filter(live(now))
            .filter(session::Column::RestrictedAt.is_not_null());
        let own_limits = account::Entity::find().filter(account::Column::SessionLimit.is_not_null());
        Ok(SessionsOverview {
            sessions,
            restricted: restricted.count(self.conn()).await?,
            own_limits: own_limits.count(self.conn()).await?,
        })
    }

    /// How many accounts without a limit of their own have more than this many unrestricted sessions now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn accounts_with_more_sessions(&self, than: u16, now: Timestamp) -> Result<u64> {
        let over = session::Entity::find()
            .select_only()
            .column(session::Column::AccountId)
            .inner_join(account::Entity)
            .filter(live(now))
            .filter(session::Column::Slot.is_not_null())
            .filter(account::Column::SessionLimit.is_null())
            .group_by(session::Column::AccountId)
            .having(
                Expr::col((session::Entity, session::Column::Id))
                    .count()
                    .gt(i64::from(than)),
            );
        Ok(over.count(self.conn()).await?)
    }

    /// The days since then, oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn days_of_sessions(&self, since: i64) -> Result<Vec<DayOfSessions>> {
        let rows = session_day::Entity::find()
            .filter(session_day::Column::Day.gte(since))
            .order_by_asc(session_day::Column::Day)
            .all(self.conn())
            .await?;
        rows.into_iter()
            .map(|row| {
                let most = read("session_days.most", u64::try_from(row.most).ok())?;
                Ok(DayOfSessions { day: row.day, most })
            })
            .collect()
    }
}

impl Tx {
    /// Notes how many sessions are live now: a day keeps the most that were seen. Days before `since` are forgotten.
    ///
    /// # Errors
    /// What the database says.
    pub async fn note_day_of_sessions(&self, today: DayOfSessions, since: i64) -> Result<()> {
        let most = i64::try_from(today.most).unwrap_or(i64::MAX);
        let row = session_day::ActiveModel {
            day: Set(today.day),
            most: Set(most),
        };
        session_day::Entity::insert(row)
            .on_conflict(
                OnConflict::column(session_day::Column::Day)
                    .value(
                        session_day::Column::Most,
                        Expr::case(
                            Expr::col((session_day::Entity, session_day::Column::Most)).lt(most),
                            Expr::value(most),
                        )
                        .finally(Expr::col((session_day::Entity, session_day::Column::Most))),
                    )
                    .to_owned(),
            )
            .exec_without_returning(self.conn())
            .await?;
        session_day::Entity::delete_many()
            .filter(session_day::Column::Day.lt(since))
            .exec(self.conn())
            .await?;
        Ok(())
    }
}
