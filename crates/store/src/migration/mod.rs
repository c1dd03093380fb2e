//! The schema, as a list of changes that only ever grows.
//!
//! Each file is one change, written once for both databases, applied in a transaction of its own and never edited
//! after a release: words in checks are repeated here rather than taken from `domain`, which may change. Lists of words
//! that later work will lengthen (levels, reasons, roles) are checked where rows are read instead: SQLite cannot change
//! a check without rebuilding the table.

mod m0001_meta;
mod m0002_accounts;
mod m0003_numbers;
mod m0004_sessions;
mod m0005_throttles;
mod m0006_password_links;
mod m0007_conferences;
mod m0008_admissions;
mod m0009_settings;
mod m0010_jobs;
mod m0011_audit;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, DbErr, Statement};
use sea_orm_migration::prelude::*;

use crate::error::StoreError;

/// Implements the trait's formalities for a change whose work is `async fn up(manager)`.
macro_rules! change {
    ($name:literal, $up:path) => {
        pub(super) struct Change;

        impl sea_orm_migration::MigrationName for Change {
            fn name(&self) -> &str {
                $name
            }
        }

        #[async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Change {
            async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
                $up(manager).await
            }

            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }
        }
    };
}
use change;

struct Changes;

#[async_trait::async_trait]
impl MigratorTrait for Changes {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_meta::Change),
            Box::new(m0002_accounts::Change),
            Box::new(m0003_numbers::Change),
            Box::new(m0004_sessions::Change),
            Box::new(m0005_throttles::Change),
            Box::new(m0006_password_links::Change),
            Box::new(m0007_conferences::Change),
            Box::new(m0008_admissions::Change),
            Box::new(m0009_settings::Change),
            Box::new(m0010_jobs::Change),
            Box::new(m0011_audit::Change),
        ]
    }

    fn migration_table_name() -> DynIden {
        "schema_changes".into_iden()
    }
}

/// Applies what is missing.
pub(crate) async fn run(connection: &DatabaseConnection) -> Result<(), StoreError> {
    refuse_newer(connection).await?;
    Ok(Changes::up(connection, None).await?)
}

/// Refuses a database that a newer binary has changed, before anything is touched.
async fn refuse_newer(connection: &DatabaseConnection) -> Result<(), StoreError> {
    let manager = SchemaManager::new(connection);
    if !manager.has_table("schema_changes").await? {
        return Ok(());
    }
    let known = Changes::migrations();
    for applied in Changes::get_migration_models(connection).await? {
        if !known.iter().any(|change| change.name() == applied.version) {
            return Err(StoreError::NewerDatabase {
                change: applied.version,
            });
        }
    }
    Ok(())
}

const MARK: &str = "insecure_test_hashing";

/// Marks a new database with how its passwords are hashed, and refuses one that is marked otherwise.
pub(crate) async fn check_mark(connection: &DatabaseConnection, insecure: bool) -> Result<(), StoreError> {
    let value = if insecure { "yes" } else { "no" };
    // The first to open the database writes the mark; everybody reads what stands there afterwards.
    connection
        .execute_unprepared(&format!(
            "INSERT INTO meta (key, value) VALUES ('{MARK}', '{value}') ON CONFLICT DO NOTHING"
        ))
        .await?;
    let sql = format!("SELECT value FROM meta WHERE key = '{MARK}'");
    let row = connection
        .query_one_raw(Statement::from_string(connection.get_database_backend(), sql))
        .await?;
    let marked = match row {
        Some(row) => row.try_get::<String>("", "value")? == "yes",
        None => return Err(StoreError::Corrupt { column: "meta.value" }),
    };
    match (marked, insecure) {
        (true, false) => Err(StoreError::MarkedForTestHashing),
        (false, true) => Err(StoreError::NotMarkedForTestHashing),
        _ => Ok(()),
    }
}

/// A required reference to another table's `id`.
fn reference(table: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from(table, column).to(to, "id").to_owned()
}

/// `CHECK (column IN (words))`, also true for null.
fn one_of(column: &'static str, words: &[&'static str]) -> SimpleExpr {
    Expr::col(column).is_in(words.iter().copied())
}

/// An index.
async fn index(
    manager: &SchemaManager<'_>,
    name: &str,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut statement = Index::create();
    statement.name(name).table(table);
    for &column in columns {
        statement.col(column);
    }
    manager.create_index(statement).await
}

/// A statement that both databases understand as it stands: partial indexes are not in the builder.
async fn run_sql(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    debug_assert!(matches!(
        manager.get_database_backend(),
        DbBackend::Sqlite | DbBackend::Postgres
    ));
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}
