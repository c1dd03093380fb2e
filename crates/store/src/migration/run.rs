//! Applies what is missing, and refuses databases that are not for this binary.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait as _,
};

use super::{CHANGES, Step};
use crate::error::{Result, StoreError};

/// Applies the changes that are missing, oldest first, each in a transaction of its own together with its name: killed
/// at any moment, the next start goes on from there.
pub(crate) async fn run(connection: &DatabaseConnection) -> Result<()> {
    connection
        .execute_unprepared("CREATE TABLE IF NOT EXISTS schema_changes (name TEXT NOT NULL PRIMARY KEY)")
        .await?;
    let before = applied(connection).await?;
    refuse_newer(&before)?;
    for (name, steps) in CHANGES
        .iter()
        .filter(|(name, _)| !before.iter().any(|applied| applied == name))
    {
        apply(connection, name, steps()).await?;
    }
    Ok(())
}

async fn apply(connection: &DatabaseConnection, name: &str, steps: Vec<Step>) -> Result<()> {
    let is_sqlite = connection.get_database_backend() == DbBackend::Sqlite;
    let options = TransactionOptions {
        sqlite_transaction_mode: is_sqlite.then_some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = connection.begin_with_options(options).await?;
    // Looked at again under the lock: another process may be starting on the same file.
    if applied(&transaction).await?.iter().any(|applied| applied == name) {
        return Ok(());
    }
    for step in steps {
        match step {
            Step::Table(table) => transaction.execute(&*table).await?,
            Step::Alter(change) => transaction.execute(&*change).await?,
            Step::Index(index) => transaction.execute(&*index).await?,
            Step::Sql(sql) => transaction.execute_unprepared(sql).await?,
        };
    }
    transaction
        .execute_unprepared(&format!("INSERT INTO schema_changes (name) VALUES ('{name}')"))
        .await?;
    Ok(transaction.commit().await?)
}

async fn applied(connection: &impl ConnectionTrait) -> Result<Vec<String>> {
    let sql = "SELECT name FROM schema_changes ORDER BY name";
    let rows = connection
        .query_all_raw(Statement::from_string(connection.get_database_backend(), sql))
        .await?;
    let names = rows.iter().map(|row: &QueryResult| row.try_get("", "name"));
    Ok(names.collect::<std::result::Result<_, _>>()?)
}

/// Refuses a database that a newer binary has changed: it may mean something else by what we know.
fn refuse_newer(applied: &[String]) -> Result<()> {
    let unknown = applied
        .iter()
        .find(|applied| !CHANGES.iter().any(|(name, _)| name == applied));
    match unknown {
        Some(change) => Err(StoreError::NewerDatabase { change: change.clone() }),
        None => Ok(()),
    }
}

const MARK: &str = "insecure_test_hashing";
const YES: &str = "yes";

/// Marks a new database with how its passwords are hashed, and refuses one that is marked otherwise.
pub(crate) async fn check_mark(connection: &DatabaseConnection, insecure: bool) -> Result<()> {
    let marked = match mark(connection).await? {
        Some(marked) => marked,
        None => {
            // The first to open the database writes the mark; everybody goes by what stands there afterwards.
            let value = if insecure { YES } else { "no" };
            let sql = format!("INSERT INTO meta (key, value) VALUES ('{MARK}', '{value}') ON CONFLICT DO NOTHING");
            connection.execute_unprepared(&sql).await?;
            mark(connection)
                .await?
                .ok_or(StoreError::Corrupt { column: "meta.value" })?
        }
    };
    match (marked, insecure) {
        (true, false) => Err(StoreError::MarkedForTestHashing),
        (false, true) => Err(StoreError::NotMarkedForTestHashing),
        _ => Ok(()),
    }
}

async fn mark(connection: &DatabaseConnection) -> Result<Option<bool>> {
    let sql = format!("SELECT value FROM meta WHERE key = '{MARK}'");
    let row = connection
        .query_one_raw(Statement::from_string(connection.get_database_backend(), sql))
        .await?;
    let value = row.map(|row| row.try_get::<String>("", "value")).transpose()?;
    Ok(value.map(|value| value == YES))
}
