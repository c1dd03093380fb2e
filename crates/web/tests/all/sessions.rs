//! Sessions: listed, ended, expired (SES-7 to SES-10).

use domain::time::{Duration, days, hours, minutes};
use serde_json::{Value, json};
use testkit::{Client, Newcomer, PASSWORD, TestApp, journeys};

async fn items(client: &Client) -> Vec<Value> {
    client.get("sessions").await.expect(200)["items"]
        .as_array()
        .unwrap()
        .clone()
}

async fn on_device(app: &TestApp, device: Value) -> Client {
    let form = json!({"login": "root", "password": PASSWORD, "transport": "bearer", "device": device});
    let done = app.client().from("203.0.113.7").post("sign-in", form).await.expect(200);
    app.client().with_token(done["token"].as_str().unwrap())
}

journeys! {
    async fn ses_7_the_list_shows_device_client_times_and_which_one_is_this(app: &TestApp) {
        let browser = app.administrator().await;
        app.advance(minutes(10));
        let phone = on_device(app, json!({"client": "mobile", "name": "Ann's \u{202e}phone", "version": "1.2",
            "system": "Android 16"})).await;
        let list = browser.get("sessions").await.expect(200);
        assert_eq!(list["limit"], 0, "no limit");
        let [newest, oldest] = items(&browser).await.try_into().unwrap();
        assert_eq!(newest["device"], json!({"name": "Ann's phone", "version": "1.2", "system": "Android 16"}));
        assert_eq!((&newest["client"], &newest["current"]), (&json!("mobile"), &json!(false)));
        assert_eq!((&newest["address"], &newest["online"]), (&json!("203.0.113.x"), &json!(true)));
        assert_eq!((&oldest["client"], &oldest["current"]), (&json!("web"), &json!(true)));
        assert_eq!(oldest["online"], false, "not active for ten minutes");
        let passed = newest["signed_in_at"].as_i64().unwrap() - oldest["signed_in_at"].as_i64().unwrap();
        assert_eq!(passed, 600_000);
        assert!(items(&phone).await[0]["current"].as_bool().unwrap());
        for secret in ["secret", "hash", "token"] {
            assert!(!list.to_string().contains(secret), "{list}");
        }
    }

    async fn ses_8_an_ended_device_hears_it_at_once_and_is_out(app: &TestApp) {
        let laptop = app.administrator().await;
        let phone = app.signed_in("root").await;
        let phone_id = phone.session_id().await;
        let (mut heard, mut unharmed) = (phone.events().await, laptop.events().await);
        laptop.delete(&format!("sessions/{phone_id}")).await.expect(204);
        let (name, data) = heard.next().await.unwrap();
        assert_eq!((name.as_str(), data), ("session_ended", json!({"session_id": phone_id, "reason": "ended_by_user"})));
        assert!(heard.next().await.is_none(), "the server closes the stream");
        assert_eq!(unharmed.next().await.unwrap().0, "sessions_changed", "whoever looks at the list draws it anew");
        let refusal = phone.get("me").await.refused(401, "signed_out");
        assert_eq!(refusal["reason"], "ended_by_user", "asvs_7_4_1");
        phone.patch("me", json!({"name": "Ghost"})).await.refused(401, "signed_out");
        laptop.delete(&format!("sessions/{phone_id}")).await.refused(404, "session_not_found");

        assert_eq!(items(&laptop).await.len(), 1);
        laptop.ask("POST", "sign-out").send().await.expect(204);
        assert_eq!(unharmed.next().await.unwrap().1["reason"], "signed_out");
    }

    async fn ses_8_all_others_end_together(app: &TestApp) {
        let here = app.administrator().await;
        let others = [app.signed_in("root").await, app.signed_in("root").await];
        assert_eq!(here.delete("sessions").await.expect(200)["ended"], 2);
        for other in others {
            assert_eq!(other.get("me").await.refused(401, "signed_out")["reason"], "ended_by_user");
        }
        assert_eq!(here.delete("sessions").await.expect(200)["ended"], 0);
        here.get("me").await.expect(200);
    }

    async fn ses_8_nobody_ends_another_persons_session(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let id = admin.session_id().await;
        ann.delete(&format!("sessions/{id}")).await.refused(404, "session_not_found");
        ann.delete("sessions/nonsense").await.refused(404, "session_not_found");
        assert_eq!(ann.delete("sessions").await.expect(200)["ended"], 0);
        admin.get("me").await.expect(200);
    }

    async fn ses_9_a_session_ends_when_nobody_acts_for_twelve_hours(app: &TestApp) {
        let browser = app.administrator().await;
        app.advance(hours(11));
        browser.get("me").await.expect(200);
        app.advance(minutes(59));
        browser.get("me").await.expect(200);
        app.advance(minutes(1));
        let refusal = browser.get("me").await.refused(401, "signed_out");
        assert_eq!(refusal["reason"], "expired", "reading in the background was no activity");
    }

    async fn ses_9_acts_of_the_person_keep_a_session_alive(app: &TestApp) {
        let browser = app.administrator().await;
        for _ in 0..3 {
            app.advance(hours(11));
            browser.ask("GET", "me").header("vestibule-activity", "1").send().await.expect(200);
            app.advance(hours(11));
            browser.patch("me", json!({"name": "Root"})).await.expect(200);
        }
        app.advance(hours(12));
        browser.get("me").await.refused(401, "signed_out");
    }

    async fn ses_9_no_activity_keeps_a_browsers_session_beyond_thirty_days(app: &TestApp) {
        let browser = app.administrator().await;
        for _ in 0..59 {
            app.advance(hours(12) - Duration::from_millis(1));
            browser.patch("me", json!({"name": "Root"})).await.expect(200);
        }
        app.advance(hours(12));
        assert_eq!(browser.get("me").await.refused(401, "signed_out")["reason"], "expired", "asvs_7_3_2");
    }

    async fn ses_9_an_app_that_is_kept_lives_for_thirty_days_without_activity(app: &TestApp) {
        app.administrator().await;
        let form = json!({"login": "root", "password": PASSWORD, "transport": "bearer", "keep": true,
            "device": {"client": "desktop"}});
        let token = app.client().post("sign-in", form).await.expect(200)["token"].as_str().unwrap().to_owned();
        let desktop = app.client().with_token(&token);
        app.advance(days(30) - Duration::from_millis(1));
        desktop.get("me").await.expect(200);
        app.advance(Duration::from_millis(1));
        desktop.get("me").await.refused(401, "signed_out");
        app.settle().await;
    }

    async fn ses_10_the_same_device_signing_in_again_takes_its_own_place(app: &TestApp) {
        app.administrator().await;
        let sign_in = |device: Value| {
            let form = json!({"login": "root", "password": PASSWORD, "transport": "bearer", "device": device});
            let client = app.client();
            async move { client.post("sign-in", form).await.expect(200) }
        };
        let done = sign_in(json!({"id": "phone-1", "client": "mobile"})).await;
        let first = app.client().with_token(done["token"].as_str().unwrap());
        let secret = done["device_secret"].as_str().unwrap();
        sign_in(json!({"id": "phone-1", "client": "mobile"})).await;
        first.get("me").await.expect(200);
        assert_eq!(items(&first).await.len(), 3, "a name is no proof that it is the same phone");
        let again = sign_in(json!({"id": "phone-1", "client": "mobile", "secret": secret})).await;
        assert_eq!(first.get("me").await.refused(401, "signed_out")["reason"], "replaced");
        assert_ne!(again["device_secret"], done["device_secret"], "another one at every sign-in");
        let again = app.client().with_token(again["token"].as_str().unwrap());
        assert_eq!(items(&again).await.len(), 3);
    }
}
