//! Admissions: who is let into which conference, under which identity, until when.

use domain::admission::{Admission, CloseReason, Identity, Trace};
use domain::conference::RoomName;
use domain::grant::Role;
use domain::ids::{AccountId, AdmissionId, ConferenceId, SessionId};
use domain::name::DisplayName;
use domain::secret::SecretHash;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, Func, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, TryInsertResult,
};

use crate::entity::{admission, conference};
use crate::error::Result;
use crate::rows::{millis, read, read_some, time};
use crate::tx::{Reader, Tx};

/// An admission that was just closed: what has to be barred from which room, and until when.
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

impl Reader {
    /// The admission with this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admission(&self, id: AdmissionId) -> Result<Option<Admission>> {
        self.one_admission(Condition::all().add(admission::Column::Id.eq(id.as_uuid())))
            .await
    }

    /// The admission to which this identity belongs, open or closed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admission_by_identity(&self, identity: &Identity) -> Result<Option<Admission>> {
        self.one_admission(Condition::all().add(admission::Column::Identity.eq(identity.as_str())))
            .await
    }

    /// A guest's admission, for who has its secret, open or closed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admission_by_secret(&self, id: AdmissionId, secret: &SecretHash) -> Result<Option<Admission>> {
        let row = admission::Entity::find_by_id(id.as_uuid()).one(self.conn()).await?;
        // Compared here rather than by the database, in constant time.
        let row = row.filter(|row| {
            let stored = row
                .secret_hash
                .as_deref()
                .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            stored.is_some_and(|bytes| SecretHash::from_bytes(bytes) == *secret)
        });
        row.map(to_admission).transpose()
    }

    /// The open admission of this session to this conference.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open_admission(&self, conference: ConferenceId, session: SessionId) -> Result<Option<Admission>> {
        self.one_admission(
            open()
                .add(admission::Column::ConferenceId.eq(conference.as_uuid()))
                .add(admission::Column::SessionId.eq(session.as_uuid())),
        )
        .await
    }

    /// All open admissions to this conference.
    ///
    /// # Errors
    /// What the database says.
    pub async fn open_admissions(&self, conference: ConferenceId) -> Result<Vec<Admission>> {
        let rows = admission::Entity::find()
            .filter(open())
            .filter(admission::Column::ConferenceId.eq(conference.as_uuid()))
            .order_by_asc(admission::Column::AdmittedAt)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_admission).collect()
    }

    /// All open admissions whose holders came into the room and were not seen to leave, of every conference.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admissions_in_rooms(&self) -> Result<Vec<Admission>> {
        let rows = admission::Entity::find()
            .filter(open())
            .filter(admission::Column::JoinedAt.is_not_null())
            .filter(admission::Column::LeftAt.is_null())
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_admission).collect()
    }

    async fn one_admission(&self, which: Condition) -> Result<Option<Admission>> {
        admission::Entity::find()
            .filter(which)
            .one(self.conn())
            .await?
            .map(to_admission)
            .transpose()
    }
}

impl Tx {
    /// Inserts an admission; `secret` is what a guest comes back with. Returns false, and writes nothing, when the
    /// session has an open admission to this conference already: extend that one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_admission(&self, new: &Admission, secret: Option<&SecretHash>) -> Result<bool> {
        let inserted = admission::Entity::insert(to_row(new, secret))
            // Whichever key it is: the partial index cannot be named as a target.
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .try_insert()
            .exec_without_returning(self.conn())
            .await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }

    /// Writes down what a fresh decision for an open admission says, and how long its new token lives. Returns false
    /// when it was closed meanwhile: the token must not be handed out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn extend_admission(
        &self,
        id: AdmissionId,
        name: &DisplayName,
        role: Role,
        trace: &Trace,
        token_expires_at: Timestamp,
    ) -> Result<bool> {
        let updated = admission::Entity::update_many()
            .col_expr(admission::Column::Name, Expr::value(name.as_str()))
            .col_expr(admission::Column::Role, Expr::value(role.code()))
            .col_expr(admission::Column::Trace, Expr::value(to_text(trace)))
            .col_expr(
                admission::Column::TokenExpiresAt,
                Expr::value(token_expires_at.as_millis()),
            )
            .filter(open())
            .filter(admission::Column::Id.eq(id.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// The participant is in the room. Returns false when no open admission has this identity: remove them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admission_joined(&self, identity: &Identity, now: Timestamp) -> Result<bool> {
        let first = Func::coalesce([Expr::col(admission::Column::JoinedAt), Expr::value(now.as_millis())]);
        let updated = admission::Entity::update_many()
            .col_expr(admission::Column::JoinedAt, first.into())
            .col_expr(admission::Column::LeftAt, Expr::value(Option::<i64>::None))
            .filter(open())
            .filter(admission::Column::Identity.eq(identity.as_str()))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// The participant has left the room and may come back for a while.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admission_left(&self, identity: &Identity, now: Timestamp) -> Result<bool> {
        let updated = admission::Entity::update_many()
            .col_expr(admission::Column::LeftAt, Expr::value(now.as_millis()))
            .filter(open())
            .filter(admission::Column::LeftAt.is_null())
            .filter(admission::Column::Identity.eq(identity.as_str()))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// The media half gave the participant a newer token that lives until then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admission_token_refreshed(&self, identity: &Identity, expires_at: Timestamp) -> Result<()> {
        admission::Entity::update_many()
            .col_expr(admission::Column::TokenExpiresAt, Expr::value(expires_at.as_millis()))
            .filter(admission::Column::TokenExpiresAt.lt(expires_at.as_millis()))
            .filter(admission::Column::Identity.eq(identity.as_str()))
            .exec(self.conn())
            .await?;
        Ok(())
    }

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
            .into_iter()
            .map(|row| {
                let room = rooms.iter().find(|conference| conference.id == row.conference_id);
                let room = read("admissions.conference_id", room)?;
                Ok(ClosedAdmission {
                    id: AdmissionId::from_uuid(row.id),
                    conference: ConferenceId::from_uuid(row.conference_id),
                    room: RoomName::from_stored(room.room.clone()),
                    identity: Identity::from_text(&row.identity),
                    token_expires_at: Timestamp::from_millis(row.token_expires_at),
                })
            })
            .collect()
    }
}

fn open() -> Condition {
    Condition::all().add(admission::Column::ClosedAt.is_null())
}

fn to_text(trace: &Trace) -> String {
    // A list of words and booleans always has a text.
    serde_json::to_string(trace).unwrap_or_default()
}

fn to_row(admission: &Admission, secret: Option<&SecretHash>) -> admission::ActiveModel {
    admission::ActiveModel {
        id: Set(admission.id.as_uuid()),
        conference_id: Set(admission.conference.as_uuid()),
        session_id: Set(admission.session.map(SessionId::as_uuid)),
        account_id: Set(admission.account.map(AccountId::as_uuid)),
        secret_hash: Set(secret.map(|hash| hash.as_bytes().to_vec())),
        identity: Set(admission.identity.as_str().to_owned()),
        name: Set(admission.name.as_str().to_owned()),
        role: Set(admission.role.code().to_owned()),
        admitted_at: Set(admission.admitted_at.as_millis()),
        token_expires_at: Set(admission.token_expires_at.as_millis()),
        joined_at: Set(millis(admission.joined_at)),
        left_at: Set(millis(admission.left_at)),
        closed_at: Set(admission.closed.map(|(at, _)| at.as_millis())),
        close_reason: Set(admission.closed.map(|(_, reason)| reason.code().to_owned())),
        trace: Set(to_text(&admission.trace)),
    }
}

fn to_admission(row: admission::Model) -> Result<Admission> {
    let reason = read_some("admissions.close_reason", row.close_reason, |code| {
        CloseReason::from_code(&code)
    })?;
    Ok(Admission {
        id: AdmissionId::from_uuid(row.id),
        conference: ConferenceId::from_uuid(row.conference_id),
        session: row.session_id.map(SessionId::from_uuid),
        account: row.account_id.map(AccountId::from_uuid),
        identity: Identity::from_text(&row.identity),
        name: read("admissions.name", DisplayName::parse(&row.name).ok())?,
        role: read("admissions.role", Role::from_code(&row.role))?,
        admitted_at: Timestamp::from_millis(row.admitted_at),
        token_expires_at: Timestamp::from_millis(row.token_expires_at),
        joined_at: time(row.joined_at),
        left_at: time(row.left_at),
        closed: time(row.closed_at).zip(reason),
        trace: read("admissions.trace", serde_json::from_str(&row.trace).ok())?,
    })
}
