//! Settings > Sign-in over HTTP: captcha, password rule, failed sign-ins (CAP-1, ACC-9, SIGN-5).

use domain::time::minutes;
use serde_json::{Value, json};
use testkit::{Client, Newcomer, PASSWORD, journeys};

const PATH: &str = "admin/settings/sign-in";

async fn changed(admin: &Client, changes: &[(&str, Value)]) -> Value {
    let mut form = admin.get(PATH).await.expect(200);
    for (field, value) in changes {
        form[field] = value.clone();
    }
    form
}

fn form(login: &str, password: &str) -> Value {
    json!({"login": login, "password": password, "transport": "bearer"})
}

journeys! {
    async fn acc_9_cap_1_settings_of_sign_in_act_at_once_and_bad_ones_change_nothing(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let saved = admin.get(PATH).await.expect(200);
        assert_eq!((&saved["captcha"], &saved["captcha_after"]), (&json!("off"), &json!(3)), "CAP-1's defaults");
        for (field, value) in [
            ("captcha_after", 0),
            ("captcha_after", 51),
            ("password_least_length", 7),
            ("password_least_length", 65),
            ("account_failures", 0),
            ("account_failures", 101),
            ("address_failures", 10_001),
            ("failure_window_minutes", 0),
            ("lock_minutes", 1441),
        ] {
            let form = changed(&admin, &[("captcha", json!("always")), (field, json!(value))]).await;
            assert_eq!(admin.put(PATH, form).await.refused(422, "out_of_range")["field"], field);
        }
        let form = changed(&admin, &[("captcha", json!("sometimes"))]).await;
        admin.put(PATH, form).await.refused(422, "invalid_field");
        assert_eq!(admin.get(PATH).await.expect(200), saved);
        ann.get(PATH).await.refused(403, "not_allowed");
        ann.put(PATH, saved).await.refused(403, "not_allowed");

        let form = changed(&admin, &[("captcha", json!("always")), ("password_least_length", json!(20))]).await;
        assert_eq!(admin.put(PATH, form.clone()).await.expect(200), form);
        let server = app.client().get("server").await.expect(200);
        assert_eq!((&server["captcha"], &server["password"]["least_length"]), (&json!("always"), &json!(20)));
        let change = json!({"current": PASSWORD, "new": "violet engine 77 x"});
        ann.post("me/password", change).await.refused(422, "password_too_short");
    }

    async fn sign_5_the_limits_of_failures_are_settings(app: &TestApp) {
        let admin = app.administrator().await;
        app.newcomer(&admin, Newcomer::new("ann")).await;
        let strict = changed(&admin, &[("account_failures", json!(2)), ("lock_minutes", json!(60))]).await;
        admin.put(PATH, strict).await.expect(200);
        for _ in 0..2 {
            app.client().post("sign-in", form("ann", "not the password")).await.refused(401, "wrong_credentials");
        }
        app.advance(minutes(59));
        // Locked by the second failure, for an hour.
        app.client().post("sign-in", form("ann", PASSWORD)).await.refused(401, "wrong_credentials");
        let shorter = changed(&admin, &[("lock_minutes", json!(1))]).await;
        admin.put(PATH, shorter).await.expect(200);
        app.advance(minutes(1));
        app.client().post("sign-in", form("ann", PASSWORD)).await.expect(200);
    }
}
