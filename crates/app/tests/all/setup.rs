//! The first administrator (ACC-18).

use app::Typed;
use app::setup::{SetUp, offer, redeem, required};
use domain::permission::Level;
use domain::rate::FailureRule;
use domain::secret::Secret;

use crate::house::{House, PASSWORD, form, newcomer, refused};

fn first(secret: &Secret, login: &str) -> SetUp {
    SetUp {
        secret: Typed::new(secret.reveal()),
        login: login.to_owned(),
        name: None,
        password: Typed::new(PASSWORD),
    }
}

store::on_both! {
    async fn acc_18_asvs_6_3_2_the_link_makes_the_first_account_of_all_and_is_gone(store: TestStore) {
        let house = House::on(store);
        assert!(required(&house.app).await.unwrap());
        assert_eq!(house.store.read().count_accounts().await.unwrap(), 0, "nobody is there by default");
        let secret = offer(&house.app).await.unwrap().unwrap();
        let account = redeem(&house.app, &house.ctx(), first(&secret, "root")).await.unwrap();
        assert_eq!((account.level, account.name.as_str()), (Level::Administrator, "root"));
        assert!(!required(&house.app).await.unwrap());
        assert!(offer(&house.app).await.unwrap().is_none());
        assert_eq!(refused(redeem(&house.app, &house.ctx(), first(&secret, "root2")).await), "setup_done");
        assert!(house.sign_in(form("root", PASSWORD)).await.is_ok());
    }

    async fn acc_18_only_the_latest_link_counts(store: TestStore) {
        let house = House::on(store);
        let earlier = offer(&house.app).await.unwrap().unwrap();
        let latest = offer(&house.app).await.unwrap().unwrap();
        assert_eq!(refused(redeem(&house.app, &house.ctx(), first(&earlier, "root")).await), "setup_link_invalid");
        redeem(&house.app, &house.ctx(), first(&latest, "root")).await.unwrap();
    }

    async fn acc_18_what_is_refused_leaves_the_link_in_force(store: TestStore) {
        let house = House::on(store);
        house.account(newcomer("ann")).await;
        let secret = offer(&house.app).await.unwrap().unwrap();
        for (login, name, password, code) in [
            ("", None, PASSWORD, "login_empty"),
            ("a b", None, PASSWORD, "login_characters"),
            ("Ann", None, PASSWORD, "login_taken"),
            ("root", Some("\u{202E}toor"), PASSWORD, "name_bidi_characters"),
            ("root", None, "short", "password_too_short"),
            ("root", None, "passwordpassword", "password_common"),
            ("zanzibar.kitten", None, "zanzibar.kitten2026", "password_guessable"),
        ] {
            let set_up = SetUp { name: name.map(str::to_owned), password: Typed::new(password), ..first(&secret, login) };
            assert_eq!(refused(redeem(&house.app, &house.ctx(), set_up).await), code, "{login:?} {password:?}");
        }
        redeem(&house.app, &house.ctx(), first(&secret, "root")).await.unwrap();
    }

    async fn acc_18_an_administrator_from_the_command_line_ends_the_offer(store: TestStore) {
        let house = House::on(store);
        let secret = offer(&house.app).await.unwrap().unwrap();
        house.person_of(Level::Administrator, "root").await;
        assert!(!required(&house.app).await.unwrap());
        assert_eq!(refused(redeem(&house.app, &house.ctx(), first(&secret, "evil")).await), "setup_done");
    }

    async fn acc_18_guessing_links_is_throttled_by_address(store: TestStore) {
        let house = House::on(store);
        let secret = offer(&house.app).await.unwrap().unwrap();
        let wrong = SetUp { secret: Typed::new("guess"), ..first(&secret, "root") };
        for _ in 0..FailureRule::ADDRESS.limit {
            let outcome = redeem(&house.app, &house.ctx(), wrong.clone()).await;
            assert_eq!(refused(outcome), "setup_link_invalid");
        }
        assert_eq!(refused(redeem(&house.app, &house.ctx(), first(&secret, "root")).await), "too_many_tries");
        let elsewhere = house.ctx_from("192.0.2.1");
        redeem(&house.app, &elsewhere, first(&secret, "root")).await.unwrap();
    }

    repeated async fn g4_acc_18_of_sixty_four_at_once_one_becomes_administrator(store: TestStore) {
        let house = House::on(store);
        let secret = offer(&house.app).await.unwrap().unwrap();
        let asking: Vec<_> = (0..64)
            .map(|n| {
                let (app, ctx, set_up) = (house.app.clone(), house.ctx(), first(&secret, &format!("root{n}")));
                tokio::spawn(async move { redeem(&app, &ctx, set_up).await })
            })
            .collect();
        let mut winners = 0;
        for asked in asking {
            match asked.await.unwrap() {
                Ok(_) => winners += 1,
                Err(failure) => assert_eq!(refused(Err::<(), _>(failure)), "setup_done"),
            }
        }
        assert_eq!(winners, 1);
        assert_eq!(house.store.read().count_accounts().await.unwrap(), 1);
    }
}
