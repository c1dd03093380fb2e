//! Jobs: written with the change that causes them, claimed by one worker at a time, tried again until done.

use domain::ids::JobId;
use domain::job::Job;
use domain::time::{Duration, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait as _, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use serde_json::Value;

use crate::entity::job;
use crate::error::Result;
use crate::rows::read;
use crate::tx::{Reader, Tx};

/// The longest error kept with a job, in bytes.
const LONGEST_ERROR: usize = 500;

impl Reader {
    /// All jobs that are not done and not given up, the next due first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn pending_jobs(&self, limit: u64) -> Result<Vec<Job>> {
        let rows = job::Entity::find()
            .filter(job::Column::GivenUpAt.is_null())
            .order_by_asc(job::Column::RunAt)
            .limit(limit)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_job).collect()
    }
}

impl Tx {
    /// Writes a job that is due at `run_at`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_job(
        &self,
        id: JobId,
        kind: &str,
        payload: &Value,
        run_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let row = job::ActiveModel {
            id: Set(id.as_uuid()),
            kind: Set(kind.to_owned()),
            payload: Set(payload.to_string()),
            run_at: Set(run_at.as_millis()),
            attempts: Set(0),
            last_error: Set(None),
            created_at: Set(now.as_millis()),
            given_up_at: Set(None),
        };
        job::Entity::insert(row).exec_without_returning(self.conn()).await?;
        Ok(())
    }

    /// Claims up to `limit` jobs that are due. A claim that is not settled within `lease` runs out, and the job is due
    /// again: its worker died. Workers never wait for each other's claims.
    ///
    /// # Errors
    /// What the database says.
    pub async fn claim_jobs(&self, now: Timestamp, lease: Duration, limit: u64) -> Result<Vec<Job>> {
        let due = job::Entity::find()
            .filter(job::Column::GivenUpAt.is_null())
            .filter(job::Column::RunAt.lte(now.as_millis()))
            .order_by_asc(job::Column::RunAt)
            .limit(limit)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .all(self.conn())
            .await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let claimed = job::Entity::update_many()
            .col_expr(job::Column::RunAt, Expr::value(now.plus(lease).as_millis()))
            .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
            .filter(job::Column::Id.is_in(due.into_iter().map(|row| row.id)))
            .exec_with_returning(self.conn())
            .await?;
        let mut jobs = claimed.into_iter().map(to_job).collect::<Result<Vec<_>>>()?;
        jobs.sort_by_key(|job| (job.created_at, job.id));
        Ok(jobs)
    }

    /// The claimed job is done. Returns false when the claim had run out and somebody else has it now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finish_job(&self, job: &Job) -> Result<bool> {
        let deleted = job::Entity::delete_many()
            .filter(claim_of(job))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected == 1)
    }

    /// The try failed; the job is due again at `run_at`. Returns false when the claim had run out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn retry_job(&self, job: &Job, error: &str, run_at: Timestamp) -> Result<bool> {
        self.settle(job, error, job::Column::RunAt, run_at).await
    }

    /// The job will not be tried again; it is kept for somebody to look at. Returns false when the claim had run out.
    ///
    /// # Errors
    /// What the database says.
    pub async fn give_up_job(&self, job: &Job, error: &str, now: Timestamp) -> Result<bool> {
        self.settle(job, error, job::Column::GivenUpAt, now).await
    }

    async fn settle(&self, job: &Job, error: &str, column: job::Column, at: Timestamp) -> Result<bool> {
        let mut end = error.len().min(LONGEST_ERROR);
        while !error.is_char_boundary(end) {
            end -= 1;
        }
        let updated = job::Entity::update_many()
            .col_expr(column, Expr::value(at.as_millis()))
            .col_expr(
                job::Column::LastError,
                Expr::value(error.get(..end).unwrap_or_default()),
            )
            .filter(claim_of(job))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }
}

/// A claim is a try: whoever claims the job after us has a higher number.
fn claim_of(job: &Job) -> Condition {
    Condition::all()
        .add(job::Column::Id.eq(job.id.as_uuid()))
        .add(job::Column::Attempts.eq(i32::try_from(job.attempt).unwrap_or(i32::MAX)))
        .add(job::Column::GivenUpAt.is_null())
}

fn to_job(row: job::Model) -> Result<Job> {
    Ok(Job {
        id: JobId::from_uuid(row.id),
        payload: read("jobs.payload", serde_json::from_str(&row.payload).ok())?,
        attempt: read("jobs.attempts", u32::try_from(row.attempts).ok())?,
        created_at: Timestamp::from_millis(row.created_at),
        kind: row.kind,
    })
}
