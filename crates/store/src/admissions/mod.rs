//! Admissions: who is let into which conference, under which identity, until when.

mod close;
mod write;

use domain::admission::{Admission, CloseReason, Identity};
use domain::grant::Role;
use domain::ids::{AccountId, AdmissionId, ConferenceId, SessionId};
use domain::name::{ConferenceName, DisplayName};
use domain::secret::SecretHash;
use domain::time::Timestamp;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _};

pub use self::close::ClosedAdmission;
use crate::entity::{admission, conference};
use crate::error::Result;
use crate::rows::{read, read_some, time};
use crate::tx::Reader;

impl Reader {
    /// Which of these sessions are in a conference's room now, and in which.
    ///
    /// # Errors
    /// What the database says.
    pub async fn conferences_of_sessions(&self, sessions: &[SessionId]) -> Result<Vec<(SessionId, ConferenceName)>> {
        let present = admission::Entity::find()
            .filter(open())
            .filter(admission::Column::JoinedAt.is_not_null())
            .filter(admission::Column::LeftAt.is_null())
            .filter(admission::Column::SessionId.is_in(sessions.iter().map(|id| id.as_uuid())))
            .find_also_related(conference::Entity)
            .all(self.conn())
            .await?;
        let named = present.into_iter().filter_map(|(admission, conference)| {
            let name = ConferenceName::parse(&conference?.name).ok()?;
            Some((SessionId::from_uuid(admission.session_id?), name))
        });
        Ok(named.collect())
    }

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

    /// The admissions closed since then, with what has to be barred for them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn admissions_closed_since(&self, since: Timestamp) -> Result<Vec<ClosedAdmission>> {
        let rows = admission::Entity::find()
            .find_also_related(conference::Entity)
            .filter(admission::Column::ClosedAt.gte(since.as_millis()))
            .all(self.conn())
            .await?;
        rows.into_iter()
            .map(|(row, conference)| {
                let conference = read("admissions.conference_id", conference)?;
                Ok(ClosedAdmission::of(&row, &conference))
            })
            .collect()
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

fn open() -> Condition {
    Condition::all().add(admission::Column::ClosedAt.is_null())
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
