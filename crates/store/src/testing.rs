//! Fresh databases for tests, of this crate and of others (feature `testing`).
//!
//! Each call gives a database of its own, migrated and empty. PostgreSQL comes from the server that
//! [`POSTGRES`] names; without one the test fails, it never skips.

use std::path::Path;

use sqlx::{Connection as _, Row as _};

use crate::options::DatabaseOptions;
use crate::store::Store;

/// The environment variable with the base URL of a PostgreSQL server whose user may create schemas.
/// `make test` starts one and sets it.
pub const POSTGRES: &str = "VESTIBULE_TEST_POSTGRES";

/// A database to test on. The file of an SQLite database goes away with it.
pub struct TestStore {
    /// The open store.
    pub store: Store,
    /// How it was opened, to open it again.
    pub options: DatabaseOptions,
    _folder: Option<tempfile::TempDir>,
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// SQLite in memory: the fastest. One connection serves all, so a read beside an open transaction waits for it.
///
/// # Panics
/// When the database does not open.
pub async fn sqlite_memory() -> TestStore {
    open(options("sqlite::memory:"), None).await
}

/// SQLite in a file of its own, as in production: for races and restarts.
///
/// # Panics
/// When the file cannot be made.
pub async fn sqlite_temporary() -> TestStore {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = options(&url_in(folder.path()));
    open(options, Some(folder)).await
}

/// SQLite in the file `vestibule.db` of this folder.
///
/// # Panics
/// When the file cannot be made or opened.
pub async fn sqlite_file(folder: &Path) -> TestStore {
    open(options(&url_in(folder)), None).await
}

/// Leaves in the SQLite database of this folder what a newer binary would: a change that this one does not know.
///
/// # Panics
/// When there is no database, or it cannot be written.
pub async fn change_as_newer_binary(folder: &Path) {
    let mut connection = sqlx::SqliteConnection::connect(&url_in(folder))
        .await
        .expect("the database opens");
    sqlx::query("INSERT INTO schema_changes (name) VALUES ('m9999_from_the_future')")
        .execute(&mut connection)
        .await
        .expect("the change is written down");
    connection.close().await.expect("the connection closes");
}

/// PostgreSQL: a schema of its own on the server that [`POSTGRES`] names.
///
/// # Panics
/// When the variable is not set or the server does not answer: a run without PostgreSQL proves too little to pass.
pub async fn postgres() -> TestStore {
    let server = std::env::var(POSTGRES)
        .unwrap_or_else(|_| panic!("{POSTGRES} is not set: run `make test`, or start a server and name it there"));
    let separator = if server.contains('?') { '&' } else { '?' };
    let schema = make_schema(&server).await;
    open(
        options(&format!("{server}{separator}options=-csearch_path%3D{schema}")),
        None,
    )
    .await
}

/// A schema whose name nobody else uses; the server itself draws it.
async fn make_schema(server: &str) -> String {
    let mut connection = sqlx::PgConnection::connect(server)
        .await
        .expect("the PostgreSQL server of the tests answers");
    let schema: String = sqlx::query("SELECT 'test_' || replace(gen_random_uuid()::text, '-', '')")
        .fetch_one(&mut connection)
        .await
        .expect("a name for a schema")
        .get(0);
    let create = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {schema}"));
    sqlx::query(create)
        .execute(&mut connection)
        .await
        .expect("a schema of one's own");
    connection.close().await.expect("the connection closes");
    schema
}

fn url_in(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("vestibule.db").display())
}

/// Tests hash at the tests' cost, so their databases carry the mark.
fn options(url: &str) -> DatabaseOptions {
    DatabaseOptions {
        insecure_test_hashing: true,
        // Two cores shared by many tests: a wait that would be a fault in production is ordinary here.
        patience: std::time::Duration::from_secs(30),
        writes_alone: true,
        ..DatabaseOptions::new(url)
    }
}

async fn open(options: DatabaseOptions, folder: Option<tempfile::TempDir>) -> TestStore {
    let store = Store::open(options.clone()).await.expect("the database opens");
    TestStore {
        store,
        options,
        _folder: folder,
    }
}

/// How often a race is run: `VESTIBULE_ROUNDS` asks for more than 20 where a figure is wanted.
///
/// # Panics
/// When the variable is no number: a run of 20 must not pass for one of more.
#[must_use]
pub fn rounds() -> usize {
    std::env::var("VESTIBULE_ROUNDS").map_or(20, |rounds| rounds.parse().expect("VESTIBULE_ROUNDS is a number"))
}

/// Makes two tests of each async function over a [`TestStore`]: one on SQLite, one on PostgreSQL.
///
/// `async fn` runs on one thread, with SQLite in memory. `parallel async fn` runs on several, with SQLite in a file as
/// in production: for races, restarts, and whatever reads beside an open transaction. `repeated async fn` is the same,
/// [`rounds`] times over on a fresh database each: for what must hold every single time.
///
/// ```text
/// store::on_both! {
///     async fn a_login_is_found_however_spelt(store: TestStore) { … }
///     parallel async fn readers_go_on_while_somebody_writes(store: TestStore) { … }
///     repeated async fn one_of_many_gets_it(store: TestStore) { … }
/// }
/// ```
#[macro_export]
macro_rules! on_both {
    () => {};
    (async fn $name:ident($store:ident: TestStore) $body:block $($rest:tt)*) => {
        $crate::on_both!(@two $name, $store, $body, sqlite_memory, 1, [flavor = "current_thread"]);
        $crate::on_both!($($rest)*);
    };
    (parallel async fn $name:ident($store:ident: TestStore) $body:block $($rest:tt)*) => {
        $crate::on_both!(@two $name, $store, $body, sqlite_temporary, 1,
            [flavor = "multi_thread", worker_threads = 4]);
        $crate::on_both!($($rest)*);
    };
    (repeated async fn $name:ident($store:ident: TestStore) $body:block $($rest:tt)*) => {
        $crate::on_both!(@two $name, $store, $body, sqlite_temporary, $crate::testing::rounds(),
            [flavor = "multi_thread", worker_threads = 4]);
        $crate::on_both!($($rest)*);
    };
    (@two $name:ident, $store:ident, $body:block, $sqlite:ident, $rounds:expr, [$($runtime:tt)*]) => {
        mod $name {
            #[allow(unused_imports, reason = "not every test needs what its module imports")]
            use super::*;

            async fn test($store: $crate::testing::TestStore) $body

            #[tokio::test($($runtime)*)]
            async fn sqlite() {
                for _ in 0..$rounds {
                    test($crate::testing::$sqlite().await).await;
                }
            }

            #[tokio::test($($runtime)*)]
            async fn postgres() {
                for _ in 0..$rounds {
                    test($crate::testing::postgres().await).await;
                }
            }
        }
    };
}
