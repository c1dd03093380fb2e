//! Side effects that ride a transaction: written with the change they belong to, done after it, repeated until they
//! succeed. Every job may run twice.

use crate::App;

/// Runs what is due, a few at a time, and says how many there were.
///
/// # Errors
/// When the database does not answer. A job that fails is tried again later and is no error here.
pub async fn run_due(app: &App) -> anyhow::Result<usize> {
    let _ = app;
    anyhow::bail!("not built yet")
}
