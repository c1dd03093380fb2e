//! Entries for the audit log (ACC-17), written in the transaction of what they tell of.

use std::net::IpAddr;

use domain::audit::{AuditAction, AuditEntry};
use domain::ids::{AccountId, AuditId};
use domain::time::Timestamp;
use store::{Store, Tx};

use crate::{Actor, App, Ctx};

/// An entry being written down: who, to whom and what else come one by one.
pub(crate) struct Entry(AuditEntry);

/// What a request led to.
pub(crate) fn entry(app: &App, ctx: &Ctx, action: AuditAction) -> Entry {
    Entry(blank(app, ctx.now, action, Some(ctx.address)))
}

/// What the server did without being asked.
pub(crate) fn by_itself(app: &App, now: Timestamp, action: AuditAction) -> Entry {
    Entry(blank(app, now, action, None))
}

impl Entry {
    pub(crate) fn by(self, actor: &Actor) -> Self {
        self.by_account(actor.account.id)
    }

    pub(crate) fn by_account(self, account: AccountId) -> Self {
        self.by_maybe(Some(account))
    }

    /// By this account, or by somebody who is not signed in.
    pub(crate) fn by_maybe(mut self, account: Option<AccountId>) -> Self {
        self.0.actor = account;
        self
    }

    pub(crate) fn to(mut self, account: impl Into<Option<AccountId>>) -> Self {
        self.0.subject = account.into();
        self
    }

    /// What else is worth knowing: never a secret, a password, or what was typed in its place.
    pub(crate) fn with(mut self, details: serde_json::Value) -> Self {
        self.0.details = details;
        self
    }

    /// Writes it with the change that it tells of.
    pub(crate) async fn write(self, tx: &Tx) -> store::Result<()> {
        tx.record(&self.0).await
    }

    /// Writes it in a transaction of its own: what it tells of changed nothing.
    pub(crate) async fn write_alone(self, store: &Store) -> store::Result<()> {
        store.record(&self.0).await
    }
}

fn blank(app: &App, at: Timestamp, action: AuditAction, address: Option<IpAddr>) -> AuditEntry {
    let id = AuditId::new(at, &*app.entropy);
    AuditEntry {
        id,
        at,
        action,
        actor: None,
        subject: None,
        address,
        details: serde_json::json!({}),
    }
}
