//! Third-party sign-in: visits, arrivals and links are used once; an identity is one account's (SIGN-3, G4).

use domain::ids::{IdentityId, SignInId};
use domain::name::ProviderLabel;
use domain::rate::{Scope, ThrottleKey};
use domain::secret::SecretHash;
use domain::third_party::{
    Arrival, CODE_LIFE, Icon, Identity, Issuer, LINK_LIFE, Link, MOST_VISITS, Persona, Provider, ProviderId, Purpose,
    ReturnTo, VISIT_LIFE, VerifierHash, Visit,
};
use domain::time::{Timestamp, hours, minutes};
use store::{IdentityInserted, Store, VisitPlace};

use crate::fixtures::{ENTROPY, NOW, secret, standing};

fn provider(id: &str) -> Provider {
    Provider {
        id: ProviderId::parse(id).unwrap(),
        label: ProviderLabel::parse("Enter through site").unwrap(),
        icon: Icon::Globe,
        issuer: Issuer::parse("https://id.example.org").unwrap(),
        client_id: "us".to_owned(),
        sealed_secret: Some(vec![1, 2, 3]),
        scopes: vec!["profile".to_owned(), "email".to_owned()],
        login_claim: "preferred_username".to_owned(),
        name_claim: "name".to_owned(),
        asks_second_factor: true,
        position: 3,
        disabled_at: None,
        created_at: NOW,
    }
}

async fn with_provider(store: &Store) {
    let tx = store.begin_write().await.unwrap();
    tx.save_provider(&provider("site")).await.unwrap();
    tx.commit().await.unwrap();
}

fn persona(subject: &str) -> Persona {
    Persona {
        issuer: Issuer::parse("https://id.example.org").unwrap(),
        subject: subject.to_owned(),
        login: Some("ann".to_owned()),
        name: None,
        email: Some("ann@example.org".to_owned()),
    }
}

fn visit(began_at: Timestamp) -> Visit {
    Visit {
        state: secret(),
        provider: ProviderId::parse("site").unwrap(),
        issuer: Issuer::parse("https://id.example.org").unwrap(),
        nonce: secret(),
        sealed_pkce: vec![4, 5, 6],
        redirect_uri: "https://meet.example.org/callback".to_owned(),
        verifier: VerifierHash::from_hash(secret()),
        return_to: ReturnTo::parse("http://127.0.0.1:4711/back").unwrap(),
        purpose: Purpose::SignIn,
        asker: asker("192.0.2.1"),
        began_at,
    }
}

fn asker(address: &str) -> ThrottleKey {
    ThrottleKey::address(Scope::ThirdParty, address.parse().unwrap())
}

async fn begin(store: &Store, visit: &Visit, address: &str) -> VisitPlace {
    let tx = store.begin_write().await.unwrap();
    let visit = Visit {
        asker: asker(address),
        ..visit.clone()
    };
    let place = tx.insert_visit(&visit).await.unwrap();
    tx.commit().await.unwrap();
    place
}

async fn end(store: &Store, state: &SecretHash) -> Option<Visit> {
    let tx = store.begin_write().await.unwrap();
    let visit = tx.use_visit(state).await.unwrap();
    tx.commit().await.unwrap();
    visit
}

fn arrival() -> Arrival {
    Arrival {
        code: secret(),
        provider: ProviderId::parse("site").unwrap(),
        verifier: VerifierHash::from_hash(secret()),
        purpose: Purpose::SignIn,
        persona: persona("ann-there"),
        came_at: NOW,
    }
}

async fn keep(store: &Store, arrival: &Arrival) {
    let tx = store.begin_write().await.unwrap();
    tx.insert_arrival(arrival).await.unwrap();
    tx.commit().await.unwrap();
}

async fn redeem(store: &Store, code: &SecretHash) -> Option<Arrival> {
    let tx = store.begin_write().await.unwrap();
    let arrival = tx.use_arrival(code).await.unwrap();
    tx.commit().await.unwrap();
    arrival
}

fn link() -> Link {
    Link {
        id: SignInId::new(NOW, &ENTROPY),
        provider: ProviderId::parse("site").unwrap(),
        persona: persona("ann-there"),
        offered_at: NOW,
    }
}

/// How many of 64 tasks got something.
async fn of_64<F: Future<Output = bool> + Send + 'static>(mut task: impl FnMut() -> F) -> usize {
    let tasks: Vec<_> = (0..64).map(|_| tokio::spawn(task())).collect();
    let mut got = 0;
    for one in tasks {
        got += usize::from(one.await.unwrap());
    }
    got
}

store::on_both! {
    async fn sign_3_a_provider_comes_back_as_it_was_and_in_order(store: TestStore) {
        let (site, other) = (provider("site"), Provider { position: 1, ..provider("other") });
        let tx = store.begin_write().await.unwrap();
        tx.save_provider(&site).await.unwrap();
        tx.save_provider(&other).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.read().providers().await.unwrap(), [other, site.clone()]);
        let changed = Provider { label: ProviderLabel::parse("New").unwrap(), sealed_secret: None, disabled_at: Some(NOW), ..site };
        let tx = store.begin_write().await.unwrap();
        tx.save_provider(&changed).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.read().provider(&changed.id).await.unwrap(), Some(changed));
    }

    async fn sign_3_a_visit_comes_back_as_it_was_and_once(store: TestStore) {
        with_provider(&store).await;
        let kept = visit(NOW);
        assert_eq!(begin(&store, &kept, "192.0.2.1").await, VisitPlace::Begun);
        assert_eq!(end(&store, &secret()).await, None);
        assert_eq!(end(&store, &kept.state).await, Some(kept.clone()));
        assert_eq!(end(&store, &kept.state).await, None);
    }

    parallel async fn g4_sign_3_of_64_who_end_one_visit_one_does(store: TestStore) {
        with_provider(&store).await;
        let kept = visit(NOW);
        assert_eq!(begin(&store, &kept, "192.0.2.1").await, VisitPlace::Begun);
        let got = of_64(|| {
            let (store, state) = (store.store.clone(), kept.state);
            async move { end(&store, &state).await.is_some() }
        });
        assert_eq!(got.await, 1);
    }

    parallel async fn sign_3_of_64_who_begin_at_once_as_many_do_as_there_are_places(store: TestStore) {
        with_provider(&store).await;
        let got = of_64(|| {
            let store = store.store.clone();
            async move { begin(&store, &visit(NOW), "192.0.2.1").await == VisitPlace::Begun }
        });
        assert_eq!(got.await, usize::from(MOST_VISITS));
        assert_eq!(begin(&store, &visit(NOW), "192.0.2.1").await, VisitPlace::NoneUntil(NOW.plus(VISIT_LIFE)));
        assert_eq!(begin(&store, &visit(NOW), "192.0.2.2").await, VisitPlace::Begun);
        let later = NOW.plus(VISIT_LIFE);
        assert_eq!(begin(&store, &visit(later), "192.0.2.1").await, VisitPlace::Begun);
    }

    async fn a_clock_that_was_set_back_leaves_nobody_without_a_visit(store: TestStore) {
        with_provider(&store).await;
        for _ in 0..MOST_VISITS {
            assert_eq!(begin(&store, &visit(NOW.plus(hours(48))), "192.0.2.1").await, VisitPlace::Begun);
        }
        assert_eq!(begin(&store, &visit(NOW), "192.0.2.1").await, VisitPlace::Begun);
    }

    parallel async fn g4_sign_3_of_64_who_redeem_one_code_one_does(store: TestStore) {
        with_provider(&store).await;
        let kept = arrival();
        keep(&store, &kept).await;
        let (found, code) = (kept.clone(), kept.code);
        let got = of_64(|| {
            let (store, found) = (store.store.clone(), found.clone());
            async move { redeem(&store, &code).await.is_some_and(|got| got == found) }
        });
        assert_eq!(got.await, 1);
    }

    parallel async fn g4_sign_3_of_64_who_take_one_link_one_does(store: TestStore) {
        with_provider(&store).await;
        let (offered, key) = (link(), secret());
        let tx = store.begin_write().await.unwrap();
        tx.insert_link(&offered, &key).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.read().link(offered.id, &secret()).await.unwrap(), None, "another's secret");
        assert_eq!(store.read().link(offered.id, &key).await.unwrap(), Some(offered.clone()));
        let got = of_64(|| {
            let (store, id) = (store.store.clone(), offered.id);
            async move {
                let tx = store.begin_write().await.unwrap();
                let taken = tx.take_link(id).await.unwrap();
                tx.commit().await.unwrap();
                taken
            }
        });
        assert_eq!(got.await, 1);
    }

    async fn sign_3_asvs_6_8_1_an_identity_is_one_accounts_and_an_account_has_one_at_an_issuer(store: TestStore) {
        let (ann, bob) = (standing(&store, "ann").await, standing(&store, "bob").await);
        let identity = |account, subject: &str| Identity {
            id: IdentityId::new(NOW, &ENTROPY),
            account,
            provider: ProviderId::parse("site").unwrap(),
            persona: persona(subject),
            linked_at: NOW,
            used_at: None,
        };
        let kept = identity(ann.id, "ann-there");
        for (new, outcome) in [
            (kept.clone(), IdentityInserted::Done),
            (identity(ann.id, "ann-there"), IdentityInserted::Done),
            (identity(bob.id, "ann-there"), IdentityInserted::Taken),
            (identity(ann.id, "other-there"), IdentityInserted::HasAnother),
            (identity(bob.id, "Ann-there"), IdentityInserted::Done),
        ] {
            let tx = store.begin_write().await.unwrap();
            assert_eq!(tx.insert_identity(&new).await.unwrap(), outcome);
            tx.commit().await.unwrap();
        }
        let issuer = kept.persona.issuer.clone();
        assert_eq!(store.read().identity(&issuer, "ann-there").await.unwrap(), Some(kept.clone()));
        let other = Issuer::parse("https://id.example.org/").unwrap();
        assert_eq!(store.read().identity(&other, "ann-there").await.unwrap(), None, "another issuer's");
        let tx = store.begin_write().await.unwrap();
        let renamed = Persona { name: Some("Ann".to_owned()), email: None, ..persona("ann-there") };
        assert!(tx.use_identity(ann.id, &renamed, NOW.plus(minutes(1))).await.unwrap());
        assert!(!tx.use_identity(bob.id, &renamed, NOW).await.unwrap());
        assert_eq!(tx.identities(ann.id).await.unwrap()[0].persona, renamed);
        assert!(tx.delete_identity(bob.id, kept.id).await.unwrap().is_none());
        assert!(tx.delete_identity(ann.id, kept.id).await.unwrap().is_some());
        tx.commit().await.unwrap();
    }

    async fn sign_3_what_is_under_way_goes_with_its_provider_and_with_time(store: TestStore) {
        with_provider(&store).await;
        let (going, came, offered) = (visit(NOW), arrival(), link());
        assert_eq!(begin(&store, &going, "192.0.2.1").await, VisitPlace::Begun);
        keep(&store, &came).await;
        let tx = store.begin_write().await.unwrap();
        tx.insert_link(&offered, &secret()).await.unwrap();
        let just_before = |life: domain::time::Duration| NOW.plus(life).minus(domain::time::Duration::from_millis(1));
        assert_eq!(tx.forget_visits(just_before(VISIT_LIFE)).await.unwrap(), 0);
        assert_eq!(tx.forget_arrivals(just_before(CODE_LIFE)).await.unwrap(), 0);
        assert_eq!(tx.forget_links(just_before(LINK_LIFE)).await.unwrap(), 0);
        tx.commit().await.unwrap();
        let tx = store.begin_write().await.unwrap();
        tx.forget_under_way(&going.provider).await.unwrap();
        assert_eq!(tx.use_visit(&going.state).await.unwrap(), None);
        assert_eq!(tx.use_arrival(&came.code).await.unwrap(), None);
        assert!(!tx.take_link(offered.id).await.unwrap());
        drop(tx);
        let tx = store.begin_write().await.unwrap();
        assert!(tx.delete_provider(&going.provider).await.unwrap());
        assert_eq!(tx.use_arrival(&came.code).await.unwrap(), None);
        drop(tx);
        for later in [NOW.plus(VISIT_LIFE), NOW.minus(hours(48))] {
            let tx = store.begin_write().await.unwrap();
            assert_eq!(tx.forget_visits(later).await.unwrap(), 1, "{later:?}");
            assert_eq!(tx.forget_arrivals(later).await.unwrap(), 1, "{later:?}");
            assert_eq!(tx.forget_links(later).await.unwrap(), 1, "{later:?}");
        }
    }
}
