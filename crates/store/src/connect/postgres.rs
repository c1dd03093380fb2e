//! PostgreSQL: one pool for reading and writing, nothing waited for without a bound.

use std::str::FromStr as _;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, SqlxPostgresConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{Connected, prepare};
use crate::error::{Result, StoreError};
use crate::options::DatabaseOptions;

/// Any number will do, as long as all nodes use the same one.
const MIGRATION_LOCK: i64 = 0x7665_7374_6962_756c;

pub(super) async fn open(options: &DatabaseOptions) -> Result<Connected> {
    let connecting = PgConnectOptions::from_str(&options.url)
        .map_err(|_| StoreError::UnknownUrl)?
        .application_name("vestibule")
        .options([
            ("lock_timeout", "5s"),
            ("statement_timeout", "15s"),
            ("idle_in_transaction_session_timeout", "30s"),
        ]);

    migrate(&connecting, options).await?;

    let pool = connect(
        PgPoolOptions::new().max_connections(options.connections.max(2)),
        &connecting,
        options,
    )
    .await?;
    Ok(Connected {
        readers: pool.clone(),
        writers: pool,
        one_writer: false,
    })
}

/// Migrates through a connection of its own that holds a lock, for several nodes may start at once.
async fn migrate(connecting: &PgConnectOptions, options: &DatabaseOptions) -> Result<()> {
    let patient = connecting
        .clone()
        .options([("lock_timeout", "60s"), ("statement_timeout", "0")]);
    let connection = connect(
        PgPoolOptions::new().max_connections(1).idle_timeout(None),
        &patient,
        options,
    )
    .await?;
    connection
        .execute_unprepared(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))
        .await?;
    let prepared = prepare(&connection, options).await;
    // Closing the connection gives the lock back, also after a failure.
    connection.close().await?;
    prepared
}

async fn connect(
    pool: PgPoolOptions,
    connecting: &PgConnectOptions,
    options: &DatabaseOptions,
) -> Result<DatabaseConnection> {
    let pool = pool
        .acquire_timeout(options.patience)
        .idle_timeout(Duration::from_secs(300))
        .connect_with(connecting.clone())
        .await
        .map_err(|error| StoreError::Unavailable(sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into()))))?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}
