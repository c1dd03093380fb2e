//! Counters of failures. They are written in transactions of their own, so that a counter never goes back with the
//! request that failed (CVE-2026-35597).

use domain::rate::{FailureRecord, FailureRule, ThrottleKey, after_failure};
use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, sea_query::OnConflict,
};

use crate::entity::throttle;
use crate::error::{Result, StoreError};
use crate::rows::{millis, read, time};
use crate::store::Store;
use crate::tx::{Reader, Tx};

impl Reader {
    /// The failures counted under each of these keys so far, in their order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn failures<const N: usize>(&self, keys: [&ThrottleKey; N]) -> Result<[Option<FailureRecord>; N]> {
        let rows = throttle::Entity::find()
            .filter(throttle::Column::Key.is_in(keys.map(|key| key.as_bytes().to_vec())))
            .all(self.conn())
            .await?;
        let mut records = [None; N];
        for (record, key) in records.iter_mut().zip(keys) {
            let row = rows.iter().find(|row| row.key == key.as_bytes());
            *record = row.map(to_record).transpose()?;
        }
        Ok(records)
    }
}

impl Store {
    /// Counts one more failure under each key, at once and for good. Returns the records in the order of the keys.
    ///
    /// Parallel failures are counted one after the other; none is lost. Never call it with a transaction open.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record_failures(
        &self,
        keys: &[(ThrottleKey, FailureRule)],
        now: Timestamp,
    ) -> Result<Vec<FailureRecord>> {
        let tx = self.begin_write().await?;
        // Everybody locks in the same order, so nobody waits for each other in a circle.
        let mut order: Vec<_> = (0..keys.len()).collect();
        order.sort_by_key(|&at| keys.get(at).map(|(key, _)| *key));
        let mut records = vec![None; keys.len()];
        for at in order {
            if let (Some((key, rule)), Some(place)) = (keys.get(at), records.get_mut(at)) {
                *place = Some(tx.record_failure(key, rule, now).await?);
            }
        }
        tx.commit().await?;
        Ok(records.into_iter().flatten().collect())
    }

    /// Forgets the failures of a key, in a transaction of its own: the password was right, or an administrator lifts
    /// the lock.
    ///
    /// # Errors
    /// What the database says.
    pub async fn clear_failures(&self, key: &ThrottleKey) -> Result<()> {
        let tx = self.begin_write().await?;
        tx.forget_failures_of(key).await?;
        tx.commit().await
    }
}

impl Tx {
    async fn record_failure(&self, key: &ThrottleKey, rule: &FailureRule, now: Timestamp) -> Result<FailureRecord> {
        // PostgreSQL locks rows only where there are some: make sure there is one first.
        let empty = to_row(
            key,
            &FailureRecord {
                failures: 0,
                window_started_at: now,
                locked_until: None,
            },
            now,
        );
        throttle::Entity::insert(empty)
            .on_conflict_do_nothing_on([throttle::Column::Key])
            .exec_without_returning(self.conn())
            .await?;
        let locked = throttle::Entity::find_by_id(key.as_bytes().to_vec())
            .lock_exclusive()
            .one(self.conn())
            .await?;
        let before = to_record(&locked.ok_or(StoreError::Corrupt {
            column: "throttles.key",
        })?)?;
        let after = after_failure(Some(before), rule, now);
        let forget_at = after
            .locked_until
            .unwrap_or(now)
            .max(after.window_started_at.plus(rule.window));
        throttle::Entity::insert(to_row(key, &after, forget_at))
            .on_conflict(
                OnConflict::column(throttle::Column::Key)
                    .update_columns([
                        throttle::Column::Failures,
                        throttle::Column::WindowStartedAt,
                        throttle::Column::LockedUntil,
                        throttle::Column::ForgetAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(self.conn())
            .await?;
        Ok(after)
    }

    /// Forgets the failures of a key together with what the right secret leads to.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_failures_of(&self, key: &ThrottleKey) -> Result<()> {
        throttle::Entity::delete_by_id(key.as_bytes().to_vec())
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// Deletes the counters that nothing depends on any more, and of those that count for nobody the oldest beyond
    /// `most_unknown`. Returns how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_failures(&self, now: Timestamp, most_unknown: u64) -> Result<u64> {
        let unknown = throttle::Entity::find().filter(throttle::Column::Unknown.eq(true));
        let beyond = unknown.clone().count(self.conn()).await?.saturating_sub(most_unknown);
        if beyond > 0 {
            let oldest = unknown
                .select_only()
                .column(throttle::Column::Key)
                .order_by_asc(throttle::Column::WindowStartedAt)
                .limit(beyond);
            throttle::Entity::delete_many()
                .filter(throttle::Column::Key.in_subquery(oldest.into_query()))
                .exec(self.conn())
                .await?;
        }
        let deleted = throttle::Entity::delete_many()
            .filter(throttle::Column::ForgetAt.lt(now.as_millis()))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }
}

fn to_row(key: &ThrottleKey, record: &FailureRecord, forget_at: Timestamp) -> throttle::ActiveModel {
    throttle::ActiveModel {
        key: Set(key.as_bytes().to_vec()),
        failures: Set(i32::try_from(record.failures).unwrap_or(i32::MAX)),
        window_started_at: Set(record.window_started_at.as_millis()),
        locked_until: Set(millis(record.locked_until)),
        forget_at: Set(forget_at.as_millis()),
        unknown: Set(key.is_unknown()),
    }
}

fn to_record(row: &throttle::Model) -> Result<FailureRecord> {
    Ok(FailureRecord {
        failures: read("throttles.failures", u32::try_from(row.failures).ok())?,
        window_started_at: Timestamp::from_millis(row.window_started_at),
        locked_until: time(row.locked_until),
    })
}
