//! Captchas are used once, and an address has so many (CAP-3, CAP-4, G4).

use std::collections::BTreeMap;

use domain::captcha::{Captcha, CaptchaKind, characters_hash, key_hash};
use domain::ids::CaptchaId;
use domain::rate::{Scope, ThrottleKey};
use domain::time::{Duration, Timestamp, hours, minutes};
use store::{CaptchaAllowance, CaptchaPlace, Store};

use crate::fixtures::{ENTROPY, NOW};

const MOST: u16 = 20;

fn allowance(address: &str, kind: CaptchaKind) -> CaptchaAllowance {
    CaptchaAllowance {
        asker: ThrottleKey::address(Scope::Captcha, address.parse().unwrap()),
        kind,
        most: MOST,
        count_for: minutes(10),
    }
}

fn captcha(kind: CaptchaKind, made_at: Timestamp) -> Captcha {
    let id = CaptchaId::new(made_at, &ENTROPY);
    Captcha {
        id,
        kind,
        characters: (kind == CaptchaKind::Picture).then(|| characters_hash(id, "k7RmW")),
        key: key_hash(id, "a key"),
        made_at,
    }
}

async fn keep(store: &Store, captcha: &Captcha, address: &str) -> CaptchaPlace {
    let tx = store.begin_write().await.unwrap();
    let place = tx
        .insert_captcha(captcha, &allowance(address, captcha.kind))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    place
}

async fn picture(store: &Store, made_at: Timestamp) -> CaptchaPlace {
    keep(store, &captcha(CaptchaKind::Picture, made_at), "192.0.2.1").await
}

async fn used(store: &Store, id: CaptchaId, now: Timestamp) -> Option<Captcha> {
    let tx = store.begin_write().await.unwrap();
    let captcha = tx.use_captcha(id, now).await.unwrap();
    tx.commit().await.unwrap();
    captcha
}

store::on_both! {
    async fn cap_3_a_captcha_comes_back_as_it_was_and_once(store: TestStore) {
        for kind in [CaptchaKind::Picture, CaptchaKind::Work] {
            let kept = captcha(kind, NOW);
            assert_eq!(keep(&store, &kept, "192.0.2.1").await, CaptchaPlace::Free);
            assert_eq!(used(&store, CaptchaId::new(NOW, &ENTROPY), NOW).await, None, "another's id");
            assert_eq!(used(&store, kept.id, NOW).await, Some(kept.clone()));
            assert_eq!(used(&store, kept.id, NOW).await, None, "used");
        }
    }

    parallel async fn g4_cap_3_of_64_who_use_one_captcha_at_once_one_gets_it(store: TestStore) {
        let kept = captcha(CaptchaKind::Picture, NOW);
        keep(&store, &kept, "192.0.2.1").await;
        let (store, id) = (store.store.clone(), kept.id);
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { used(&store, id, NOW).await })
            })
            .collect();
        let mut got = 0;
        for one in tries {
            got += usize::from(one.await.unwrap().is_some());
        }
        assert_eq!(got, 1);
    }

    async fn cap_4_an_address_has_so_many_of_each_kind_and_each_for_so_long(store: TestStore) {
        for n in 0..u64::from(MOST) {
            let made_at = NOW.plus(Duration::from_secs(n));
            assert_eq!(picture(&store, made_at).await, CaptchaPlace::Free, "{n}");
        }
        let now = NOW.plus(minutes(5));
        let full = CaptchaPlace::NoneUntil(NOW.plus(minutes(10)));
        assert_eq!(picture(&store, now).await, full);
        let pictures = allowance("192.0.2.1", CaptchaKind::Picture);
        assert_eq!(store.read().captcha_place(&pictures, now).await.unwrap(), full);
        // The way without a picture, and another address, have places of their own.
        assert_eq!(keep(&store, &captcha(CaptchaKind::Work, now), "192.0.2.1").await, CaptchaPlace::Free);
        assert_eq!(keep(&store, &captcha(CaptchaKind::Picture, now), "192.0.2.2").await, CaptchaPlace::Free);

        let later = NOW.plus(minutes(10));
        assert_eq!(store.read().captcha_place(&pictures, later).await.unwrap(), CaptchaPlace::Free);
        assert_eq!(picture(&store, later).await, CaptchaPlace::Free, "the first counts no longer");
        assert_eq!(
            picture(&store, later).await,
            CaptchaPlace::NoneUntil(NOW.plus(Duration::from_secs(601))),
            "but the second does"
        );
    }

    async fn cap_4_a_solved_one_gives_its_place_back_and_a_used_one_does_not(store: TestStore) {
        let mut last = captcha(CaptchaKind::Picture, NOW);
        for _ in 0..MOST {
            last = captcha(CaptchaKind::Picture, NOW);
            assert_eq!(keep(&store, &last, "192.0.2.1").await, CaptchaPlace::Free);
        }
        used(&store, last.id, NOW).await.unwrap();
        assert!(matches!(picture(&store, NOW).await, CaptchaPlace::NoneUntil(_)), "used and wrong");
        let tx = store.begin_write().await.unwrap();
        tx.forget_captcha(last.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(picture(&store, NOW).await, CaptchaPlace::Free, "solved");
        assert!(matches!(picture(&store, NOW).await, CaptchaPlace::NoneUntil(_)));
    }

    parallel async fn cap_4_of_64_who_ask_at_once_as_many_get_one_as_there_are_places(store: TestStore) {
        let store = store.store.clone();
        let asks: Vec<_> = (0..64)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { picture(&store, NOW).await })
            })
            .collect();
        let mut places = BTreeMap::new();
        for ask in asks {
            *places.entry(ask.await.unwrap() == CaptchaPlace::Free).or_insert(0) += 1;
        }
        assert_eq!(places, BTreeMap::from([(true, i32::from(MOST)), (false, 64 - i32::from(MOST))]));
    }

    async fn a_clock_that_was_set_back_leaves_nobody_without_a_place(store: TestStore) {
        for _ in 0..MOST {
            assert_eq!(picture(&store, NOW.plus(hours(48))).await, CaptchaPlace::Free);
        }
        assert_eq!(picture(&store, NOW).await, CaptchaPlace::Free);
    }

    async fn captchas_are_forgotten_when_they_count_no_longer(store: TestStore) {
        let kept = captcha(CaptchaKind::Picture, NOW);
        keep(&store, &kept, "192.0.2.1").await;
        let tx = store.begin_write().await.unwrap();
        assert_eq!(tx.forget_captchas(minutes(10), NOW.plus(minutes(9))).await.unwrap(), 0);
        assert_eq!(tx.forget_captchas(minutes(10), NOW.plus(minutes(10))).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(used(&store, kept.id, NOW).await, None);
    }
}
