//! Letting in, and writing down who comes and goes.

use domain::admission::{Admission, Identity, Trace};
use domain::grant::Role;
use domain::ids::{AccountId, AdmissionId, SessionId};
use domain::name::DisplayName;
use domain::secret::SecretHash;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, Func, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, TryInsertResult};

use super::open;
use crate::entity::admission;
use crate::error::Result;
use crate::rows::millis;
use crate::tx::Tx;

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
