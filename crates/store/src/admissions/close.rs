//! Closing admissions, and telling what has to be barred for it.

use domain::admission::{CloseReason, Identity};
use domain::conference::RoomName;
use domain::ids::{AdmissionId, ConferenceId, SessionId};
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use super::open;
use crate::entity::{admission, conference};
use crate::error::Result;
use crate::rows::read;
use crate::tx::Tx;

/// An admission that was closed: what has to be barred from which room, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedAdmission {
    /// Which.
    pub id: AdmissionId,
    /// Of which conference.
    pub conference: ConferenceId,
    /// Its room.
    pub room: RoomName,
    /// The participant.
    pub identity: Identity,
    /// When its last token expires.
    pub token_expires_at: Timestamp,
}

impl ClosedAdmission {
    pub(super) fn of(row: &admission::Model, conference: &conference::Model) -> Self {
        Self {
            id: AdmissionId::from_uuid(row.id),
            conference: ConferenceId::from_uuid(row.conference_id),
            room: RoomName::from_stored(conference.room.clone()),
            identity: Identity::from_text(&row.identity),
            token_expires_at: Timestamp::from_millis(row.token_expires_at),
        }
    }
}

impl Tx {
    /// Closes one admission. Returns nothing when it is closed already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close_admission(
        &self,
        id: AdmissionId,
        reason: CloseReason,
        now: Timestamp,
    ) -> Result<Option<ClosedAdmission>> {
        let which = Condition::all().add(admission::Column::Id.eq(id.as_uuid()));
        Ok(self.close_where(which, reason, now).await?.pop())
    }

    /// Closes all admissions of these sessions.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close_admissions_of_sessions(
        &self,
        sessions: &[SessionId],
        reason: CloseReason,
        now: Timestamp,
    ) -> Result<Vec<ClosedAdmission>> {
        let which = admission::Column::SessionId.is_in(sessions.iter().map(|id| id.as_uuid()));
        self.close_where(Condition::all().add(which), reason, now).await
    }

    /// Closes all admissions to this conference.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close_admissions_of_conference(
        &self,
        conference: ConferenceId,
        reason: CloseReason,
        now: Timestamp,
    ) -> Result<Vec<ClosedAdmission>> {
        let which = admission::Column::ConferenceId.eq(conference.as_uuid());
        self.close_where(Condition::all().add(which), reason, now).await
    }

    /// Closes up to `limit` admissions whose holders left before `left_before`, or never came though their token
    /// expired before then. Whoever holds a token that is good `now` may be on the way back and is left alone.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lapse_admissions(
        &self,
        left_before: Timestamp,
        now: Timestamp,
        limit: u64,
    ) -> Result<Vec<ClosedAdmission>> {
        let gone = Condition::any()
            .add(
                Condition::all()
                    .add(admission::Column::LeftAt.lt(left_before.as_millis()))
                    .add(admission::Column::TokenExpiresAt.lte(now.as_millis())),
            )
            .add(
                Condition::all()
                    .add(admission::Column::JoinedAt.is_null())
                    .add(admission::Column::TokenExpiresAt.lt(left_before.as_millis())),
            );
        let rows = admission::Entity::find()
            .filter(open())
            .filter(gone)
            .limit(limit)
            .all(self.conn())
            .await?;
        let which = admission::Column::Id.is_in(rows.into_iter().map(|row| row.id));
        self.close_where(Condition::all().add(which), CloseReason::Lapsed, now)
            .await
    }

    /// Deletes up to `limit` admissions that were closed before then, and says how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_admissions(&self, closed_before: Timestamp, limit: u64) -> Result<u64> {
        let old = admission::Entity::find()
            .filter(admission::Column::ClosedAt.lt(closed_before.as_millis()))
            .limit(limit)
            .all(self.conn())
            .await?;
        let deleted = admission::Entity::delete_many()
            .filter(admission::Column::Id.is_in(old.into_iter().map(|row| row.id)))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }

    async fn close_where(&self, which: Condition, reason: CloseReason, now: Timestamp) -> Result<Vec<ClosedAdmission>> {
        let closed = admission::Entity::update_many()
            .col_expr(admission::Column::ClosedAt, Expr::value(now.as_millis()))
            .col_expr(admission::Column::CloseReason, Expr::value(reason.code()))
            .filter(open())
            .filter(which)
            .exec_with_returning(self.conn())
            .await?;
        if closed.is_empty() {
            return Ok(Vec::new());
        }
        let rooms = conference::Entity::find()
            .filter(conference::Column::Id.is_in(closed.iter().map(|row| row.conference_id)))
            .all(self.conn())
            .await?;
        closed
            .iter()
            .map(|row| {
                let room = rooms.iter().find(|conference| conference.id == row.conference_id);
                Ok(ClosedAdmission::of(row, read("admissions.conference_id", room)?))
            })
            .collect()
    }
}
