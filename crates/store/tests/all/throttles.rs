//! Counters of failures: exact, and never rolled back.

use domain::rate::{FailureRule, Scope, Standing, ThrottleKey, standing};
use domain::time::minutes;

use crate::fixtures::{NOW, account};

const RULE: FailureRule = FailureRule {
    limit: 10,
    window: minutes(15),
    lock: minutes(15),
};

fn key() -> ThrottleKey {
    ThrottleKey::account(Scope::SignIn, account("x", "x").id)
}

store::on_both! {
    async fn sign_5_of_logins_that_nobody_has_the_oldest_are_dropped_first(store: TestStore) {
        let rule = FailureRule { limit: 10, window: minutes(15), lock: minutes(15) };
        let unknown = |n: u8| ThrottleKey::unknown_login(Scope::SignIn, &[n; 32]);
        store.record_failures(&[(key(), rule)], NOW).await.unwrap();
        for n in 1..=5 {
            store.record_failures(&[(unknown(n), rule)], NOW.plus(minutes(n.into()))).await.unwrap();
        }
        let tx = store.begin_write().await.unwrap();
        tx.forget_failures(NOW.plus(minutes(6)), 3).await.unwrap();
        tx.commit().await.unwrap();
        let kept = store.read().failures([&unknown(1), &unknown(2), &unknown(3), &unknown(5)]).await.unwrap();
        assert_eq!(kept.map(|record| record.is_some()), [false, false, true, true]);
    }

    async fn sign_5_failures_add_up_and_lock(store: TestStore) {
        let (key, other) = (key(), key());
        for n in 1..=9 {
            let records = store.record_failures(&[(key, RULE), (other, FailureRule::ADDRESS)], NOW).await.unwrap();
            assert_eq!((records[0].failures, records[1].failures), (n, n));
            assert_eq!(records[0].locked_until, None);
        }
        let records = store.record_failures(&[(key, RULE)], NOW).await.unwrap();
        assert_eq!(records[0].locked_until, Some(NOW.plus(minutes(15))));
        let record = store.read().failures([&key]).await.unwrap()[0];
        assert_eq!(record, Some(records[0]));
        assert!(matches!(standing(record.as_ref(), &RULE, NOW), Standing::Locked { .. }));
        assert!(matches!(standing(record.as_ref(), &RULE, NOW.plus(minutes(15))), Standing::Clear { .. }));
    }

    async fn cve_2026_35597_a_counter_outlives_the_request_that_was_rolled_back(store: TestStore) {
        let key = key();
        let tx = store.begin_write().await.unwrap();
        tx.set_setting("x", &serde_json::json!(1), NOW).await.unwrap();
        drop(tx);
        store.record_failures(&[(key, RULE)], NOW).await.unwrap();
        let tx = store.begin_write().await.unwrap();
        tx.set_setting("x", &serde_json::json!(1), NOW).await.unwrap();
        drop(tx);
        assert_eq!(store.read().failures([&key]).await.unwrap()[0].unwrap().failures, 1);
        assert_eq!(store.read().setting("x").await.unwrap(), None);
    }

    async fn cleared_and_outdated_counters_are_forgotten(store: TestStore) {
        let (cleared, old, locked) = (key(), key(), key());
        store.record_failures(&[(cleared, RULE), (old, RULE)], NOW).await.unwrap();
        store.clear_failures(&cleared).await.unwrap();
        store.clear_failures(&key()).await.unwrap();
        assert_eq!(store.read().failures([&cleared]).await.unwrap()[0], None);
        let at = NOW.plus(minutes(10));
        store.record_failures(&[(locked, FailureRule { limit: 1, ..RULE })], at).await.unwrap();
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.forget_failures(NOW.plus(minutes(14)), 10).await.unwrap(), 0, "its window still runs");
        assert_eq!(tx.forget_failures(NOW.plus(minutes(16)), 10).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(store.read().failures([&old]).await.unwrap()[0].is_none());
        assert!(store.read().failures([&locked]).await.unwrap()[0].is_some(), "its lock still holds");
    }
}
