//! Saving settings: what differs, each with its entry in the log.

use domain::audit::AuditAction;
use serde_json::{Value, json};
use store::Tx;

use crate::{Actor, App, Ctx, audit};

/// A setting as it is kept: key and value.
pub(super) type Saved = (&'static str, Value);

/// Saves the settings that differ from those before, key by key in the same order.
pub(super) async fn save<const N: usize>(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    tx: &Tx,
    before: [Saved; N],
    new: [Saved; N],
) -> store::Result<()> {
    for ((key, old), (_, value)) in before.into_iter().zip(new) {
        if old == value {
            continue;
        }
        tx.set_setting(key, &value, ctx.now).await?;
        let details = json!({ "setting": key, "before": old, "after": value });
        audit::entry(app, ctx, AuditAction::SettingChanged)
            .by(actor)
            .with(details)
            .write(tx)
            .await?;
    }
    Ok(())
}
