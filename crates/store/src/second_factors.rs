//! Second factors: sealed seeds, the last step that was accepted, and recovery codes (ACC-16).

use domain::ids::AccountId;
use domain::second_factor::TotpStep;
use domain::secret::SecretHash;
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, TryInsertResult,
};

use crate::entity::{recovery_code, totp_factor};
use crate::error::Result;
use crate::rows::time;
use crate::tx::{Reader, Tx};

/// An authenticator app as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpFactor {
    /// Its seed, sealed.
    pub sealed_seed: Vec<u8>,
    /// When its enrolment began.
    pub began_at: Timestamp,
    /// When its first code proved right; before that it is no factor.
    pub enrolled_at: Option<Timestamp>,
    /// The last step whose code was accepted.
    pub last_step: Option<TotpStep>,
}

impl Reader {
    /// The account's authenticator app, enrolled or about to be.
    ///
    /// # Errors
    /// What the database says.
    pub async fn totp_factor(&self, account: AccountId) -> Result<Option<TotpFactor>> {
        let row = totp_factor::Entity::find_by_id(account.as_uuid())
            .one(self.conn())
            .await?;
        Ok(row.map(|row| TotpFactor {
            sealed_seed: row.sealed_seed,
            began_at: Timestamp::from_millis(row.began_at),
            enrolled_at: time(row.enrolled_at),
            last_step: row.last_step,
        }))
    }

    /// How many recovery codes the account has left.
    ///
    /// # Errors
    /// What the database says.
    pub async fn recovery_codes_left(&self, account: AccountId) -> Result<u64> {
        let left = recovery_code::Entity::find().filter(recovery_code::Column::AccountId.eq(account.as_uuid()));
        Ok(left.count(self.conn()).await?)
    }
}

impl Tx {
    /// Begins an enrolment; one that was begun before and not finished is forgotten. Returns false, and changes nothing,
    /// when one is enrolled.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin_totp(&self, account: AccountId, sealed_seed: Vec<u8>, now: Timestamp) -> Result<bool> {
        totp_factor::Entity::delete_many()
            .filter(totp_factor::Column::AccountId.eq(account.as_uuid()))
            .filter(totp_factor::Column::EnrolledAt.is_null())
            .exec(self.conn())
            .await?;
        let row = totp_factor::ActiveModel {
            account_id: Set(account.as_uuid()),
            sealed_seed: Set(sealed_seed),
            began_at: Set(now.as_millis()),
            enrolled_at: Set(None),
            last_step: Set(None),
        };
        let inserted = totp_factor::Entity::insert(row)
            .on_conflict_do_nothing_on([totp_factor::Column::AccountId])
            .exec_without_returning(self.conn())
            .await?;
        Ok(matches!(inserted, TryInsertResult::Inserted(1)))
    }

    /// Writes down that the code of this step was accepted. Returns false when a later one, or this one, was accepted
    /// already: of any number of parallel calls one gets true (G4).
    ///
    /// # Errors
    /// What the database says.
    pub async fn accept_totp_step(&self, account: AccountId, step: TotpStep) -> Result<bool> {
        let updated = totp_factor::Entity::update_many()
            .col_expr(totp_factor::Column::LastStep, Expr::value(step))
            .filter(totp_factor::Column::AccountId.eq(account.as_uuid()))
            .filter(
                totp_factor::Column::LastStep
                    .is_null()
                    .or(totp_factor::Column::LastStep.lt(step)),
            )
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Writes down that the authenticator app is enrolled.
    ///
    /// # Errors
    /// What the database says.
    pub async fn enrol_totp(&self, account: AccountId, now: Timestamp) -> Result<bool> {
        let updated = totp_factor::Entity::update_many()
            .col_expr(totp_factor::Column::EnrolledAt, Expr::value(now.as_millis()))
            .filter(totp_factor::Column::AccountId.eq(account.as_uuid()))
            .filter(totp_factor::Column::EnrolledAt.is_null())
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Forgets the account's authenticator app and recovery codes. Returns false when none was enrolled.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_second_factor(&self, account: AccountId) -> Result<bool> {
        self.replace_recovery_codes(account, &[]).await?;
        let deleted = totp_factor::Entity::delete_many()
            .filter(totp_factor::Column::AccountId.eq(account.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected == 1)
    }

    /// Gives the account these recovery codes; earlier ones are void.
    ///
    /// # Errors
    /// What the database says.
    pub async fn replace_recovery_codes(&self, account: AccountId, codes: &[SecretHash]) -> Result<()> {
        recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::AccountId.eq(account.as_uuid()))
            .exec(self.conn())
            .await?;
        if codes.is_empty() {
            return Ok(());
        }
        let rows = codes.iter().map(|code| recovery_code::ActiveModel {
            hash: Set(code.as_bytes().to_vec()),
            account_id: Set(account.as_uuid()),
        });
        recovery_code::Entity::insert_many(rows)
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }

    /// Uses a recovery code of the account up. Of any number of parallel calls one gets true (G4), provided its
    /// transaction is committed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn use_recovery_code(&self, account: AccountId, code: &SecretHash) -> Result<bool> {
        let deleted = recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::Hash.eq(code.as_bytes().to_vec()))
            .filter(recovery_code::Column::AccountId.eq(account.as_uuid()))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected == 1)
    }
}
