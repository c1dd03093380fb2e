//! Opening: what is refused, why, and that nothing is harmed by it.

use std::path::Path;

use sqlx::{Connection as _, Executor as _};
use store::testing::{self, TestStore};
use store::{DatabaseOptions, Store, StoreError};

use crate::fixtures::{NOW, standing};

/// Runs a statement behind the store's back.
async fn run(url: &str, sql: &'static str) {
    if url.starts_with("sqlite:") {
        let mut connection = sqlx::SqliteConnection::connect(url).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
    }
}

async fn refusal(options: DatabaseOptions) -> StoreError {
    match Store::open(options).await {
        Ok(_) => panic!("the database opened"),
        Err(error) => error,
    }
}

fn plain(url: impl Into<String>) -> DatabaseOptions {
    DatabaseOptions::new(url)
}

fn file(path: &Path) -> DatabaseOptions {
    plain(format!("sqlite:{}", path.display()))
}

store::on_both! {
    parallel async fn what_was_written_is_there_when_opened_again(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let TestStore { store, options, .. } = &store;
        store.clone().close().await.unwrap();
        let again = Store::open(options.clone()).await.unwrap();
        assert_eq!(again.read().account(ann.id).await.unwrap(), Some(ann));
        again.ready().await.unwrap();
    }

    parallel async fn a_database_newer_than_the_binary_is_refused_untouched(store: TestStore) {
        let ann = standing(&store, "ann").await;
        run(&store.options.url, "INSERT INTO schema_changes (name) VALUES ('m9999_from_the_future')").await;
        let error = refusal(store.options.clone()).await;
        assert!(matches!(&error, StoreError::NewerDatabase { change } if change == "m9999_from_the_future"), "{error:?}");
        assert!(error.to_string().contains("Run that version or a later one"), "{error}");
        run(&store.options.url, "DELETE FROM schema_changes WHERE name = 'm9999_from_the_future'").await;
        let again = Store::open(store.options.clone()).await.unwrap();
        assert_eq!(again.read().account(ann.id).await.unwrap(), Some(ann));
    }

    parallel async fn a_database_for_tests_and_a_real_one_are_never_mistaken(store: TestStore) {
        let real = DatabaseOptions { insecure_test_hashing: false, ..store.options.clone() };
        let error = refusal(real.clone()).await;
        assert!(matches!(error, StoreError::MarkedForTestHashing), "{error:?}");
        assert!(error.to_string().contains("use another data folder"), "{error}");

        run(&store.options.url, "UPDATE meta SET value = 'no' WHERE key = 'insecure_test_hashing'").await;
        assert!(Store::open(real).await.is_ok());
        let error = refusal(store.options.clone()).await;
        assert!(matches!(error, StoreError::NotMarkedForTestHashing), "{error:?}");
        assert!(error.to_string().contains("use a new data folder"), "{error}");
    }

    parallel async fn several_may_open_a_new_database_at_once(store: TestStore) {
        // Back to nothing: the tables go, the place stays.
        run(
            &store.options.url,
            "DROP TABLE third_party_links; DROP TABLE third_party_arrivals; DROP TABLE third_party_visits; \
             DROP TABLE identities; DROP TABLE third_party_providers; DROP TABLE letters; DROP TABLE captchas; DROP TABLE recovery_codes; DROP TABLE totp_factors; DROP TABLE session_days; DROP TABLE sign_ins; DROP TABLE known_devices; DROP TABLE audit; DROP TABLE jobs; DROP TABLE settings; DROP TABLE admissions; \
             DROP TABLE conference_members; DROP TABLE conferences; DROP TABLE password_links; DROP TABLE throttles; \
             DROP TABLE sessions; DROP TABLE numbers; DROP TABLE identifiers; DROP TABLE accounts; DROP TABLE meta; \
             DROP TABLE schema_changes",
        )
        .await;
        let opening: Vec<_> = (0..4).map(|_| tokio::spawn(Store::open(store.options.clone()))).collect();
        for opened in opening {
            let opened = opened.await.unwrap().unwrap();
            assert_eq!(opened.read().count_accounts().await.unwrap(), 0);
        }
    }
}

#[tokio::test]
async fn urls_that_name_no_database_are_refused() {
    for url in ["", "mysql://x", "postgres:", "file.db", "http://localhost"] {
        let error = refusal(plain(url)).await;
        assert!(matches!(error, StoreError::UnknownUrl), "{url}: {error:?}");
    }
}

#[tokio::test]
async fn an_unreachable_server_is_told_as_unavailable() {
    // Port 1 on loopback: nobody listens there.
    let error = refusal(plain("postgres://postgres@127.0.0.1:1/x")).await;
    assert!(
        matches!(error, StoreError::Unavailable(_) | StoreError::Busy),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_unwritable_folder_is_refused_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("occupied");
    std::fs::write(&occupied, "a file where a folder should be").unwrap();
    // A file in the way, a folder in place of the file, and a file system where nobody writes, not even root.
    for path in [
        occupied.join("vestibule.db"),
        folder.path().to_owned(),
        "/proc/vestibule/vestibule.db".into(),
    ] {
        let error = refusal(file(&path)).await;
        assert!(
            matches!(&error, StoreError::Unwritable { path: told, .. } if *told == path),
            "{error:?}"
        );
        assert!(error.to_string().contains("--data"), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vestibule.db");
    let text = "Dear diary, this is not SQLite. ".repeat(100);
    std::fs::write(&path, &text).unwrap();
    let error = refusal(file(&path)).await;
    assert!(
        matches!(&error, StoreError::NotADatabase { path: told } if *told == path),
        "{error:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[cfg(unix)]
#[tokio::test]
async fn asvs_13_3_1_the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = testing::sqlite_file(folder.path()).await;
    standing(&store, "ann").await;
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode();
        assert_eq!(
            mode & 0o077,
            0,
            "{:?} is readable by others: {mode:o}",
            entry.file_name()
        );
        files += 1;
    }
    assert!(files >= 2, "the database and its write-ahead log");
}

#[tokio::test]
async fn the_folder_is_made_when_it_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    let store = testing::sqlite_file(&deep).await;
    let tx = store.begin_write().await.unwrap();
    tx.set_setting("x", &serde_json::json!(1), NOW).await.unwrap();
    tx.commit().await.unwrap();
    assert!(deep.join("vestibule.db").is_file());
}
