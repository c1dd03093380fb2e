//! Passwords: changed by their holder, set by a link (ASVS 6.2).

use domain::time::{Duration, hours};
use serde_json::{Value, json};
use testkit::{Client, Newcomer, PASSWORD, journeys};

const OTHER: &str = "violet engine morning 77";

fn change(current: &str, new: &str) -> Value {
    json!({"current": current, "new": new})
}

async fn link_of(admin: &Client, account: &str) -> String {
    let link = admin
        .ask("POST", &format!("accounts/{account}/password-link"))
        .send()
        .await
        .expect(201);
    link["url"]
        .as_str()
        .unwrap()
        .split_once("/set-password#")
        .unwrap()
        .1
        .to_owned()
}

journeys! {
    async fn asvs_6_2_2_6_2_3_a_password_is_changed_with_the_present_one_and_ends_the_others(app: &TestApp) {
        let here = app.administrator().await;
        let elsewhere = app.signed_in("root").await;
        let mut heard = elsewhere.events().await;
        let refusal = here.post("me/password", change("wrong wrong wrong", OTHER)).await;
        assert_eq!(refusal.refused(403, "wrong_current_password")["field"], "current");
        here.post("me/password", change(PASSWORD, OTHER)).await.expect(204);
        here.get("me").await.expect(200);
        assert_eq!(heard.next().await.unwrap().1["reason"], "password_changed");
        assert_eq!(elsewhere.get("me").await.refused(401, "signed_out")["reason"], "password_changed");
        let form = |password: &str| json!({"login": "root", "password": password, "transport": "bearer"});
        app.client().post("sign-in", form(PASSWORD)).await.refused(401, "wrong_credentials");
        app.client().post("sign-in", form(OTHER)).await.expect(200);
    }

    async fn asvs_6_2_1_a_new_password_obeys_the_rule_and_no_composition_rule(app: &TestApp) {
        let root = app.administrator().await;
        root.patch("me", json!({"name": "Rita Root the Administrator"})).await.expect(200);
        for (new, code) in [
            ("", "password_too_short"),
            ("fourteen chars", "password_too_short"),
            ("short", "password_too_short"),
            ("Rita Root The Administrator", "password_guessable"),
        ] {
            let refusal = root.post("me/password", change(PASSWORD, new)).await.refused(422, code);
            assert_eq!(refusal["field"], "new", "{new}");
        }
        root.post("me/password", change(PASSWORD, &"x".repeat(300))).await.refused(422, "password_too_long");
        for new in ["all lower case words", "ПАРОЛЬ ИЗ БУКВ БЕЗ ЦИФР", "728461938264517"] {
            root.post("me/password", change(PASSWORD, new)).await.expect(204);
            root.post("me/password", change(new, PASSWORD)).await.expect(204);
        }
    }

    async fn sign_5_guessing_the_present_password_is_counted_as_signing_in_is(app: &TestApp) {
        let root = app.administrator().await;
        for _ in 0..10 {
            let guess = root.post("me/password", change("wrong wrong wrong", OTHER)).await;
            guess.refused(403, "wrong_current_password");
        }
        root.post("me/password", change(PASSWORD, OTHER)).await.refused(429, "too_many_tries");
        let form = json!({"login": "root", "password": PASSWORD, "transport": "cookie"});
        root.post("sign-in", form).await.refused(401, "wrong_credentials");
    }

    async fn acc_19_a_password_link_works_once(app: &TestApp) {
        let admin = app.administrator().await;
        let created = admin.post("accounts", json!({"login": "ann", "name": "Ann", "type": "ws"})).await.expect(201);
        assert_eq!(created["account"]["password_set"], false);
        let secret = created["password_link"]["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
        let ann = app.client();
        let holder = ann.post("password-links/check", json!({"secret": secret})).await.expect(200);
        assert_eq!(holder, json!({"login": "ann", "name": "Ann"}));
        let redeem = |password: &str| json!({"secret": secret, "password": password});
        let refusal = ann.post("password-links/redeem", redeem("short")).await.refused(422, "password_too_short");
        assert_eq!(refusal["field"], "password", "and the link still works");
        ann.post("password-links/redeem", redeem(PASSWORD)).await.expect(204);
        ann.post("password-links/redeem", redeem(OTHER)).await.refused(403, "password_link_invalid");
        ann.post("password-links/check", json!({"secret": secret})).await.refused(403, "password_link_invalid");
        assert!(ann.cookie(web::SESSION_COOKIE).is_none(), "nobody is signed in by a link");
        ann.sign_in("ann", PASSWORD).await;
    }

    async fn asvs_6_4_6_an_administrator_starts_a_reset_and_neither_sets_nor_sees_a_password(app: &TestApp) {
        let admin = app.administrator().await;
        let with_password = json!({"login": "bob", "type": "ws", "password": OTHER});
        assert_eq!(admin.post("accounts", with_password).await.refused(422, "unknown_field")["field"], "password");
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let id = ann.account_id().await;
        let path = format!("admin/accounts/{id}");
        let change = admin.patch(&path, json!({"password": OTHER})).await;
        assert_eq!(change.refused(422, "unknown_field")["field"], "password");
        for place in [path.as_str(), "accounts", "admin/audit-log", "admin/outbox"] {
            let shown = admin.get(place).await;
            assert!(!shown.text().contains("argon2") && !shown.text().contains(PASSWORD), "{place}: {shown:?}");
        }

        let secret = link_of(&admin, &id).await;
        app.client().sign_in("ann", PASSWORD).await;
        let form = json!({"secret": secret, "password": OTHER});
        app.client().post("password-links/redeem", form).await.expect(204);
        app.client().sign_in("ann", OTHER).await;
    }

    async fn cve_2022_23555_a_secret_is_good_for_its_own_flow_only(app: &TestApp) {
        let redeem = |secret: String| {
            app.client().ask("POST", "password-links/redeem").json(&json!({"secret": secret, "password": OTHER})).send()
        };
        let set_up = app::setup::offer(app.app()).await.unwrap().unwrap();
        redeem(set_up.reveal()).await.refused(403, "password_link_invalid");
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let link = link_of(&admin, &ann.account_id().await).await;
        app.client().with_token(&link).get("me").await.refused(401, "signed_out");
        let form = json!({"login": "ann", "password": PASSWORD, "transport": "bearer"});
        let done = app.client().post("sign-in", form).await.expect(200);
        for secret in [&done["token"], &done["device_secret"]] {
            redeem(secret.as_str().unwrap().to_owned()).await.refused(403, "password_link_invalid");
        }
        redeem(link).await.expect(204);
    }

    async fn acc_19_of_many_who_hold_a_link_one_sets_the_password(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let secret = link_of(&admin, &ann.account_id().await).await;
        let asked = (0..8).map(|n| {
            let form = json!({"secret": secret, "password": format!("{OTHER} {n}")});
            let browser = app.client();
            async move { browser.post("password-links/redeem", form).await.status() }
        });
        let statuses = futures_util::future::join_all(asked).await;
        assert_eq!(statuses.iter().filter(|&&status| status == 204).count(), 1, "{statuses:?}");
    }

    async fn acc_19_a_link_dies_after_a_day_or_with_its_successor(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let id = ann.account_id().await;
        let check = |secret: String| app.client().ask("POST", "password-links/check").json(&json!({"secret": secret})).send();
        let first = link_of(&admin, &id).await;
        let second = link_of(&admin, &id).await;
        check(first).await.refused(403, "password_link_invalid");
        app.advance(hours(24) - Duration::from_millis(1));
        check(second.clone()).await.expect(200);
        app.advance(Duration::from_millis(1));
        check(second).await.refused(403, "password_link_invalid");
        check("A".repeat(43)).await.refused(403, "password_link_invalid");
        check(String::new()).await.refused(403, "password_link_invalid");
        app.settle().await;
    }

    async fn acc_19_setting_a_password_by_link_ends_the_accounts_sessions(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let secret = link_of(&admin, &ann.account_id().await).await;
        let form = json!({"secret": secret, "password": OTHER});
        app.client().post("password-links/redeem", form).await.expect(204);
        assert_eq!(ann.get("me").await.refused(401, "signed_out")["reason"], "password_changed");
    }
}

#[test]
fn asvs_6_4_2_nobody_is_asked_for_a_hint_or_a_secret_question() {
    let api = web::openapi().to_pretty_json().unwrap().to_lowercase();
    for word in [
        "hint",
        "secret question",
        "security question",
        "_question",
        "\"question",
    ] {
        assert!(!api.contains(word), "{word}");
    }
}
