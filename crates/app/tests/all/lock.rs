//! Failures are counted, and locks end by themselves (SIGN-5, G3).

use app::account::{ChangePassword, change_password};
use app::accounts::NewAccount;
use app::failure::{Failure, Refusal as _};
use app::{Ctx, Typed};
use domain::identifier::IdentifierKey;
use domain::rate::{FailureRule, Scope, ThrottleKey};
use domain::time::{Duration, minutes};

use crate::house::{House, PASSWORD, form, newcomer, refused, sign_in, until};

const LIMIT: u32 = FailureRule::ACCOUNT.limit;

async fn fail(house: &House, login: &str, times: u32) {
    for _ in 0..times {
        assert_eq!(refused(house.sign_in(form(login, "wrong")).await), "wrong_credentials");
    }
}

store::on_both! {
    async fn sign_5_a_lock_comes_with_the_tenth_failure_and_ends_by_itself(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        for login in ["ann", "nobody"] {
            fail(&house, login, LIMIT).await;
            house.pass(Duration::from_secs(60));
            let before = house.app.hasher().comparisons();
            let failure = house.sign_in(form(login, PASSWORD)).await.unwrap_err();
            let Failure::Refused(refusal) = failure else { panic!("{failure:?}") };
            let minutes_left = Some(minutes(14));
            assert_eq!((refusal.code(), refusal.retry_after()), ("too_many_tries", minutes_left), "{login}");
            assert_eq!(house.app.hasher().comparisons(), before, "nothing is compared while locked");
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
        fail(&house, "4711", 3).await;
        let change = |current: &str| ChangePassword { current: Typed::new(current), new: Typed::new("a fine new one 7") };
        let changed = change_password(&house.app, &house.ctx(), &ann, change("wrong")).await;
        assert_eq!(refused(changed), "wrong_current_password");
        for login in ["ann", "4711"] {
            assert_eq!(refused(house.sign_in(form(login, PASSWORD)).await), "too_many_tries");
        }
        assert_eq!(refused(change_password(&house.app, &house.ctx(), &ann, change(PASSWORD)).await), "too_many_tries");
    }

    async fn sign_5_an_address_is_locked_over_all_logins_an_ipv6_one_by_its_network(store: TestStore) {
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

    parallel async fn g3_cve_2024_4629_two_hundred_guesses_at_once_are_ten_comparisons(store: TestStore) {
        let house = House::on(store);
        house.account(NewAccount { number: Some("4711".to_owned()), ..newcomer("ann") }).await;
        let before = house.app.hasher().comparisons();
        let guesses: Vec<_> = (0..200)
            .map(|n| {
                let (app, ctx) = (house.app.clone(), from_everywhere(&house, n));
                let login = ["ann", "ANN", " Ann ", "4711"][n % 4];
                tokio::spawn(async move { sign_in(&app, &ctx, form(login, "wrong")).await })
            })
            .collect();
        let mut answers = std::collections::BTreeMap::<_, u32>::new();
        for guess in guesses {
            *answers.entry(refused(guess.await.unwrap())).or_default() += 1;
        }
        let compared = house.app.hasher().comparisons() - before;
        assert!(compared <= u64::from(LIMIT), "{compared} comparisons");
        assert_eq!(answers["wrong_credentials"], LIMIT, "{answers:?}");
        assert_eq!(refused(house.sign_in(form("ann", PASSWORD)).await), "too_many_tries");
    }

    parallel async fn g3_three_hundred_guesses_at_once_from_one_address_are_fifty_comparisons(store: TestStore) {
        let house = House::on(store);
        for n in 0..300 {
            house.account(newcomer(&format!("user{n}"))).await;
        }
        let before = house.app.hasher().comparisons();
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
        let compared = house.app.hasher().comparisons() - before;
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
