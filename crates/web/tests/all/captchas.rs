//! Captchas over HTTP (CAP-1, CAP-3 to CAP-5).

use app::captcha::Challenge;
use app::testing::{issue_showing, work_payload};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::time::{Timestamp, minutes};
use serde_json::{Value, json};
use testkit::{EASY_WORK, PASSWORD, TestApp, journeys};

/// ALTCHA's payload for a challenge as it was sent.
fn solved(altcha: &Value) -> String {
    let parameters = &altcha["parameters"];
    let text = |name: &str| parameters[name].as_str().unwrap().to_owned();
    let challenge = Challenge {
        nonce: text("nonce"),
        salt: text("salt"),
        cost: u32::try_from(parameters["cost"].as_u64().unwrap()).unwrap(),
        key_prefix: text("keyPrefix"),
        expires_at: Timestamp::from_millis(0),
    };
    work_payload(&challenge, EASY_WORK)
}

async fn picture(app: &TestApp) -> String {
    let ctx = app.app().ctx("test", "127.0.0.1".parse().unwrap());
    issue_showing(app.app(), &ctx, "k7RmW").await.unwrap().id.to_string()
}

fn form(captcha: &Value) -> Value {
    json!({"login": "root", "password": PASSWORD, "transport": "bearer", "captcha": captcha})
}

journeys! {
    async fn cap_2_a_captcha_is_a_picture_and_work_of_altchas_kind(app: &TestApp) {
        let browser = app.client();
        let captcha = browser.post("captchas", json!({})).await.expect(201);
        let image = captcha["image"].as_str().unwrap().strip_prefix("data:image/png;base64,").unwrap();
        let file = STANDARD.decode(image).unwrap();
        assert!(file.starts_with(b"\x89PNG") && file.len() < 16_384, "{} bytes", file.len());
        assert_eq!(captcha["expires_in"], 60);
        let parameters = &captcha["altcha"]["parameters"];
        assert_eq!((&parameters["algorithm"], &parameters["keyLength"]), (&json!("PBKDF2/SHA-256"), &json!(32)));
        assert_eq!(parameters["expiresAt"], app.now().as_seconds() + 300);
        browser.post("captchas", Value::Null).await.expect(201);
        let other = browser.ask("POST", "captchas").send().await.expect(201);
        assert_ne!(other["id"], captcha["id"]);
        assert_ne!(other["image"], captcha["image"]);

        let work = browser.post("captchas", json!({"kind": "proof_of_work"})).await.expect(201);
        assert_eq!((work.get("image"), &work["expires_in"]), (None, &json!(300)));
        browser.post("captchas", json!({"kind": "audio"})).await.refused(422, "invalid_field");
        browser.post("captchas", json!({"way": "picture"})).await.refused(422, "unknown_field");
    }

    async fn cap_1_on_always_a_sign_in_is_asked_for_one_and_takes_either_way(app: &TestApp) {
        app.administrator().await;
        assert_eq!(app.client().get("server").await.expect(200)["captcha"], "off");
        app.save_setting("sign_in.captcha", json!("always")).await;
        let browser = app.client();
        assert_eq!(browser.get("server").await.expect(200)["captcha"], "always");
        let asked = browser.post("sign-in", form(&Value::Null)).await.expect(200);
        assert_eq!(asked, json!({"next": "captcha"}));

        let by_picture = json!({"id": picture(app).await, "answer": "K7Rmw"});
        assert_eq!(browser.post("sign-in", form(&by_picture)).await.expect(200)["next"], "done");
        let refusal = browser.post("sign-in", form(&by_picture)).await.refused(422, "captcha_expired");
        assert_eq!(refusal["field"], "captcha");

        let captcha = browser.post("captchas", json!({"kind": "proof_of_work"})).await.expect(201);
        let by_work = json!({"id": captcha["id"], "altcha": solved(&captcha["altcha"])});
        assert_eq!(browser.post("sign-in", form(&by_work)).await.expect(200)["next"], "done");
        browser.post("sign-in", form(&by_work)).await.refused(422, "captcha_expired");
    }

    async fn cap_3_wrong_late_empty_and_foreign_ones_are_told_apart(app: &TestApp) {
        app.administrator().await;
        app.save_setting("sign_in.captcha", json!("always")).await;
        let browser = app.client();
        for captcha in [
            json!({"id": picture(app).await, "answer": "wrong"}),
            json!({"id": picture(app).await, "answer": ""}),
            json!({"id": picture(app).await, "answer": "k7RmW ".repeat(100)}),
            json!({"id": picture(app).await}),
            json!({"id": picture(app).await, "altcha": "nonsense"}),
        ] {
            let refusal = browser.post("sign-in", form(&captcha)).await.refused(422, "captcha_wrong");
            assert_eq!(refusal["field"], "captcha");
        }
        for id in ["", "nonsense", "018f0000-0000-7000-8000-000000000000"] {
            let captcha = json!({"id": id, "answer": "k7RmW"});
            browser.post("sign-in", form(&captcha)).await.refused(422, "captcha_expired");
        }
        browser.post("sign-in", form(&json!({"answer": "k7RmW"}))).await.refused(422, "missing_field");
        let late = json!({"id": picture(app).await, "answer": "k7RmW"});
        app.advance(minutes(1));
        browser.post("sign-in", form(&late)).await.refused(422, "captcha_expired");
    }

    async fn cap_4_the_twenty_first_picture_has_to_wait_and_work_has_not(app: &TestApp) {
        let browser = app.client();
        for _ in 0..20 {
            browser.post("captchas", json!({})).await.expect(201);
        }
        let answer = browser.post("captchas", json!({})).await;
        assert_eq!(answer.header("retry-after"), Some("600"));
        assert_eq!(answer.refused(429, "too_many_captchas")["retry_after"], 600);
        browser.post("captchas", json!({"kind": "proof_of_work"})).await.expect(201);
        app.advance(minutes(10));
        browser.post("captchas", json!({})).await.expect(201);
    }
}
