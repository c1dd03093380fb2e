//! SQLite: one connection that writes, a few that read.

use std::path::Path;
use std::str::FromStr as _;
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::{Connected, prepare};
use crate::error::{Result, StoreError};
use crate::options::DatabaseOptions;

pub(super) async fn open(options: &DatabaseOptions) -> Result<Connected> {
    let base = SqliteConnectOptions::from_str(&options.url).map_err(|_| StoreError::UnknownUrl)?;
    // A second process (`vestibule account create`) may hold the write lock for a moment.
    let base = base.foreign_keys(true).busy_timeout(Duration::from_secs(5));
    if options.url.contains(":memory:") || options.url.contains("mode=memory") {
        return in_memory(base, options).await;
    }
    let path = base.get_filename().to_owned();
    make_private(&path)?;

    let writing = base
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL may lose acknowledged commits when the power fails (security.md §0.10).
        .synchronous(SqliteSynchronous::Full);
    let writers = connect(pool(1, options), writing, &path).await?;
    prepare(&writers, options).await.map_err(|error| named(error, &path))?;

    let reading = base.read_only(true).create_if_missing(false);
    // A burst of readers gives its memory back.
    let reading_pool = pool(options.connections.max(1), options).idle_timeout(Duration::from_secs(60));
    let readers = connect(reading_pool, reading, &path).await?;
    Ok(Connected {
        readers,
        writers,
        one_writer: true,
    })
}

/// A database that lives as long as its one connection, which readers and the writer share.
async fn in_memory(base: SqliteConnectOptions, options: &DatabaseOptions) -> Result<Connected> {
    let connection = connect(pool(1, options), base.in_memory(true), Path::new(":memory:")).await?;
    prepare(&connection, options).await?;
    Ok(Connected {
        readers: connection.clone(),
        writers: connection,
        one_writer: true,
    })
}

fn pool(connections: u32, options: &DatabaseOptions) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(options.patience)
        // Local connections do not go stale, and an in-memory database would vanish with its only one.
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

async fn connect(pool: SqlitePoolOptions, options: SqliteConnectOptions, path: &Path) -> Result<DatabaseConnection> {
    let pool: SqlitePool = pool.connect_with(options).await.map_err(|error| refusal(error, path))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool))
}

/// Makes sure the file is there and for us alone: it holds password hashes and everybody's names.
fn make_private(path: &Path) -> Result<()> {
    let unwritable = |source| StoreError::Unwritable {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(unwritable)?;
    }
    let mut file = std::fs::OpenOptions::new();
    file.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    file.open(path).map_err(unwritable)?;
    Ok(())
}

fn refusal(error: sqlx::Error, path: &Path) -> StoreError {
    if let sqlx::Error::Database(database) = &error {
        let code = database
            .code()
            .and_then(|code| code.parse::<u32>().ok())
            .unwrap_or_default();
        match code & 0xFF {
            // SQLITE_NOTADB, SQLITE_CORRUPT
            26 | 11 => return StoreError::NotADatabase { path: path.to_owned() },
            // SQLITE_READONLY, SQLITE_CANTOPEN
            8 | 14 => {
                let source = std::io::Error::other(database.message().to_owned());
                return StoreError::Unwritable {
                    path: path.to_owned(),
                    source,
                };
            }
            _ => {}
        }
    }
    sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())).into()
}

/// The first statement is often the first to notice what kind of file it is.
fn named(error: StoreError, path: &Path) -> StoreError {
    let (StoreError::Internal(cause) | StoreError::Unavailable(cause)) = &error else {
        return error;
    };
    let (sea_orm::DbErr::Exec(sea_orm::RuntimeErr::SqlxError(cause))
    | sea_orm::DbErr::Query(sea_orm::RuntimeErr::SqlxError(cause))
    | sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(cause))) = cause
    else {
        return error;
    };
    match &**cause {
        sqlx::Error::Database(database) if database.code().as_deref() == Some("26") => {
            StoreError::NotADatabase { path: path.to_owned() }
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait as _, Statement};

    use super::*;

    async fn pragma(connection: &DatabaseConnection, name: &str) -> String {
        let statement = Statement::from_string(
            connection.get_database_backend(),
            format!("SELECT CAST({name} AS TEXT) AS value FROM pragma_{name}"),
        );
        connection
            .query_one_raw(statement)
            .await
            .unwrap()
            .unwrap()
            .try_get("", "value")
            .unwrap()
    }

    #[tokio::test]
    async fn g7_every_connection_is_set_up_for_durability_and_references() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("vestibule.db").display());
        let Connected {
            readers,
            writers,
            one_writer,
        } = open(&DatabaseOptions::new(url)).await.unwrap();
        assert!(one_writer);
        assert_eq!(pragma(&writers, "journal_mode").await, "wal");
        assert_eq!(pragma(&writers, "synchronous").await, "2", "FULL");
        for connection in [&writers, &readers] {
            assert_eq!(pragma(connection, "foreign_keys").await, "1");
        }
        let refused = readers.execute_unprepared("DELETE FROM meta").await;
        assert!(refused.is_err(), "readers only read");
    }
}
