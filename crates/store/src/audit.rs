//! The audit log: written, read, never changed.

use domain::audit::{AuditAction, AuditEntry};
use domain::ids::{AccountId, AuditId};
use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use crate::entity::audit;
use crate::error::Result;
use crate::rows::{read, read_some};
use crate::store::Store;
use crate::tx::{Reader, Tx};

impl Reader {
    /// Entries older than `before` (or the newest ones), newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn audit_log(&self, before: Option<&AuditEntry>, limit: u64) -> Result<Vec<AuditEntry>> {
        let mut query = audit::Entity::find();
        if let Some(last) = before {
            let at = last.at.as_millis();
            query = query.filter(
                Condition::any().add(audit::Column::At.lt(at)).add(
                    Condition::all()
                        .add(audit::Column::At.eq(at))
                        .add(audit::Column::Id.lt(last.id.as_uuid())),
                ),
            );
        }
        let rows = query
            .order_by_desc(audit::Column::At)
            .order_by_desc(audit::Column::Id)
            .limit(limit)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_entry).collect()
    }
}

impl Tx {
    /// Writes an entry with the change that it tells of.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&self, entry: &AuditEntry) -> Result<()> {
        let row = audit::ActiveModel {
            id: Set(entry.id.as_uuid()),
            at: Set(entry.at.as_millis()),
            action: Set(entry.action.code().to_owned()),
            actor_id: Set(entry.actor.map(AccountId::as_uuid)),
            subject_id: Set(entry.subject.map(AccountId::as_uuid)),
            address: Set(entry.address.map(|address| address.to_string())),
            details: Set(entry.details.to_string()),
        };
        audit::Entity::insert(row).exec_without_returning(self.conn()).await?;
        Ok(())
    }
}

impl Store {
    /// Writes an entry in a transaction of its own: what it tells of changed nothing else, such as a failed sign-in.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record(&self, entry: &AuditEntry) -> Result<()> {
        let tx = self.begin_write().await?;
        tx.record(entry).await?;
        tx.commit().await
    }
}

fn to_entry(row: audit::Model) -> Result<AuditEntry> {
    Ok(AuditEntry {
        id: AuditId::from_uuid(row.id),
        at: Timestamp::from_millis(row.at),
        action: read("audit.action", AuditAction::from_code(&row.action))?,
        actor: row.actor_id.map(AccountId::from_uuid),
        subject: row.subject_id.map(AccountId::from_uuid),
        address: read_some("audit.address", row.address, |address| address.parse().ok())?,
        details: read("audit.details", serde_json::from_str(&row.details).ok())?,
    })
}
