//! Letters to people about their accounts, and the Outbox where they land (ACC-11, ASVS 6.3.5, 6.3.7).

use domain::time::{Duration, days, minutes};
use serde_json::{Value, json};
use testkit::{Client, Newcomer, PASSWORD, TestApp, journeys};

async fn kinds_to(admin: &Client, login: &str) -> Vec<String> {
    let outbox = admin.get("admin/outbox").await.expect(200);
    let of_them = outbox["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["to"]["login"] == login);
    of_them.map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
}

fn form(password: &str) -> Value {
    json!({"login": "ann", "password": password, "transport": "bearer", "device": {"name": "Ann's phone"}})
}

async fn fail(app: &TestApp, times: u32) {
    for _ in 0..times {
        app.client()
            .post("sign-in", form("not the password"))
            .await
            .refused(401, "wrong_credentials");
    }
}

journeys! {
    async fn asvs_6_3_5_a_new_device_is_told_of_and_a_known_one_is_not(app: &TestApp) {
        let admin = app.administrator().await;
        app.newcomer(&admin, Newcomer::new("ann")).await;
        let first = kinds_to(&admin, "ann").await;
        assert!(!first.contains(&"new_device".to_owned()), "the first device of all is none: {first:?}");
        app.advance(minutes(1));
        let phone = app.client().post("sign-in", form(PASSWORD)).await.expect(200);
        assert_eq!(kinds_to(&admin, "ann").await[0], "new_device");
        app.advance(minutes(1));
        let mut again = form(PASSWORD);
        again["device"]["secret"] = phone["device_secret"].clone();
        app.client().post("sign-in", again).await.expect(200);
        assert_eq!(kinds_to(&admin, "ann").await.len(), first.len() + 1);

        let outbox = admin.get("admin/outbox").await.expect(200);
        let id = outbox["items"][0]["id"].as_str().unwrap().to_owned();
        let letter = admin.get(&format!("admin/outbox/{id}")).await.expect(200);
        let body = letter["body"].as_str().unwrap();
        assert!(body.contains("Device: Ann's phone") && body.contains("Address: 127.0.0.1"), "{body}");
        app.advance(minutes(1));
        admin.get(&format!("admin/outbox/{id}")).await.expect(200);
        let log = admin.get("admin/audit-log?limit=1").await.expect(200);
        assert_eq!((&log["items"][0]["action"], &log["items"][0]["subject"]["login"]), (&json!("letter_read"), &json!("ann")));
    }

    async fn sign_5_a_lock_is_told_of_once_a_day(app: &TestApp) {
        let admin = app.administrator().await;
        app.newcomer(&admin, Newcomer::new("ann")).await;
        let locked = async || kinds_to(&admin, "ann").await.iter().filter(|kind| *kind == "account_locked").count();
        fail(app, 9).await;
        assert_eq!(locked().await, 0);
        fail(app, 1).await;
        app.advance(minutes(1));
        fail(app, 2).await;
        assert_eq!(locked().await, 1, "only the failure that locks writes");
        let entries = admin.get("admin/audit-log?search=ann&action=sign_in_locked").await.expect(200);
        assert_eq!(entries["items"].as_array().unwrap().len(), 1);
        app.advance(minutes(16));
        fail(app, 10).await;
        assert_eq!(locked().await, 1);
        app.advance(days(1));
        let admin = app.signed_in("root").await;
        fail(app, 10).await;
        assert_eq!(kinds_to(&admin, "ann").await.iter().filter(|kind| *kind == "account_locked").count(), 2);
    }

    async fn asvs_6_3_7_a_changed_password_is_told_of(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let first = kinds_to(&admin, "ann").await;
        app.advance(minutes(1));
        let change = json!({"current": PASSWORD, "new": "violet engine morning 77"});
        ann.post("me/password", change).await.expect(204);
        let then = kinds_to(&admin, "ann").await;
        assert_eq!((then[0].as_str(), then.len()), ("password_changed", first.len() + 1));
        ann.get("admin/outbox").await.refused(403, "not_allowed");
        let bad = admin.get("admin/outbox?cursor=x").await.refused(400, "malformed_query");
        assert_eq!(bad["field"], "cursor");
        for id in ["x", "019a0000-0000-7000-8000-000000000000"] {
            admin.get(&format!("admin/outbox/{id}")).await.refused(404, "letter_not_found");
        }
    }

    async fn acc_11_letters_are_read_page_by_page_and_kept_for_30_days(app: &TestApp) {
        let admin = app.administrator().await;
        app.newcomer(&admin, Newcomer::new("ann")).await;
        for _ in 0..60 {
            app.advance(minutes(1));
            app.advance(Duration::from_millis(1));
            app.client().post("sign-in", form(PASSWORD)).await.expect(200);
        }
        let first = admin.get("admin/outbox").await.expect(200);
        assert_eq!(first["items"].as_array().unwrap().len(), 50);
        let next = first["next"].as_str().unwrap();
        let second = admin.get(&format!("admin/outbox?cursor={next}")).await.expect(200);
        let all = first["items"].as_array().unwrap().len() + second["items"].as_array().unwrap().len();
        assert!(all > 60 && second.get("next").is_none(), "{all}");
        app.advance(days(31));
        app::sessions::sweep(app.app()).await.unwrap();
        let admin = app.signed_in("root").await;
        assert!(kinds_to(&admin, "ann").await.is_empty());
    }
}
