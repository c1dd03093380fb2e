//! The Accounts Manager, links to set a password, and finding people (ACC-13, ACC-19).

use app::Typed;
use app::accounts::{NewAccount, Search, check_password_link, create, issue_password_link, list, redeem_password_link};
use app::people::{MOST_FOUND, search};
use domain::ids::AccountId;
use domain::permission::Level;
use domain::rate::FailureRule;
use domain::session::EndReason;
use domain::time::{Duration, hours, minutes};

use crate::house::{House, PASSWORD, form, newcomer, refused};

const CHOSEN: &str = "violet kettle 9 orbit";

store::on_both! {
    async fn acc_19_a_new_account_gets_its_password_from_its_holder_by_a_link(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let new = NewAccount { name: Some("Ann Lee".to_owned()), number: Some("4711".to_owned()), ..newcomer("ann") };
        let created = create(&house.app, &house.ctx(), &root, new).await.unwrap();
        assert_eq!(created.account.password_set_at, None);
        assert_eq!(created.password_link.expires_at, house.now().plus(hours(24)));
        let secret = Typed::new(created.password_link.secret.reveal());
        let invited = check_password_link(&house.app, &house.ctx(), &secret).await.unwrap();
        assert_eq!((invited.login.as_str(), invited.name.as_str()), ("ann", "Ann Lee"));
        let redeem = |password: &'static str| {
            let (app, ctx, secret) = (house.app.clone(), house.ctx(), secret.clone());
            async move { redeem_password_link(&app, &ctx, &secret, &Typed::new(password)).await }
        };
        assert_eq!(refused(redeem("short").await), "password_too_short");
        redeem(CHOSEN).await.unwrap();
        assert!(house.sign_in(form("4711", CHOSEN)).await.is_ok());
        assert_eq!(refused(redeem(PASSWORD).await), "password_link_invalid");
        assert_eq!(refused(check_password_link(&house.app, &house.ctx(), &secret).await), "password_link_invalid");
    }

    async fn cve_2026_28268_links_die_of_age_and_of_later_ones(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let created = create(&house.app, &house.ctx(), &root, newcomer("ann")).await.unwrap();
        let ann = created.account.id;
        let later = issue_password_link(&house.app, &house.ctx(), &root, ann).await.unwrap();
        let redeem = |secret: &domain::secret::Secret| {
            let (app, ctx, secret) = (house.app.clone(), house.ctx(), Typed::new(secret.reveal()));
            async move { redeem_password_link(&app, &ctx, &secret, &Typed::new(CHOSEN)).await }
        };
        assert_eq!(refused(redeem(&created.password_link.secret).await), "password_link_invalid");
        house.pass(hours(24));
        assert_eq!(refused(redeem(&later.secret).await), "password_link_invalid");
        let latest = issue_password_link(&house.app, &house.ctx(), &root, ann).await.unwrap();
        house.pass(hours(24).saturating_sub(Duration::from_secs(1)));
        redeem(&latest.secret).await.unwrap();
    }

    async fn a_password_set_by_a_link_ends_all_sessions(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let ann = house.person("ann").await;
        let link = issue_password_link(&house.app, &house.ctx(), &root, ann.account.id).await.unwrap();
        let secret = Typed::new(link.secret.reveal());
        redeem_password_link(&house.app, &house.ctx(), &secret, &Typed::new(CHOSEN)).await.unwrap();
        assert_eq!(house.again(&ann).await.session.ended, Some((house.now(), EndReason::PasswordChanged)));
        assert_eq!(refused(house.sign_in(form("ann", PASSWORD)).await), "wrong_credentials");
    }

    async fn guessing_password_links_is_throttled_by_address(store: TestStore) {
        let house = House::on(store);
        for _ in 0..FailureRule::ADDRESS.limit {
            let outcome = check_password_link(&house.app, &house.ctx(), &Typed::new("guess")).await;
            assert_eq!(refused(outcome), "password_link_invalid");
        }
        let outcome = check_password_link(&house.app, &house.ctx(), &Typed::new("guess")).await;
        assert_eq!(refused(outcome), "too_many_tries");
    }

    async fn asvs_8_2_1_nobody_manages_accounts_beyond_their_level(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let operator = house.person_of(Level::Operator, "olga").await;
        let ann = house.person("ann").await;
        let all = Search::default();
        assert!(list(&house.app, &root, &all).await.is_ok() && list(&house.app, &operator, &all).await.is_ok());
        assert_eq!(refused(list(&house.app, &ann, &all).await), "not_allowed");
        for (actor, level, allowed) in [
            (&ann, Level::Standard, false),
            (&operator, Level::Standard, true),
            (&operator, Level::Operator, false),
            (&operator, Level::Administrator, false),
            (&root, Level::Operator, true),
            (&root, Level::Administrator, true),
        ] {
            let login = format!("{}-{level}", actor.account.login);
            let outcome = create(&house.app, &house.ctx(), actor, NewAccount { level, ..newcomer(&login) }).await;
            if allowed {
                assert_eq!(outcome.unwrap().account.level, level);
            } else {
                assert_eq!(refused(outcome), "not_allowed", "{login}");
            }
        }
        for (actor, subject, allowed) in [(&ann, &ann, false), (&operator, &root, false), (&operator, &ann, true)] {
            let outcome = issue_password_link(&house.app, &house.ctx(), actor, subject.account.id).await;
            assert!(if allowed { outcome.is_ok() } else { refused(outcome) == "not_allowed" });
        }
        let nobody = AccountId::new(house.now(), &app::testing::SeededEntropy::new(77));
        let outcome = issue_password_link(&house.app, &house.ctx(), &root, nobody).await;
        assert_eq!(refused(outcome), "account_not_found");
    }

    async fn what_cannot_be_an_account_is_refused_with_the_reason(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        house.account(NewAccount { number: Some("4711".to_owned()), ..newcomer("ann") }).await;
        let try_out = |login: &str, name: Option<&str>, number: Option<&str>| {
            let new = NewAccount {
                name: name.map(str::to_owned),
                number: number.map(str::to_owned),
                ..newcomer(login)
            };
            let (app, ctx, root) = (house.app.clone(), house.ctx(), root.clone());
            async move { refused(create(&app, &ctx, &root, new).await) }
        };
        assert_eq!(try_out("", None, None).await, "login_empty");
        assert_eq!(try_out("b ob", None, None).await, "login_characters");
        assert_eq!(try_out("bob", Some("\u{200B}"), None).await, "name_empty");
        assert_eq!(try_out("bob", None, Some("12x")).await, "number_not_digits");
        assert_eq!(try_out("bob", None, Some("1")).await, "number_wrong_length");
        assert_eq!(try_out("bob", None, Some("4711")).await, "number_taken");
        // CVE-2019-19844: spellings that read the same are the same.
        for taken in ["ANN", "аnn", "ａｎｎ", "4711"] {
            assert_eq!(try_out(taken, None, None).await, "login_taken", "{taken}");
        }
    }

    async fn the_list_comes_in_pages(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        for n in 0..5 {
            house.account(newcomer(&format!("ann{n}"))).await;
        }
        let mut search = Search { text: "ann".to_owned(), after: None, limit: Some(2) };
        let mut found = Vec::new();
        loop {
            let page = list(&house.app, &root, &search).await.unwrap();
            assert!(page.items.len() <= 2);
            found.extend(page.items.into_iter().map(|account| account.login.to_string()));
            match page.next {
                Some(next) => search.after = Some(next),
                None => break,
            }
        }
        assert_eq!(found, ["ann0", "ann1", "ann2", "ann3", "ann4"]);
    }

    async fn people_are_found_by_name_and_number_a_few_at_a_time(store: TestStore) {
        let house = House::on(store);
        let root = house.person("root").await;
        for n in 0..MOST_FOUND + 5 {
            house.account(NewAccount { number: Some(format!("70{n}")), ..newcomer(&format!("ann{n}")) }).await;
        }
        assert_eq!(search(&house.app, &root, "ANN").await.unwrap().len(), MOST_FOUND);
        let found = search(&house.app, &root, "7013").await.unwrap();
        assert_eq!(found.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(), ["ann13"]);
        for nothing in ["", "   ", "%", "_", "zoe"] {
            assert!(search(&house.app, &root, nothing).await.unwrap().is_empty(), "{nothing:?}");
        }
    }

    async fn asvs_6_2_3_ones_own_password_link_asks_for_a_fresh_proof(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let ann = house.person("ann").await;
        house.pass(minutes(16));
        let own = issue_password_link(&house.app, &house.ctx(), &root, root.account.id).await;
        assert_eq!(refused(own.map(|_| ())), "proof_required");
        assert!(issue_password_link(&house.app, &house.ctx(), &root, ann.account.id).await.is_ok());
        let root = house.signed_in("root").await;
        assert!(issue_password_link(&house.app, &house.ctx(), &root, root.account.id).await.is_ok());
    }

    repeated async fn g4_asvs_6_4_1_of_sixty_four_redemptions_at_once_one_sets_the_password(store: TestStore) {
        let house = House::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        let created = create(&house.app, &house.ctx(), &root, newcomer("ann")).await.unwrap();
        let asking: Vec<_> = (0..64)
            .map(|n| {
                let (app, ctx) = (house.app.clone(), house.ctx());
                let secret = Typed::new(created.password_link.secret.reveal());
                let password = Typed::new(format!("a password of its own {n}"));
                tokio::spawn(async move { redeem_password_link(&app, &ctx, &secret, &password).await })
            })
            .collect();
        let mut winners = Vec::new();
        for (n, asked) in asking.into_iter().enumerate() {
            match asked.await.unwrap() {
                Ok(()) => winners.push(n),
                Err(failure) => {
                    let code = refused(Err::<(), _>(failure));
                    // Whoever comes after the winner guesses at a used link, and so many guesses lock an address.
                    assert!(["password_link_invalid", "too_many_tries"].contains(&code), "{code}");
                }
            }
        }
        let [winner] = winners[..] else { panic!("{winners:?}") };
        assert!(house.sign_in(form("ann", &format!("a password of its own {winner}"))).await.is_ok());
    }
}
