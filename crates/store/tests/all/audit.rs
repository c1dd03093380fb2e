//! The audit log: entries come back in order, page by page.

use domain::audit::{AuditAction, AuditEntry};
use domain::ids::AuditId;
use domain::time::minutes;
use serde_json::json;
use store::AuditSearch;

use crate::fixtures::{ENTROPY, NOW, account};

fn entry(n: u64) -> AuditEntry {
    AuditEntry {
        id: AuditId::new(NOW, &ENTROPY),
        // Two share each minute, so that the order within one matters too.
        at: NOW.plus(minutes(n / 2)),
        action: AuditAction::SignInFailed,
        actor: None,
        subject: Some(account("x", "x").id),
        address: Some("2001:db8::1".parse().unwrap()),
        details: json!({"n": n}),
    }
}

store::on_both! {
    async fn acc_17_entries_come_back_newest_first_page_by_page(store: TestStore) {
        let mut written: Vec<_> = (0..7).map(entry).collect();
        for entry in &written {
            store.record(entry).await.unwrap();
        }
        written.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        let first = store.read().audit_log(&AuditSearch { limit: 4, ..AuditSearch::default() }).await.unwrap();
        let after = first.last().map(|last| (last.at, last.id));
        let second = AuditSearch { after, limit: 4, ..AuditSearch::default() };
        let second = store.read().audit_log(&second).await.unwrap();
        assert_eq!([first, second].concat(), written);
    }

    async fn asvs_16_3_1_an_entry_in_a_transaction_shares_its_fate(store: TestStore) {
        let tx = store.begin_write().await.unwrap();
        tx.record(&entry(0)).await.unwrap();
        drop(tx);
        assert!(store.read().audit_log(&AuditSearch { limit: 10, ..AuditSearch::default() }).await.unwrap().is_empty());
        let tx = store.begin_write().await.unwrap();
        tx.record(&entry(0)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.read().audit_log(&AuditSearch { limit: 10, ..AuditSearch::default() }).await.unwrap().len(), 1);
    }

    async fn acc_17_old_entries_are_forgotten_some_at_a_time(store: TestStore) {
        for n in 0..7 {
            store.record(&entry(n)).await.unwrap();
        }
        let old = NOW.plus(minutes(2));
        for expected in [3, 1, 0] {
            let tx = store.begin_write().await.unwrap();
            assert_eq!(tx.forget_audit_log(old, 3).await.unwrap(), expected);
            tx.commit().await.unwrap();
        }
        let left = AuditSearch { limit: 10, ..AuditSearch::default() };
        let left = store.read().audit_log(&left).await.unwrap();
        assert_eq!(left.len(), 3);
        assert!(left.iter().all(|entry| entry.at >= old));
    }
}
