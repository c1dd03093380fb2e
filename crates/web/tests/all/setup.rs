//! The first administrator (ACC-18).

use serde_json::{Value, json};
use testkit::{PASSWORD, TestApp, journeys};

async fn offered(app: &TestApp) -> String {
    app::setup::offer(app.app()).await.unwrap().unwrap().reveal()
}

fn form(secret: &str) -> Value {
    json!({"secret": secret, "login": "root", "password": PASSWORD})
}

journeys! {
    async fn acc_18_asvs_7_6_2_the_set_up_link_makes_the_first_administrator_once_and_signs_nobody_in(app: &TestApp) {
        let (stale, secret) = (offered(app).await, offered(app).await);
        let browser = app.client();
        assert_eq!(browser.get("server").await.expect(200)["setup_required"], true);

        browser.post("setup", form(&stale)).await.refused(403, "setup_link_invalid");
        browser.post("setup", form("short")).await.refused(403, "setup_link_invalid");
        browser.post("setup", form(&"A".repeat(43))).await.refused(403, "setup_link_invalid");
        let mut weak = form(&secret);
        weak["password"] = json!("short");
        let refusal = browser.post("setup", weak).await.refused(422, "password_too_short");
        assert_eq!(refusal["field"], "password");

        let done = browser.post("setup", form(&secret)).await.expect(201);
        assert_eq!(done["account"]["level"], "administrator");
        assert_eq!(done["account"]["name"], "root", "the login stands in for a name");
        assert!(browser.cookie(web::SESSION_COOKIE).is_none(), "asvs_7_6_2: set-up signs nobody in by itself");

        browser.post("setup", form(&secret)).await.refused(409, "setup_done");
        assert_eq!(browser.get("server").await.expect(200)["setup_required"], false);
        assert!(app::setup::offer(app.app()).await.unwrap().is_none(), "no second link");
        browser.sign_in("root", PASSWORD).await;
    }

    async fn acc_18_of_many_who_hold_the_link_one_becomes_administrator(app: &TestApp) {
        let secret = offered(app).await;
        let browsers: Vec<_> = (0..8).map(|_| app.client()).collect();
        let asked = browsers.iter().enumerate().map(|(n, browser)| {
            let mut form = form(&secret);
            form["login"] = json!(format!("root{n}"));
            async move { browser.post("setup", form).await.status() }
        });
        let statuses = futures_util::future::join_all(asked).await;
        assert_eq!(statuses.iter().filter(|&&status| status == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [201, 403, 409].contains(status)), "{statuses:?}");
    }
}
