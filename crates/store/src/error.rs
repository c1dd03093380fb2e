//! What can go wrong with the database, told apart where somebody can do something about it.

use std::path::PathBuf;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// What the methods of this crate return.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no database that we can open.
    #[error("the database URL is not understood: use sqlite:PATH or postgres://USER@HOST/DATABASE")]
    UnknownUrl,
    /// The file or its folder cannot be written.
    #[error("cannot write {}: {source}. Make the folder writable for this user, or name another one with --data", path.display())]
    Unwritable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is there but is no SQLite database.
    #[error("{} is not a database. Move it away, or restore it from a backup", path.display())]
    NotADatabase {
        /// Which file.
        path: PathBuf,
    },
    /// A newer Vestibule has changed the database.
    #[error(
        "the database was written by a newer Vestibule (it knows change `{change}`). \
         Run that version or a later one, or restore the backup made before the upgrade"
    )]
    NewerDatabase {
        /// The first change that this binary does not know.
        change: String,
    },
    /// The database holds passwords hashed at the tests' cost.
    #[error(
        "this database was made with --insecure-test-hashing and holds weak password hashes. \
         It is for tests only: use another data folder"
    )]
    MarkedForTestHashing,
    /// The flag for tests was given for a real database.
    #[error(
        "--insecure-test-hashing works only with a database made with it. \
         Leave the flag out, or use a new data folder"
    )]
    NotMarkedForTestHashing,
    /// Too many others are using the database, or two transactions got in each other's way. Worth trying again.
    #[error("the database is busy, try again")]
    Busy,
    /// The database cannot be reached, is shutting down, or its disk is full.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] DbErr),
    /// A row holds something that was never written there by us.
    #[error("the database holds an unreadable {column}")]
    Corrupt {
        /// Which column.
        column: &'static str,
    },
    /// A statement of this transaction failed before, so it must not be committed.
    #[error("a part of the transaction failed; nothing was written")]
    Broken,
    /// Anything else: a mistake of ours.
    #[error("database error: {0}")]
    Internal(#[source] DbErr),
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => Self::Busy,
            DbErr::ConnectionAcquire(_) => Self::Unavailable(error),
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => match kind(cause) {
                Kind::Busy => Self::Busy,
                Kind::Unavailable => Self::Unavailable(error),
                Kind::Other => Self::Internal(error),
            },
            _ => Self::Internal(error),
        }
    }
}

enum Kind {
    Busy,
    Unavailable,
    Other,
}

fn kind(cause: &sqlx::Error) -> Kind {
    match cause {
        sqlx::Error::PoolTimedOut => Kind::Busy,
        sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) => {
            Kind::Unavailable
        }
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            // A PostgreSQL code has five characters, an SQLite one is a number whose low byte is the primary code.
            match code.parse::<u32>() {
                Ok(code) if code < 10_000 => sqlite_kind(code & 0xFF),
                _ => postgres_kind(&code),
            }
        }
        _ => Kind::Other,
    }
}

/// <https://www.sqlite.org/rescode.html>
fn sqlite_kind(primary: u32) -> Kind {
    match primary {
        5 | 6 => Kind::Busy,                   // BUSY, LOCKED
        8 | 10 | 13 | 14 => Kind::Unavailable, // READONLY, IOERR, FULL, CANTOPEN
        _ => Kind::Other,
    }
}

/// <https://www.postgresql.org/docs/15/errcodes-appendix.html>
fn postgres_kind(code: &str) -> Kind {
    match code {
        // Serialisation failure, deadlock, lock timeout, statement timeout.
        "40001" | "40P01" | "55P03" | "57014" => Kind::Busy,
        _ if code.starts_with("08") || code.starts_with("53") || code.starts_with("57P") => Kind::Unavailable,
        _ => Kind::Other,
    }
}
