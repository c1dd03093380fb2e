//! Sessions: found by secret, touched, listed and ended, each at most once.

use domain::ids::SessionId;
use domain::session::{Client, Device, EndReason, Life, Session};
use domain::time::{hours, minutes};

use crate::fixtures::{ENTROPY, NOW, secret, session, signed_in, standing};

store::on_both! {
    async fn sign_6_a_session_is_found_by_its_secret_with_its_account(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let new = Session {
            client: Client::Desktop,
            kept: true,
            restricted_at: Some(NOW),
            device: Device::described(Some("d-1"), None, None, Some("Linux")),
            ..session(ann.id, NOW)
        };
        let key = secret();
        let tx = store.begin_write().await.unwrap();
        tx.insert_session(&new, &key, Some(3)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.read().session_by_secret(&key).await.unwrap(), Some((new.clone(), ann)));
        assert_eq!(store.read().session(new.id).await.unwrap(), Some(new));
        assert_eq!(store.read().session_by_secret(&secret()).await.unwrap(), None);
        assert_eq!(store.read().session(SessionId::new(NOW, &ENTROPY)).await.unwrap(), None);
    }

    async fn ses_7_live_sessions_are_listed_newest_first(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let (old, _) = signed_in(&store, ann.id, NOW).await;
        let (new, _) = signed_in(&store, ann.id, NOW.plus(minutes(1))).await;
        let (expired, _) = signed_in(&store, ann.id, NOW.minus(hours(13))).await;
        let (ended, _) = signed_in(&store, ann.id, NOW).await;
        signed_in(&store, bob.id, NOW).await;
        let tx = store.begin_write().await.unwrap();
        assert!(tx.end_session(ann.id, ended.id, EndReason::SignedOut, NOW).await.unwrap());
        tx.commit().await.unwrap();

        let now = NOW.plus(minutes(2));
        let live = store.read().live_sessions(ann.id, now).await.unwrap();
        assert_eq!(live.iter().map(|session| session.id).collect::<Vec<_>>(), [new.id, old.id]);
        assert_eq!(store.read().count_live_sessions(ann.id, now).await.unwrap(), 2);
        assert!(!live.contains(&expired));
    }

    async fn asvs_7_4_1_an_ended_session_says_why_and_ends_once(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let (session, key) = signed_in(&store, ann.id, NOW).await;
        let tx = store.begin_write().await.unwrap();
        assert!(!tx.end_session(bob.id, session.id, EndReason::EndedByUser, NOW).await.unwrap(), "not Bob's to end");
        assert!(tx.end_session(ann.id, session.id, EndReason::EndedByUser, NOW).await.unwrap());
        assert!(!tx.end_session(ann.id, session.id, EndReason::Expired, NOW).await.unwrap(), "over already");
        tx.commit().await.unwrap();
        let (found, _) = store.read().session_by_secret(&key).await.unwrap().unwrap();
        assert_eq!(found.ended, Some((NOW, EndReason::EndedByUser)));
    }

    async fn asvs_7_4_3_all_sessions_end_but_the_one_kept(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let (kept, _) = signed_in(&store, ann.id, NOW).await;
        let (other, _) = signed_in(&store, ann.id, NOW).await;
        let (another, _) = signed_in(&store, ann.id, NOW).await;
        let (bobs, _) = signed_in(&store, bob.id, NOW).await;
        let tx = store.begin_write().await.unwrap();
        let ended = tx.end_sessions(ann.id, Some(kept.id), EndReason::PasswordChanged, NOW).await.unwrap();
        let mut ids: Vec<_> = ended.iter().map(|ended| (ended.id, ended.account)).collect();
        ids.sort();
        let mut expected = vec![(other.id, ann.id), (another.id, ann.id)];
        expected.sort();
        assert_eq!(ids, expected);
        assert_eq!(tx.end_sessions(ann.id, None, EndReason::Suspended, NOW).await.unwrap().len(), 1);
        assert!(tx.end_sessions(ann.id, None, EndReason::Suspended, NOW).await.unwrap().is_empty());
        tx.commit().await.unwrap();
        assert_eq!(store.read().live_sessions(bob.id, NOW).await.unwrap(), [bobs]);
    }

    async fn ses_10_a_device_replaces_its_own_session_only(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let tx = store.begin_write().await.unwrap();
        for (owner, device) in [(ann.id, "phone"), (ann.id, "laptop"), (bob.id, "phone")] {
            let device = Device { id: Some(device.to_owned()), ..Device::default() };
            tx.insert_session(&Session { device, ..session(owner, NOW) }, &secret(), None).await.unwrap();
        }
        let replaced = tx.end_device_sessions(ann.id, "phone", NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(replaced.len(), 1);
        assert_eq!(store.read().live_sessions(ann.id, NOW).await.unwrap().len(), 1);
        assert_eq!(store.read().live_sessions(bob.id, NOW).await.unwrap().len(), 1);
        let over = store.read().session(replaced[0].id).await.unwrap().unwrap();
        assert_eq!(over.ended, Some((NOW, EndReason::Replaced)));
    }

    async fn ses_9_activity_is_written_down_while_the_session_lives(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (session, _) = signed_in(&store, ann.id, NOW).await;
        let later = NOW.plus(hours(1));
        let touch = Life::default().touch(&session, later).unwrap();
        let tx = store.begin_write().await.unwrap();
        assert!(tx.touch_session(session.id, touch).await.unwrap());
        tx.commit().await.unwrap();
        let touched = store.read().session(session.id).await.unwrap().unwrap();
        assert_eq!((touched.last_active_at, touched.expires_at), (later, later.plus(hours(12))));

        let tx = store.begin_write().await.unwrap();
        assert!(tx.end_session(ann.id, session.id, EndReason::SignedOut, later).await.unwrap());
        assert!(!tx.touch_session(session.id, touch).await.unwrap(), "an ended session does not come back to life");
        tx.commit().await.unwrap();
    }

    async fn asvs_7_3_1_expired_sessions_are_swept_once_and_free_their_slots(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (old, live) = (session(ann.id, NOW.minus(hours(13))), session(ann.id, NOW));
        let tx = store.begin_write().await.unwrap();
        tx.insert_session(&old, &secret(), Some(1)).await.unwrap();
        tx.insert_session(&live, &secret(), Some(2)).await.unwrap();
        assert!(!tx.end_session(ann.id, old.id, EndReason::SignedOut, NOW).await.unwrap(), "it expired by itself");
        let swept = tx.expire_sessions(NOW, 10).await.unwrap();
        assert_eq!(swept.iter().map(|ended| ended.id).collect::<Vec<_>>(), [old.id]);
        assert!(tx.expire_sessions(NOW, 10).await.unwrap().is_empty());
        tx.insert_session(&session(ann.id, NOW), &secret(), Some(1)).await.unwrap();
        tx.commit().await.unwrap();
        let over = store.read().session(old.id).await.unwrap().unwrap();
        assert_eq!(over.ended, Some((NOW, EndReason::Expired)));
    }

    async fn sweeps_stop_at_their_limit(store: TestStore) {
        let ann = standing(&store, "ann").await;
        for _ in 0..5 {
            signed_in(&store, ann.id, NOW.minus(hours(13))).await;
        }
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.expire_sessions(NOW, 3).await.unwrap().len(), 3);
        assert_eq!(tx.expire_sessions(NOW, 3).await.unwrap().len(), 2);
        assert_eq!(tx.forget_sessions(NOW, 3).await.unwrap(), 0, "they ended just now");
        assert_eq!(tx.forget_sessions(NOW.plus(minutes(1)), 3).await.unwrap(), 3);
        assert_eq!(tx.forget_sessions(NOW.plus(minutes(1)), 3).await.unwrap(), 2);
        tx.commit().await.unwrap();
    }

    async fn ses_11_a_slot_is_taken_by_one_session_only(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let tx = store.begin_write().await.unwrap();
        tx.insert_session(&session(ann.id, NOW), &secret(), Some(1)).await.unwrap();
        tx.insert_session(&session(ann.id, NOW), &secret(), None).await.unwrap();
        tx.insert_session(&session(ann.id, NOW), &secret(), None).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_session(&session(ann.id, NOW), &secret(), Some(1)).await.is_err());
    }
}
