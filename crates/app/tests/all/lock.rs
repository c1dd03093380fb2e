//! Failures are counted, and locks end by themselves (SIGN-5, G3).

use app::account::{ChangePassword, change_password};
use app::accounts::NewAccount;
use app::administration::{lift_lock, show_account};
use app::failure::{Failure, Refusal as _};
use app::sessions::prove;
use app::sign_in::SignIn;
use app::{Ctx, Typed};
use domain::identifier::IdentifierKey;
use domain::permission::Level;
use domain::rate::{FailureRule, Scope, ThrottleKey};
use domain::session::Device;
use domain::time::{Duration, minutes};

use crate::house::{House, PASSWORD, form, newcomer, refused, sign_in, until};

const LIMIT: u32 = FailureRule::ACCOUNT.limit;

async fn fail(house: &House, login: &str, times: u32) {
    for _ in 0..times {
        assert_eq!(refused(house.sign_in(form(login, "wrong")).await), "wrong_credentials");
    }
}

store::on_both! {
    async fn sign_5_asvs_6_3_1_a_lock_comes_with_the_tenth_failure_and_ends_by_itself(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        for login in ["ann", "nobody"] {
            fail(&house, login, LIMIT).await;
            house.pass(Duration::from_secs(60));
            let hasher = house.app.hasher();
            let before = (hasher.comparisons(), hasher.examined());
            let failure = house.sign_in(form(login, PASSWORD)).await.unwrap_err();
            let Failure::Refused(refusal) = failure else { panic!("{failure:?}") };
            assert_eq!((refusal.code(), refusal.retry_after()), ("wrong_credentials", None), "{login}: as a wrong one");
            let after = (hasher.comparisons(), hasher.examined());
            assert_eq!(after, (before.0 + 1, before.1), "as much work, and nothing is compared");
        }
        // Trying while locked does not lengthen the lock.
        house.pass(minutes(14));
        assert!(house.sign_in(form("ann", PASSWORD)).await.is_ok());
    }

    async fn sign_5_a_success_wipes_the_failures_before_it(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        for _ in 0..3 {
            fail(&house, "ann", LIMIT - 1).await;
            assert!(house.sign_in(form("ann", PASSWORD)).await.is_ok());
        }
    }

    async fn cve_2025_24806_one_counter_over_all_names_and_all_places_that_ask(store: TestStore) {
        let house = House::on(store);
        house.account(NewAccount { number: Some("4711".to_owned()), ..newcomer("ann") }).await;
        let ann = house.signed_in("ann").await;
        fail(&house, "ann", 3).await;
        fail(&house, "ANN", 3).await;
        fail(&house, "4711", 4).await;
        for login in ["ann", "4711"] {
            assert_eq!(refused(house.sign_in(form(login, PASSWORD)).await), "wrong_credentials");
        }
        let change = |current: &str| ChangePassword { current: Typed::new(current), new: Typed::new("a fine new one 7") };
        // A device that signed in before has one counter for all places that ask there.
        for _ in 0..LIMIT / 2 {
            let changed = change_password(&house.app, &house.ctx(), &ann, change("wrong")).await;
            assert_eq!(refused(changed), "wrong_current_password");
            let proven = prove(&house.app, &house.ctx(), &ann, &Typed::new("wrong")).await.map(|_| ());
            assert_eq!(refused(proven), "wrong_current_password");
        }
        // Whoever is signed in is told: there is nothing to hide from them.
        assert_eq!(refused(change_password(&house.app, &house.ctx(), &ann, change(PASSWORD)).await), "too_many_tries");
    }

    async fn sign_5_asvs_6_3_1_an_address_is_locked_over_all_logins_an_ipv6_one_by_its_network(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let from = |n: u32| house.ctx_from(&format!("2001:db8:1:2::{n:x}"));
        for n in 0..FailureRule::ADDRESS.limit {
            let outcome = sign_in(&house.app, &from(n), form(&format!("login{n}"), "wrong")).await;
            assert_eq!(refused(outcome), "wrong_credentials");
        }
        assert_eq!(refused(sign_in(&house.app, &from(999), form("ann", PASSWORD)).await), "too_many_tries");
        let elsewhere = house.ctx_from("2001:db8:1:3::1");
        assert!(sign_in(&house.app, &elsewhere, form("ann", PASSWORD)).await.is_ok());
    }

    async fn cve_2026_35597_a_failure_counts_though_its_asker_has_gone(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let (app, ctx) = (house.app.clone(), house.ctx());
        let asking = tokio::spawn(async move { sign_in(&app, &ctx, form("ann", "wrong")).await });
        until(|| async { house.app.hasher().comparisons() > 0 }).await;
        asking.abort();
        let account = house.store.read().credentials_by_identifier(&IdentifierKey::of("ann")).await.unwrap().unwrap();
        let key = ThrottleKey::account(Scope::SignIn, account.account.id);
        until(|| async { house.store.read().failures([&key]).await.unwrap()[0].is_some_and(|record| record.failures == 1) })
            .await;
    }

    async fn sign_5_an_administrator_sees_and_lifts_the_lock_of_a_device_of_theirs(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        house.account(newcomer("ann")).await;
        let known = house.sign_in(form("ann", PASSWORD)).await.unwrap();
        let from_there = |password| SignIn { device_secret: Some(known.device_secret.clone()), ..form("ann", password) };
        for _ in 0..LIMIT {
            assert_eq!(refused(house.sign_in(from_there("wrong")).await), "wrong_credentials");
        }
        assert_eq!(refused(house.sign_in(from_there(PASSWORD)).await), "wrong_credentials", "locked");
        let id = known.account.id;
        let shown = show_account(&house.app, &house.ctx(), &root, id).await.unwrap();
        assert_eq!(shown.locked_until, Some(house.now().plus(minutes(15))));
        lift_lock(&house.app, &house.ctx(), &root, id).await.unwrap();
        assert!(house.sign_in(from_there(PASSWORD)).await.is_ok());
    }

    repeated async fn g3_cve_2024_4629_two_hundred_guesses_at_once_are_ten_comparisons(store: TestStore) {
        let house = House::on(store);
        house.account(NewAccount { number: Some("4711".to_owned()), ..newcomer("ann") }).await;
        let before = house.app.hasher().examined();
        let guesses: Vec<_> = (0..200)
            .map(|n| {
                let (app, ctx) = (house.app.clone(), from_everywhere(&house, n));
                let login = ["ann", "ANN", " Ann ", "4711"][n % 4];
                tokio::spawn(async move { sign_in(&app, &ctx, form(login, "wrong")).await })
            })
            .collect();
        for guess in guesses {
            assert_eq!(refused(guess.await.unwrap()), "wrong_credentials");
        }
        assert_eq!(house.app.hasher().examined() - before, u64::from(LIMIT));
        assert_eq!(refused(house.sign_in(form("ann", PASSWORD)).await), "wrong_credentials", "locked");
    }

    async fn sign_5_asvs_6_3_1_strangers_do_not_lock_out_a_device_that_signed_in_before(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let known = house.sign_in(form("ann", PASSWORD)).await.unwrap();
        fail(&house, "ann", LIMIT).await;
        assert_eq!(refused(house.sign_in(form("ann", PASSWORD)).await), "wrong_credentials", "locked for strangers");
        let name_only = Device::described(Some("laptop"), None, None, None);
        let claims = SignIn { device: name_only, ..form("ann", PASSWORD) };
        assert_eq!(refused(house.sign_in(claims).await), "wrong_credentials", "a device's name is no proof");
        let again = SignIn { device_secret: Some(known.device_secret.clone()), ..form("ann", PASSWORD) };
        let again = house.sign_in(again).await.unwrap();

        // The known device has a counter of its own, and no more guesses than others.
        for _ in 0..LIMIT {
            let wrong = SignIn { device_secret: Some(again.device_secret.clone()), ..form("ann", "wrong") };
            assert_eq!(refused(house.sign_in(wrong).await), "wrong_credentials");
        }
        let examined = house.app.hasher().examined();
        let right = SignIn { device_secret: Some(again.device_secret.clone()), ..form("ann", PASSWORD) };
        assert_eq!(refused(house.sign_in(right).await), "wrong_credentials");
        assert_eq!(house.app.hasher().examined(), examined);
        // The old secret was replaced at the sign-in after it.
        let old = SignIn { device_secret: Some(known.device_secret), ..form("ann", PASSWORD) };
        assert_eq!(refused(house.sign_in(old).await), "wrong_credentials");
    }

    async fn sign_5_another_password_forgets_the_devices(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let known = house.sign_in(form("ann", PASSWORD)).await.unwrap();
        let ann = house.signed_in("ann").await;
        let new = "another fine one 77";
        let change = ChangePassword { current: Typed::new(PASSWORD), new: Typed::new(new) };
        change_password(&house.app, &house.ctx(), &ann, change).await.unwrap();
        fail(&house, "ann", LIMIT).await;
        let again = SignIn { device_secret: Some(known.device_secret), ..form("ann", new) };
        assert_eq!(refused(house.sign_in(again).await), "wrong_credentials");
    }

    async fn sign_5_an_administrator_lifts_a_lock(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let ann = house.person("ann").await;
        let bob = house.person("bob").await;
        fail(&house, "ann", LIMIT).await;
        let id = ann.account.id;
        let shown = show_account(&house.app, &house.ctx(), &root, id).await.unwrap();
        assert_eq!(shown.locked_until, Some(house.now().plus(minutes(15))));
        assert_eq!(refused(lift_lock(&house.app, &house.ctx(), &bob, id).await), "not_allowed");
        assert_eq!(refused(house.sign_in(form("ann", PASSWORD)).await), "wrong_credentials");
        lift_lock(&house.app, &house.ctx(), &root, id).await.unwrap();
        let shown = show_account(&house.app, &house.ctx(), &root, id).await.unwrap();
        assert_eq!(shown.locked_until, None);
        assert!(house.sign_in(form("ann", PASSWORD)).await.is_ok());
    }

    parallel async fn g3_three_hundred_guesses_at_once_from_one_address_are_fifty_comparisons(store: TestStore) {
        let house = House::on(store);
        for n in 0..300 {
            house.account(newcomer(&format!("user{n}"))).await;
        }
        let before = house.app.hasher().examined();
        let guesses: Vec<_> = (0..300)
            .map(|n| {
                let (app, ctx) = (house.app.clone(), house.ctx());
                tokio::spawn(async move { sign_in(&app, &ctx, form(&format!("user{n}"), "wrong")).await })
            })
            .collect();
        let mut wrong = 0;
        for guess in guesses {
            wrong += u32::from(refused(guess.await.unwrap()) == "wrong_credentials");
        }
        let limit = FailureRule::ADDRESS.limit;
        let compared = house.app.hasher().examined() - before;
        assert!(compared <= u64::from(limit), "{compared} comparisons");
        assert_eq!(wrong, limit);
        assert_eq!(refused(house.sign_in(form("user0", PASSWORD)).await), "too_many_tries");
    }

    parallel async fn sign_5_successes_never_count_however_many_come_at_once(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        fail(&house, "ann", LIMIT - 1).await;
        let people: Vec<_> = (0..64)
            .map(|_| {
                let (app, ctx) = (house.app.clone(), house.ctx());
                tokio::spawn(async move { sign_in(&app, &ctx, form("ann", PASSWORD)).await })
            })
            .collect();
        for person in people {
            person.await.unwrap().unwrap();
        }
    }
}

/// An address of its own for every guess.
fn from_everywhere(house: &House, n: usize) -> Ctx {
    house.ctx_from(&format!("198.51.{}.{}", n / 250, n % 250 + 1))
}
