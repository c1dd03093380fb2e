//! Sign-ins that are not finished, and the devices that are known.

use domain::ids::{KnownDeviceId, SessionId, SignInId};
use domain::session::{Client, Device};
use domain::sign_in::{PendingSignIn, PlaceWait, SessionWish};
use domain::third_party::ProviderId;
use domain::time::minutes;

use crate::fixtures::{ENTROPY, NOW, secret, standing};

fn pending(account: domain::ids::AccountId) -> PendingSignIn {
    PendingSignIn {
        id: SignInId::new(NOW, &ENTROPY),
        account,
        password_set_at: Some(NOW.minus(minutes(1))),
        wish: SessionWish {
            client: Client::Desktop,
            kept: true,
            device: Device::described(Some("d-1"), Some("Desk"), Some("1.2"), Some("Linux")),
            known_device: Some(KnownDeviceId::new(NOW, &ENTROPY)),
            address: "192.0.2.7".to_owned(),
            replaces: Some(SessionId::new(NOW, &ENTROPY)),
        },
        began_at: NOW,
        ends_at: NOW.plus(minutes(15)),
        wait: None,
        session: None,
        provider: Some(ProviderId::parse("site").unwrap()),
    }
}

fn waiting(account: domain::ids::AccountId, queue_place: i64) -> PendingSignIn {
    let wait = PlaceWait {
        since: NOW,
        queue_place,
        connected_until: None,
    };
    PendingSignIn {
        wait: Some(wait),
        ..pending(account)
    }
}

store::on_both! {
    async fn sign_2_a_sign_in_is_found_by_its_id_and_its_secret_only(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (new, key) = (pending(ann.id), secret());
        let tx = store.begin_write().await.unwrap();
        tx.insert_sign_in(&new, &key).await.unwrap();
        assert_eq!(tx.lock_sign_in(new.id, &key).await.unwrap(), Some(new.clone()));
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.sign_in(new.id, &key).await.unwrap(), Some(new.clone()));
        assert_eq!(reader.sign_in(new.id, &secret()).await.unwrap(), None);
        assert_eq!(reader.sign_in(SignInId::new(NOW, &ENTROPY), &key).await.unwrap(), None);
    }

    async fn ses_4_those_that_wait_are_listed_in_their_order(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let key = secret();
        let (second, first) = (waiting(ann.id, 2), waiting(ann.id, 1));
        let granted = PendingSignIn { session: Some(SessionId::new(NOW, &ENTROPY)), ..waiting(ann.id, 3) };
        let void = PendingSignIn { ends_at: NOW, ..waiting(ann.id, 4) };
        let tx = store.begin_write().await.unwrap();
        for new in [&second, &first, &granted, &void, &pending(ann.id), &waiting(bob.id, 1)] {
            tx.insert_sign_in(new, &key).await.unwrap();
        }
        assert_eq!(tx.next_queue_place(ann.id).await.unwrap(), 5);
        tx.commit().await.unwrap();
        let reader = store.read();
        assert_eq!(reader.waiting_sign_ins(ann.id, NOW).await.unwrap(), [first.clone(), second]);

        let tx = store.begin_write().await.unwrap();
        let served = PendingSignIn { session: granted.session, ends_at: NOW.plus(minutes(1)), ..first };
        tx.save_sign_in(&served).await.unwrap();
        assert_eq!(tx.forget_sign_ins(NOW).await.unwrap(), 1);
        tx.delete_sign_in(granted.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reader.sign_in(served.id, &key).await.unwrap(), Some(served.clone()));
        assert_eq!(reader.sign_in(void.id, &key).await.unwrap(), None);
        assert_eq!(reader.sign_in(granted.id, &key).await.unwrap(), None);
    }

    async fn another_password_voids_every_unfinished_sign_in(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let key = secret();
        let (anns, bobs) = (pending(ann.id), pending(bob.id));
        let tx = store.begin_write().await.unwrap();
        tx.insert_sign_in(&anns, &key).await.unwrap();
        tx.insert_sign_in(&bobs, &key).await.unwrap();
        assert_eq!(tx.delete_sign_ins_of(ann.id).await.unwrap(), [anns.id]);
        tx.commit().await.unwrap();
        assert_eq!(store.read().sign_in(anns.id, &key).await.unwrap(), None);
        assert!(store.read().sign_in(bobs.id, &key).await.unwrap().is_some());
    }

    async fn nobody_piles_up_unfinished_sign_ins(store: TestStore) {
        let ann = standing(&store, "ann").await;
        let (oldest, key) = (pending(ann.id), secret());
        let tx = store.begin_write().await.unwrap();
        tx.insert_sign_in(&oldest, &key).await.unwrap();
        let mut last = oldest.clone();
        for _ in 0..100 {
            last = PendingSignIn { began_at: NOW.plus(minutes(1)), ..pending(ann.id) };
            tx.insert_sign_in(&last, &key).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(store.read().sign_in(oldest.id, &key).await.unwrap(), None);
        assert!(store.read().sign_in(last.id, &key).await.unwrap().is_some());
    }

    async fn ses_10_a_browser_keeps_one_secret_for_all_its_accounts(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let (anns, bobs) = (KnownDeviceId::new(NOW, &ENTROPY), KnownDeviceId::new(NOW, &ENTROPY));
        let [first, second, third] = [secret(), secret(), secret()];
        let tx = store.begin_write().await.unwrap();
        tx.remember_device(anns, ann.id, None, &first, NOW).await.unwrap();
        tx.remember_device(bobs, bob.id, Some(&first), &second, NOW).await.unwrap();
        tx.remember_device(anns, ann.id, Some(&second), &third, NOW).await.unwrap();
        tx.commit().await.unwrap();
        let reader = store.read();
        for old in [&first, &second] {
            assert!(reader.known_devices(old).await.unwrap().is_empty(), "replaced at every sign-in");
        }
        let mut known = reader.known_devices(&third).await.unwrap();
        known.sort();
        let mut expected = vec![(ann.id, anns), (bob.id, bobs)];
        expected.sort();
        assert_eq!(known, expected);

        let tx = store.begin_write().await.unwrap();
        tx.forget_devices(ann.id, None).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(reader.known_devices(&third).await.unwrap(), [(bob.id, bobs)]);
    }
}
