//! "I am still here."

use crate::{Actor, App, Ctx};

/// Notes an act of the person, at most once a minute (SES-9).
///
/// Called for every write, and for reads that carry the clients' activity header.
///
/// # Errors
/// When the database does not answer.
pub async fn touch(app: &App, ctx: &Ctx, actor: &Actor) -> anyhow::Result<()> {
    let _ = (app, ctx, actor);
    anyhow::bail!("not built yet")
}
