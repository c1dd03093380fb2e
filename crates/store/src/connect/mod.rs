//! From a URL to open connections on an up-to-date database.

mod postgres;
mod sqlite;

use sea_orm::DatabaseConnection;

use crate::error::{Result, StoreError};
use crate::migration;
use crate::options::DatabaseOptions;

/// The connections of a store.
pub(crate) struct Connected {
    pub(crate) readers: DatabaseConnection,
    pub(crate) writers: DatabaseConnection,
    /// Whether writers take turns.
    pub(crate) one_writer: bool,
}

/// Connects, migrates and checks the mark for tests.
pub(crate) async fn open(options: &DatabaseOptions) -> Result<Connected> {
    if options.url.starts_with("sqlite:") {
        sqlite::open(options).await
    } else if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
        postgres::open(options).await
    } else {
        Err(StoreError::UnknownUrl)
    }
}

/// Brings the database up to date through this connection, and checks that it is one for these options.
async fn prepare(connection: &DatabaseConnection, options: &DatabaseOptions) -> Result<()> {
    migration::run(connection).await?;
    migration::check_mark(connection, options.insecure_test_hashing).await
}
