//! Sessions are remembered where one process alone writes, and never a moment longer than they are so.

use domain::session::{EndReason, Touch};
use domain::time::minutes;
use store::{Store, Tx};

use crate::fixtures::{NOW, secret, signed_in, standing};

/// What the store says must be what the database has.
async fn same(store: &Store, key: &domain::secret::SecretHash, what: &str) {
    let told = store.session_by_secret(key).await.unwrap();
    assert_eq!(told, store.read().session_by_secret(key).await.unwrap(), "{what}");
}

async fn committed(store: &Store, act: impl AsyncFnOnce(&Tx)) {
    let tx = store.begin_write().await.unwrap();
    act(&tx).await;
    tx.commit().await.unwrap();
}

store::on_both! {
    async fn ses_8_every_change_of_a_session_or_account_shows_at_once(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (session, key) = signed_in(&store, ann.id, NOW).await;
        let (_, other) = signed_in(&store, standing(&store, "bob").await.id, NOW).await;
        let id = session.id;
        same(&store, &other, "another's").await;
        same(&store, &key, "found").await;
        same(&store, &key, "found again").await;

        let touch = Touch { last_active_at: NOW.plus(minutes(5)), expires_at: NOW.plus(minutes(60)) };
        committed(&store, async |tx| assert!(tx.touch_session(id, touch).await.unwrap())).await;
        same(&store, &key, "touched").await;
        committed(&store, async |tx| tx.note_connected(&[id], Some(NOW.plus(minutes(2)))).await.unwrap()).await;
        same(&store, &key, "connected").await;
        committed(&store, async |tx| tx.give_slot(id, 9).await.unwrap()).await;
        same(&store, &key, "lifted").await;
        let name = domain::name::DisplayName::parse("Ann Other").unwrap();
        committed(&store, async |tx| { tx.rename_account(ann.id, &name).await.unwrap(); }).await;
        same(&store, &key, "renamed").await;
        let new = secret();
        let proven = session.proven_at;
        committed(&store, async |tx| {
            assert!(tx.prove_session(id, proven, &new, NOW.plus(minutes(6))).await.unwrap());
        }).await;
        same(&store, &key, "the old secret is none any more").await;
        assert!(store.session_by_secret(&key).await.unwrap().is_none());
        same(&store, &new, "proven").await;
        // Two changes at once, of which only one is said to concern this session alone.
        committed(&store, async |tx| {
            tx.touch_session(id, Touch { last_active_at: NOW.plus(minutes(7)), expires_at: NOW.plus(minutes(61)) })
                .await
                .unwrap();
            tx.end_sessions(ann.id, None, EndReason::EndedByUser, NOW.plus(minutes(8))).await.unwrap();
        }).await;
        same(&store, &new, "ended").await;
        same(&store, &other, "another's, still").await;
    }

    async fn what_is_rolled_back_was_never_so(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (session, key) = signed_in(&store, ann.id, NOW).await;
        same(&store, &key, "found").await;
        let tx = store.begin_write().await.unwrap();
        tx.give_slot(session.id, 77).await.unwrap();
        drop(tx);
        same(&store, &key, "rolled back").await;
    }

    parallel async fn ses_8_no_reader_beside_a_change_remembers_what_was_before_it(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (session, key) = signed_in(&store, ann.id, NOW).await;
        let id = session.id;
        for round in 1..200u16 {
            let reading = async {
                for _ in 0..4 {
                    store.session_by_secret(&key).await.unwrap().unwrap();
                }
            };
            let writing = committed(&store, async |tx| tx.give_slot(id, round).await.unwrap());
            tokio::join!(reading, async {
                writing.await;
                // Whoever asks after the commit was acknowledged sees it.
                let (told, _) = store.session_by_secret(&key).await.unwrap().unwrap();
                assert_eq!(told.slot, Some(round));
            });
            same(&store, &key, "after the round").await;
        }
    }
}
