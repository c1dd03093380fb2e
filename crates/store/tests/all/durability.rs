//! `kill -9` in the middle of writing: what was acknowledged is there, and nobody has to repair anything.
//!
//! The test starts this very test binary again as a child that only writes (see [`writer`]), reads from its output
//! what was acknowledged, kills it without warning, and looks.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use domain::audit::{AuditAction, AuditEntry};
use domain::ids::AuditId;
use serde_json::json;
use sqlx::{Connection as _, Row as _};
use store::testing::{self, TestStore};
use store::{DatabaseOptions, Store};

use crate::fixtures::{ENTROPY, NOW};

/// Where the child finds the database it is to write to.
const URL: &str = "VESTIBULE_TEST_WRITER_URL";
/// Which round it is: acknowledgements of different rounds never collide.
const ROUND: &str = "VESTIBULE_TEST_WRITER_ROUND";

/// Not a test by itself: the child's work. Writes from several tasks until it is killed.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writer() {
    let (Ok(url), Ok(round)) = (std::env::var(URL), std::env::var(ROUND)) else {
        return;
    };
    let options = DatabaseOptions {
        insecure_test_hashing: true,
        ..DatabaseOptions::new(url)
    };
    let store = Store::open(options).await.unwrap();
    let writers = (0..4).map(|task| {
        let (store, round) = (store.clone(), round.clone());
        tokio::spawn(async move {
            for n in 0.. {
                let key = format!("{round}-{task}-{n}");
                write(&store, &key).await;
                // One write call, so that lines of different tasks do not mix.
                std::io::stdout()
                    .write_all(format!("\nwritten {key}\n").as_bytes())
                    .unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

/// A transaction of two parts: neither may be found without the other.
async fn write(store: &Store, key: &str) {
    let tx = store.begin_write().await.unwrap();
    tx.set_setting(key, &json!(key), NOW).await.unwrap();
    let entry = AuditEntry {
        id: AuditId::new(NOW, &ENTROPY),
        at: NOW,
        action: AuditAction::SettingChanged,
        actor: None,
        subject: None,
        address: None,
        details: json!(key),
    };
    tx.record(&entry).await.unwrap();
    tx.commit().await.unwrap();
}

/// Runs the child until it has acknowledged `enough` writes, kills it, and returns all it acknowledged.
fn killed_after(enough: usize, url: &str, round: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::writer", "--nocapture", "--test-threads=1"])
        .env(URL, url)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        if let Some(key) = line.unwrap().strip_prefix("written ") {
            acknowledged.push(key.to_owned());
        }
        if acknowledged.len() == enough {
            child.kill().unwrap();
            // What is still in the pipe was acknowledged too: read on to its end.
        }
    }
    assert!(
        !child.wait().unwrap().success(),
        "the child was to be killed, not to end"
    );
    assert!(acknowledged.len() >= enough);
    acknowledged
}

async fn survives(test: TestStore) {
    let mut acknowledged = Vec::new();
    for round in 0..5 {
        let url = test.options.url.clone();
        let kill = tokio::task::spawn_blocking(move || killed_after(20 + 13 * round, &url, round));
        acknowledged.extend(kill.await.unwrap());
        // Opened as any start would open it: no repair.
        let store = Store::open(test.options.clone()).await.unwrap();
        let settings: Vec<_> = store
            .read()
            .settings()
            .await
            .unwrap()
            .into_iter()
            .map(|(key, _)| key)
            .collect();
        let log = store
            .read()
            .audit_log(&store::AuditSearch {
                limit: 1_000_000,
                ..store::AuditSearch::default()
            })
            .await
            .unwrap();
        let mut recorded: Vec<_> = log
            .iter()
            .map(|entry| entry.details.as_str().unwrap().to_owned())
            .collect();
        for key in &acknowledged {
            assert!(
                settings.contains(key),
                "round {round}: {key} was acknowledged and is lost"
            );
        }
        let mut settings = settings;
        settings.sort();
        recorded.sort();
        assert_eq!(settings, recorded, "round {round}: half of a transaction");
        write(&store, &format!("after {round}")).await;
        store.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn g7_sqlite_keeps_what_it_acknowledged_before_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let test = testing::sqlite_file(folder.path()).await;
    let url = test.options.url.clone();
    survives(test).await;
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let verdict: String = sqlx::query("PRAGMA integrity_check")
        .fetch_one(&mut connection)
        .await
        .unwrap()
        .get(0);
    assert_eq!(verdict, "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn g7_postgres_keeps_what_it_acknowledged_before_kill_9() {
    survives(testing::postgres().await).await;
}
