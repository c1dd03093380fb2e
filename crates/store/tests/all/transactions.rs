//! Transactions: all or nothing, also when dropped, broken or cancelled half-way.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use domain::ids::AccountId;
use serde_json::json;
use store::{DatabaseOptions, Store, StoreError};

use crate::fixtures::{ENTROPY, NOW, secret, session, standing};

store::on_both! {
    async fn what_is_not_committed_leaves_no_trace(store: TestStore) {
        let tx = store.begin_write().await.unwrap();
        tx.set_setting("x", &json!(1), NOW).await.unwrap();
        assert_eq!(tx.setting("x").await.unwrap(), Some(json!(1)), "it sees its own writes");
        drop(tx);
        assert_eq!(store.read().setting("x").await.unwrap(), None);
    }

    parallel async fn others_see_what_is_committed_and_nothing_before(store: TestStore) {
        let tx = store.begin_write().await.unwrap();
        tx.set_setting("x", &json!(1), NOW).await.unwrap();
        assert_eq!(store.read().setting("x").await.unwrap(), None);
        tx.commit().await.unwrap();
        assert_eq!(store.read().setting("x").await.unwrap(), Some(json!(1)));
    }

    async fn a_transaction_with_a_failed_statement_cannot_be_committed(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let twice = session(ann.id, NOW);
        let tx = store.begin_write().await.unwrap();
        tx.set_setting("x", &json!(1), NOW).await.unwrap();
        tx.insert_session(&twice, &secret()).await.unwrap();
        assert!(tx.insert_session(&twice, &secret()).await.is_err());
        assert!(matches!(tx.commit().await, Err(StoreError::Broken)));
        assert_eq!(store.read().setting("x").await.unwrap(), None);
        standing(&store, "bob").await;
    }

    async fn references_are_checked(store: TestStore) {
        let nobody = AccountId::new(NOW, &ENTROPY);
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_session(&session(nobody, NOW), &secret()).await.is_err());
    }

    parallel async fn g7_requests_cancelled_anywhere_leave_the_store_usable(store: TestStore) {
        // Writes are dropped after their first step, their second, and so on, a few times over: how many steps there
        // are is up to the database, which may have answered before it is asked.
        let (mut cancelled, mut round) = (0, 0);
        while round < 60 || (cancelled < 5 && round < 2_000) {
            round += 1;
            let (key, value) = (format!("round {round}"), Some(json!(round)));
            let write = async {
                let tx = store.begin_write().await.unwrap();
                tx.set_setting(&key, &json!(round), NOW).await.unwrap();
                tx.set_setting("last", &json!(round), NOW).await.unwrap();
                tx.commit().await.unwrap();
            };
            let finished = AtMost { polls: 1 + round % 12, inner: pin!(write) }.await;
            let (one, other) = (store.read().setting(&key).await.unwrap(), store.read().setting("last").await.unwrap());
            // Cancelled during its commit it may have been written; whole, if at all.
            assert_eq!(one == value, other == value, "half of a transaction in round {round}");
            assert!(!finished || one == value, "round {round} is lost");
            cancelled += u32::from(!finished);
        }
        assert!((5..round).contains(&cancelled), "{cancelled} of {round} were cancelled");
    }

    parallel async fn waiting_for_a_turn_has_an_end(store: TestStore) {
        let hurried = DatabaseOptions {
            patience: Duration::from_millis(300),
            connections: 2,
            ..store.options.clone()
        };
        let hurried = Store::open(hurried).await.unwrap();
        let mut held = Vec::new();
        let busy = loop {
            match hurried.begin_write().await {
                Ok(tx) => held.push(tx),
                Err(error) => break error,
            }
        };
        assert!(matches!(busy, StoreError::Busy), "{busy:?}");
        assert!((1..=2).contains(&held.len()), "{}", held.len());
        held.clear();
        hurried.begin_write().await.unwrap().commit().await.unwrap();
    }
}

/// Polls a future so many times at most, then gives it up.
struct AtMost<F> {
    polls: u32,
    inner: F,
}

impl<F: Future + Unpin> Future for AtMost<F> {
    /// Whether it came to its end.
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        if self.polls == 0 {
            return Poll::Ready(false);
        }
        self.polls -= 1;
        Pin::new(&mut self.inner).poll(cx).map(|_| true)
    }
}
