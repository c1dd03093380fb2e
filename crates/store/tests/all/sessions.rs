//! Sessions: found by secret, touched, listed and ended, each at most once.

use domain::ids::{AccountId, KnownDeviceId, SessionId};
use domain::session::limit::Limit;
use domain::session::{Client, Device, EndReason, Life, Session};
use domain::time::{Timestamp, hours, minutes};
use store::{DayOfSessions, SessionsOverview};

use crate::fixtures::{ENTROPY, NOW, secret, session, signed_in, standing};

store::on_both! {
    async fn sign_6_a_session_is_found_by_its_secret_with_its_account(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let new = Session {
            client: Client::Desktop,
            kept: true,
            slot: Some(3),
            queue_place: Some(7),
            connected_until: Some(NOW),
            proven_at: NOW.minus(minutes(1)),
            known_device: Some(KnownDeviceId::new(NOW, &ENTROPY)),
            device: Device::described(Some("d-1"), None, None, Some("Linux")),
            ..session(ann.id, NOW)
        };
        let key = secret();
        let tx = store.begin_write().await.unwrap();
        tx.insert_session(&new, &key).await.unwrap();
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
        let (old, live) = (in_slot(1, ann.id, NOW.minus(hours(13))), in_slot(2, ann.id, NOW));
        let tx = store.begin_write().await.unwrap();
        tx.insert_session(&old, &secret()).await.unwrap();
        tx.insert_session(&live, &secret()).await.unwrap();
        assert!(!tx.end_session(ann.id, old.id, EndReason::SignedOut, NOW).await.unwrap(), "it expired by itself");
        assert_eq!(tx.accounts_with_expired_sessions(NOW, 10).await.unwrap(), [ann.id]);
        let swept = tx.expire_sessions(ann.id, NOW).await.unwrap();
        assert_eq!(swept.iter().map(|ended| ended.id).collect::<Vec<_>>(), [old.id]);
        assert!(tx.expire_sessions(ann.id, NOW).await.unwrap().is_empty());
        assert_eq!(tx.accounts_with_expired_sessions(NOW, 10).await.unwrap(), []);
        tx.insert_session(&in_slot(1, ann.id, NOW), &secret()).await.unwrap();
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
        assert_eq!(tx.expire_sessions(ann.id, NOW).await.unwrap().len(), 5);
        assert_eq!(tx.forget_sessions(NOW, 3).await.unwrap(), 0, "they ended just now");
        assert_eq!(tx.forget_sessions(NOW.plus(minutes(1)), 3).await.unwrap(), 3);
        assert_eq!(tx.forget_sessions(NOW.plus(minutes(1)), 3).await.unwrap(), 2);
        tx.commit().await.unwrap();
    }

    async fn ses_11_a_slot_is_taken_by_one_session_only(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let tx = store.begin_write().await.unwrap();
        tx.insert_session(&in_slot(1, ann.id, NOW), &secret()).await.unwrap();
        tx.insert_session(&session(ann.id, NOW), &secret()).await.unwrap();
        tx.insert_session(&session(ann.id, NOW), &secret()).await.unwrap();
        tx.commit().await.unwrap();
        let tx = store.begin_write().await.unwrap();
        assert!(tx.insert_session(&in_slot(1, ann.id, NOW), &secret()).await.is_err());
    }

    async fn ses_6_a_slot_that_is_given_ends_the_wait(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.next_queue_place(ann.id).await.unwrap(), 1);
        let restricted = Session { restricted_at: Some(NOW), queue_place: Some(1), ..session(ann.id, NOW) };
        tx.insert_session(&restricted, &secret()).await.unwrap();
        assert_eq!(tx.next_queue_place(ann.id).await.unwrap(), 2);
        assert_eq!(tx.next_queue_place(bob.id).await.unwrap(), 1, "each account has a queue of its own");
        assert_eq!(tx.accounts_with_a_queue(None, 10).await.unwrap(), [ann.id]);
        assert_eq!(tx.accounts_with_a_queue(Some(ann.id), 10).await.unwrap(), []);
        tx.give_slot(restricted.id, 4).await.unwrap();
        let lifted = tx.session(restricted.id).await.unwrap().unwrap();
        assert_eq!(lifted, Session { slot: Some(4), restricted_at: None, queue_place: None, ..restricted });
        assert_eq!(tx.accounts_with_a_queue(None, 10).await.unwrap(), []);
        tx.commit().await.unwrap();
    }

    async fn asvs_7_2_4_a_proof_gives_the_session_another_secret_once(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (session, old) = signed_in(&store, ann.id, NOW).await;
        let (new, late) = (secret(), secret());
        let at = NOW.plus(minutes(20));
        let tx = store.begin_write().await.unwrap();
        assert!(tx.prove_session(session.id, session.proven_at, &new, at).await.unwrap());
        assert!(!tx.prove_session(session.id, session.proven_at, &late, at).await.unwrap(), "proven meanwhile");
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.session_by_secret(&old).await.unwrap(), None);
        assert_eq!(reader.session_by_secret(&late).await.unwrap(), None);
        let (proven, _) = reader.session_by_secret(&new).await.unwrap().unwrap();
        assert_eq!(proven.proven_at, at);
    }

    async fn ses_9_new_lifetimes_move_the_end_of_open_sessions(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let (anns, _) = signed_in(&store, ann.id, NOW).await;
        let (bobs, _) = signed_in(&store, bob.id, NOW).await;
        let life = Life { idle: minutes(30), ..Life::default() };
        let tx = store.begin_write().await.unwrap();
        tx.lock_accounts(&[ann.id]).await.unwrap();
        tx.reset_expiry(&[ann.id], &life, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.session(anns.id).await.unwrap().unwrap().expires_at, NOW.plus(minutes(30)));
        assert_eq!(reader.session(bobs.id).await.unwrap().unwrap().expires_at, bobs.expires_at);
        let mut both = [ann.id, bob.id];
        both.sort();
        assert_eq!(reader.accounts_with_sessions(None, NOW, 10).await.unwrap(), both);
        assert_eq!(reader.accounts_with_sessions(Some(both[0]), NOW, 10).await.unwrap(), [both[1]]);
    }

    async fn ses_9_connected_devices_are_noted_together(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (here, _) = signed_in(&store, ann.id, NOW).await;
        let (gone, _) = signed_in(&store, ann.id, NOW).await;
        let tx = store.begin_write().await.unwrap();
        tx.note_connected(&[here.id, gone.id], Some(NOW.plus(minutes(1)))).await.unwrap();
        tx.note_connected(&[gone.id], None).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.read().session(here.id).await.unwrap().unwrap().is_connected(NOW));
        assert!(!store.read().session(gone.id).await.unwrap().unwrap().is_connected(NOW));
    }

    async fn ses_1_sessions_are_counted_for_administrators(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let tx = store.begin_write().await.unwrap();
        for slot in 1..=3 {
            tx.insert_session(&in_slot(slot, ann.id, NOW), &secret()).await.unwrap();
            tx.insert_session(&in_slot(slot, bob.id, NOW), &secret()).await.unwrap();
        }
        let restricted = Session { restricted_at: Some(NOW), queue_place: Some(1), ..session(ann.id, NOW) };
        tx.insert_session(&restricted, &secret()).await.unwrap();
        tx.set_session_limit(bob.id, Limit::new(3)).await.unwrap();
        for (day, most) in [(9, 1), (10, 4), (10, 2), (11, 5)] {
            tx.note_day_of_sessions(DayOfSessions { day, most }, 10).await.unwrap();
        }
        tx.commit().await.unwrap();
        let reader = store.read();
        let overview = reader.sessions_overview(NOW).await.unwrap();
        assert_eq!(overview, SessionsOverview { sessions: 7, restricted: 1, own_limits: 1 });
        assert_eq!(reader.accounts_with_more_sessions(2, NOW).await.unwrap(), 1, "Bob has a limit of his own");
        assert_eq!(reader.accounts_with_more_sessions(3, NOW).await.unwrap(), 0);
        let days = [DayOfSessions { day: 10, most: 4 }, DayOfSessions { day: 11, most: 5 }];
        assert_eq!(reader.days_of_sessions(0).await.unwrap(), days);
        assert_eq!(reader.account(bob.id).await.unwrap().unwrap().session_limit, Limit::new(3));
    }
}

fn in_slot(slot: u16, account: AccountId, at: Timestamp) -> Session {
    Session {
        slot: Some(slot),
        ..session(account, at)
    }
}
