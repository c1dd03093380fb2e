//! Signing in and out (SIGN-1, 2, 4, 5, 6; CNF-2).

use domain::time::minutes;
use http::HeaderMap;
use serde_json::{Value, json};
use testkit::{Answer, Client, Newcomer, PASSWORD, TestApp, journeys};
use web::{Support, WebOptions};

fn form(login: &str, password: &str) -> Value {
    json!({"login": login, "password": password, "transport": "bearer"})
}

/// Headers without the one that differs by purpose.
fn alike(answer: &Answer) -> (u16, HeaderMap, String) {
    let mut headers = answer.headers().clone();
    headers.remove("x-request-id");
    (answer.status(), headers, answer.text())
}

async fn fail(client: &Client, login: &str, times: usize) {
    for _ in 0..times {
        client
            .post("sign-in", form(login, "wrong wrong wrong wrong"))
            .await
            .refused(401, "wrong_credentials");
    }
}

journeys! {
    async fn sign_1_g6_asvs_6_3_8_unknown_login_wrong_password_and_no_password_answer_alike(app: &TestApp) {
        let admin = app.administrator().await;
        admin.post("accounts", json!({"login": "nopass", "type": "ws"})).await.expect(201);
        let browser = app.client();
        let wrong = alike(&browser.post("sign-in", form("root", "wrong wrong wrong")).await);
        assert_eq!(wrong.0, 401);
        for (login, password) in [
            ("ROOT", "wrong wrong wrong"),
            ("root", ""),
            ("root", "PLUM TRAM LANTERN 42"),
            ("nobody", PASSWORD),
            ("nobody", ""),
            ("nopass", PASSWORD),
            ("nopass", ""),
            ("", ""),
            ("a b\u{202e}\u{1}", PASSWORD),
        ] {
            let answer = alike(&browser.post("sign-in", form(login, password)).await);
            assert_eq!(answer, wrong, "{login:?} {password:?}");
        }
        let long = alike(&browser.post("sign-in", form(&"l".repeat(5_000), &"p".repeat(5_000))).await);
        assert_eq!(long, wrong);
    }

    async fn sign_1_a_person_signs_in_by_login_or_number_however_spelt(app: &TestApp) {
        let admin = app.administrator().await;
        app.newcomer(&admin, Newcomer { number: Some("4711"), ..Newcomer::new("Ann") }).await;
        for login in ["Ann", "ann", " ANN ", "4711"] {
            let done = app.client().post("sign-in", form(login, PASSWORD)).await.expect(200);
            assert_eq!(done["account"]["login"], "Ann", "{login}");
        }
        app.client().post("sign-in", form("ann", &PASSWORD.to_uppercase())).await.refused(401, "wrong_credentials");
    }

    async fn sign_2_done_is_a_step_like_any_other(app: &TestApp) {
        app.administrator().await;
        let browser = app.client();
        let answer = browser.post("sign-in", json!({"login": "root", "password": PASSWORD, "transport": "cookie",
            "keep": true, "entrance": "home",
            "device": {"id": "d1", "client": "web", "name": "Firefox", "version": "1", "system": "Linux"}})).await;
        let done = answer.expect(200);
        assert_eq!(done["next"], "done");
        assert_eq!(done["session"]["client"], "web");
        assert_eq!(done["session"]["restricted"], false);
        assert_eq!(done["session"]["device"], json!({"name": "Firefox", "version": "1", "system": "Linux"}));
        assert!(done.get("token").is_none(), "asvs_3_3_4: the cookie's secret never stands in the body");
        assert_eq!(browser.get("me").await.expect(200)["session"]["id"], done["session"]["id"]);
    }

    async fn sign_6_an_app_gets_its_secret_once_and_no_cookie(app: &TestApp) {
        app.administrator().await;
        let answer = app.client().post("sign-in", form("root", PASSWORD)).await;
        assert_eq!(answer.header("set-cookie"), None);
        let first = answer.expect(200)["token"].as_str().unwrap().to_owned();
        assert_eq!(first.len(), 43, "256 bits in base64url");
        let second = app.client().post("sign-in", form("root", PASSWORD)).await.expect(200);
        assert_ne!(second["token"], first.as_str(), "asvs_7_2_4: every sign-in has a secret of its own");

        let phone = app.client().with_token(&first);
        let me = phone.get("me").await;
        assert!(!me.text().contains(&first), "it is told once");
        assert_eq!(me.expect(200)["account"]["login"], "root");
        phone.ask("POST", "sign-out").send().await.expect(204);
        phone.get("me").await.refused(401, "signed_out");
        app.client().with_token(&"A".repeat(43)).get("me").await.refused(401, "signed_out");
        app.client().with_token("").get("me").await.refused(401, "signed_out");
    }

    async fn sign_6_asvs_7_2_1_a_worthless_token_is_not_made_good_by_a_cookie(app: &TestApp) {
        let root = app.administrator().await;
        let cookie = format!("{}={}", web::SESSION_COOKIE, root.cookie(web::SESSION_COOKIE).unwrap());
        let both = root.ask("GET", "me").header("authorization", "Bearer nonsense").header("cookie", &cookie);
        both.send().await.refused(401, "signed_out");
    }

    async fn asvs_7_2_4_signing_in_over_a_session_ends_that_one(app: &TestApp) {
        let admin = app.administrator().await;
        app.newcomer(&admin, Newcomer::new("ann")).await;
        let before = admin.cookie(web::SESSION_COOKIE).unwrap();
        let mut stream = admin.events().await;
        admin.sign_in("ann", PASSWORD).await;
        assert_ne!(admin.cookie(web::SESSION_COOKIE).unwrap(), before);
        assert_eq!(admin.get("me").await.expect(200)["account"]["login"], "ann");
        assert_eq!(stream.next().await.unwrap().0, "session_ended", "its other tabs hear of it");

        let old = app.client();
        old.set_cookie(web::SESSION_COOKIE, &before);
        let refusal = old.get("me").await.refused(401, "signed_out");
        assert!(refusal["reason"].is_string(), "{refusal}");
    }

    async fn sign_1_a_planted_cookie_is_never_adopted(app: &TestApp) {
        app.administrator().await;
        let victim = app.client();
        let planted = "A".repeat(43);
        victim.set_cookie(web::SESSION_COOKIE, &planted);
        victim.sign_in("root", PASSWORD).await;
        assert_ne!(victim.cookie(web::SESSION_COOKIE).unwrap(), planted);
    }

    async fn sign_5_g6_asvs_6_3_1_6_3_8_ten_failures_lock_the_login_for_a_while_and_successes_never_do(app: &TestApp) {
        app.administrator().await;
        for _ in 0..15 {
            app.signed_in("root").await;
        }
        let guesser = app.client().from("203.0.113.9");
        fail(&guesser, "root", 10).await;
        let wrong = guesser.post("sign-in", form("somebody", PASSWORD)).await;
        let locked = guesser.post("sign-in", form("root", PASSWORD)).await;
        app.client().post("sign-in", form("ROOT", PASSWORD)).await.refused(401, "wrong_credentials");
        fail(&guesser.clone().from("203.0.113.10"), "nobody", 10).await;
        let unknown = guesser.from("203.0.113.10").post("sign-in", form("nobody", PASSWORD)).await;
        // G6: locked, unknown and wrong are one answer, but for the request's id.
        assert_eq!(alike(&locked), alike(&wrong));
        assert_eq!(alike(&locked), alike(&unknown));
        locked.refused(401, "wrong_credentials");

        app.advance(minutes(15));
        app.signed_in("root").await;
    }

    async fn sign_5_one_address_that_fails_too_often_is_held_back_whatever_it_tries(app: &TestApp) {
        app.administrator().await;
        let guesser = app.client().from("2001:db8::1");
        for n in 0..50 {
            fail(&guesser, &format!("login{n}"), 1).await;
        }
        guesser.post("sign-in", form("root", PASSWORD)).await.refused(429, "too_many_tries");
        let neighbour = app.client().from("2001:db8::ffff");
        neighbour.post("sign-in", form("root", PASSWORD)).await.refused(429, "too_many_tries");
        app.client().from("2001:db8:0:1::1").post("sign-in", form("root", PASSWORD)).await.expect(200);
    }

    async fn cnf_2_the_direct_way_is_for_ws_accounts(app: &TestApp) {
        let admin = app.administrator().await;
        let direct = |login: &str, password: &str| {
            let mut form = form(login, password);
            form["entrance"] = json!("conference");
            form
        };
        for account_type in ["ws", "sip", "h323", "loop"] {
            app.newcomer(&admin, Newcomer { account_type, ..Newcomer::new(account_type) }).await;
            let right = app.client().post("sign-in", direct(account_type, PASSWORD)).await;
            if account_type == "ws" {
                right.expect(200);
            } else {
                right.refused(403, "use_personal_account");
            }
            let wrong = app.client().post("sign-in", direct(account_type, "wrong wrong wrong")).await;
            wrong.refused(401, "wrong_credentials");
        }
    }

    async fn sign_2_signing_out_takes_cookie_and_session_away_and_may_be_repeated(app: &TestApp) {
        let browser = app.administrator().await;
        let secret = browser.cookie(web::SESSION_COOKIE).unwrap();
        let answer = browser.ask("POST", "sign-out").send().await;
        answer.expect(204);
        assert_eq!(answer.header("clear-site-data"), Some("\"storage\""), "asvs_14_3_1");
        assert!(browser.cookie(web::SESSION_COOKIE).is_none());
        browser.ask("POST", "sign-out").send().await.expect(204);

        let thief = app.client();
        thief.set_cookie(web::SESSION_COOKIE, &secret);
        assert_eq!(thief.get("me").await.refused(401, "signed_out")["reason"], "signed_out", "asvs_7_4_1");
    }
}

#[tokio::test]
async fn sign_4_before_sign_in_a_client_learns_what_the_server_is() {
    let app = TestApp::sqlite().await;
    let server = app.client().get("server").await.expect(200);
    assert_eq!(
        server,
        json!({"product": "vestibule", "name": "Vestibule", "version": env!("CARGO_PKG_VERSION"),
            "api_url": "http://localhost:8080/api/v1", "languages": ["en", "ru"], "captcha": "off", "third_party": [],
            "registration": "closed", "recovery": [], "setup_required": true, "password": {"least_length": 15},
            "links_local_only": true})
    );
    app.finish().await;
}

#[tokio::test]
async fn sign_7_whom_to_ask_for_help_is_told_before_sign_in() {
    for (link, told) in [
        (Some("tel:1234"), json!({"text": "Call 1234", "link": "tel:1234"})),
        (None, json!({"text": "Call 1234"})),
    ] {
        let support = Support {
            text: "Call 1234".to_owned(),
            link: link.map(str::to_owned),
        };
        let options = WebOptions {
            support: Some(support),
            ..WebOptions::default()
        };
        let app = TestApp::configured(options).await;
        assert_eq!(app.client().get("server").await.expect(200)["support"], told);
        app.finish().await;
    }
}
