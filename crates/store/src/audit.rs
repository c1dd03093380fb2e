//! The audit log: written, searched, never changed; forgotten when it is old.

use std::net::IpAddr;

use domain::audit::{AuditAction, AuditEntry};
use domain::ids::{AccountId, AuditId};
use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::accounts::ids_matching;
use crate::entity::audit;
use crate::error::Result;
use crate::rows::{read, read_some};
use crate::store::Store;
use crate::tx::{Reader, Tx};

/// Which entries to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// Words that the login, name or number of who did it, or of whom it was done to, must have; case does not matter.
    pub who: String,
    /// What happened; anything when empty.
    pub actions: Vec<AuditAction>,
    /// From this address only.
    pub address: Option<IpAddr>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// The last entry of the page before.
    pub after: Option<(Timestamp, AuditId)>,
    /// How many to return at most.
    pub limit: u64,
}

impl Reader {
    /// The entries that match, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn audit_log(&self, search: &AuditSearch) -> Result<Vec<AuditEntry>> {
        let rows = audit::Entity::find()
            .filter(matching(search))
            .order_by_desc(audit::Column::At)
            .order_by_desc(audit::Column::Id)
            .limit(search.limit)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_entry).collect()
    }
}

fn matching(search: &AuditSearch) -> Condition {
    let codes = search.actions.iter().map(|action| action.code());
    let address = search.address.map(|address| address.to_string());
    let from = search.from.map(|from| audit::Column::At.gte(from.as_millis()));
    let until = search.until.map(|until| audit::Column::At.lt(until.as_millis()));
    Condition::all()
        .add_option((!search.actions.is_empty()).then(|| audit::Column::Action.is_in(codes)))
        .add_option(address.map(|address| audit::Column::Address.eq(address)))
        .add_option(from)
        .add_option(until)
        .add_option(search.after.map(older_than))
        .add_option(concerning(&search.who))
}

fn older_than((at, id): (Timestamp, AuditId)) -> Condition {
    let at = at.as_millis();
    let same_moment = Condition::all()
        .add(audit::Column::At.eq(at))
        .add(audit::Column::Id.lt(id.as_uuid()));
    Condition::any().add(audit::Column::At.lt(at)).add(same_moment)
}

fn concerning(who: &str) -> Option<Condition> {
    let accounts = ids_matching(who)?;
    let concerned = Condition::any()
        .add(audit::Column::ActorId.in_subquery(accounts.clone()))
        .add(audit::Column::SubjectId.in_subquery(accounts));
    Some(concerned)
}

impl Tx {
    /// Deletes some entries older than `before`, the oldest first. Returns how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_audit_log(&self, before: Timestamp, limit: u64) -> Result<u64> {
        let oldest: Vec<Uuid> = audit::Entity::find()
            .select_only()
            .column(audit::Column::Id)
            .filter(audit::Column::At.lt(before.as_millis()))
            .order_by_asc(audit::Column::At)
            .limit(limit)
            .into_tuple()
            .all(self.conn())
            .await?;
        let deleted = audit::Entity::delete_many()
            .filter(audit::Column::Id.is_in(oldest))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }

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
