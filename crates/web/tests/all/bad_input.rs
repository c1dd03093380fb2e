//! Bad input gets a clear error, and nothing is lost.

use serde_json::{Value, json};
use testkit::{PASSWORD, TestApp};

use crate::conferences::make;

/// Every address that takes a JSON body, with a body that fits its shape.
fn bodies(number: &str) -> Vec<(&'static str, String, Value)> {
    let id = "018f0000-0000-7000-8000-000000000000";
    vec![
        (
            "POST",
            "setup".to_owned(),
            json!({"secret": "s", "login": "l", "password": "p"}),
        ),
        (
            "POST",
            "sign-in".to_owned(),
            json!({"login": "l", "password": "p", "transport": "bearer"}),
        ),
        (
            "POST",
            "sign-in/third-party/site".to_owned(),
            json!({"verifier_hash": "h", "return_to": "web"}),
        ),
        (
            "POST",
            "sign-in/third-party/redeem".to_owned(),
            json!({"code": "c", "verifier": "v", "transport": "bearer"}),
        ),
        (
            "PUT",
            "admin/settings/third-party/providers/site".to_owned(),
            json!({"label": "l", "icon": "key", "issuer": "i", "client_id": "c", "enabled": true}),
        ),
        ("PATCH", "me".to_owned(), json!({"name": "n"})),
        ("POST", "me/password".to_owned(), json!({"current": "c", "new": "n"})),
        ("POST", "accounts".to_owned(), json!({"login": "l", "type": "ws"})),
        ("POST", "password-links/check".to_owned(), json!({"secret": "s"})),
        (
            "POST",
            "password-links/redeem".to_owned(),
            json!({"secret": "s", "password": "p"}),
        ),
        ("POST", "conferences".to_owned(), json!({"name": "n", "access": "open"})),
        ("PATCH", format!("conferences/{number}/settings"), json!({"name": "n"})),
        (
            "POST",
            format!("conferences/{number}/admissions"),
            json!({"admission": {"id": id, "secret": "s"}}),
        ),
        (
            "POST",
            format!("conferences/{number}/present/p_x/mute"),
            json!({"source": "camera"}),
        ),
        (
            "PUT",
            format!("conferences/{number}/hand"),
            json!({"raised": true, "identity": "p_x"}),
        ),
    ]
}

#[tokio::test]
async fn every_body_is_read_strictly() {
    let app = TestApp::sqlite().await;
    let root = app.administrator().await;
    let number = make(&root, json!({"name": "M", "access": "open"})).await;
    for (method, path, body) in bodies(&number) {
        let send = |kind: &'static str, body: String| root.ask(method, &path).body(kind, body).send();
        let json = "application/json";
        send(json, "{".to_owned()).await.refused(400, "malformed_json");
        let place = send(json, "{\n  x}".to_owned()).await.refused(400, "malformed_json");
        assert_eq!(place["detail"], "not JSON at line 2, column 3", "{path}");
        send(json, String::new()).await.refused(400, "malformed_json");
        send(json, format!("{}{}", "[".repeat(5_000), "]".repeat(5_000)))
            .await
            .refused(400, "malformed_json");
        send(json, "[]".to_owned()).await.refused(422, "invalid_field");
        send(json, "\"\"".to_owned()).await.refused(422, "invalid_field");
        send("text/plain", body.to_string())
            .await
            .refused(415, "unsupported_media_type");
        send("application/xml", "<a/>".to_owned())
            .await
            .refused(415, "unsupported_media_type");
        send(json, format!("{{\"name\":\"{}\"}}", "x".repeat(70_000)))
            .await
            .refused(413, "body_too_large");
        let packed = root
            .ask(method, &path)
            .json(&body)
            .header("content-encoding", "gzip")
            .send()
            .await;
        packed.refused(415, "unsupported_media_type");
        let mut unknown = body.clone();
        unknown["is_admin"] = json!(true);
        assert_eq!(
            send(json, unknown.to_string()).await.refused(422, "unknown_field")["field"],
            "is_admin",
            "{path}"
        );
        for field in body.as_object().unwrap().keys() {
            let mut wrong = body.clone();
            wrong[field] = json!([[1]]);
            let refusal = send(json, wrong.to_string()).await.refused(422, "invalid_field");
            assert!(
                refusal["field"].as_str().unwrap().starts_with(field.as_str()),
                "{path} {refusal}"
            );
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn names_are_refused_with_the_reason_wherever_they_are_given() {
    let app = TestApp::sqlite().await;
    let root = app.administrator().await;
    let number = make(&root, json!({"name": "M", "access": "open"})).await;
    let long = "ю".repeat(101);
    for (name, code) in [
        ("", "name_empty"),
        ("   ", "name_empty"),
        (long.as_str(), "name_too_long"),
        ("a\u{1}b", "name_control_characters"),
        ("a\nb", "name_control_characters"),
        ("\u{202e}gpj.exe", "name_bidi_characters"),
        ("a\u{2066}b", "name_bidi_characters"),
        ("\u{200b}", "name_empty"),
        ("a\u{200b}b", "name_invisible_characters"),
    ] {
        let form = json!({"name": name});
        let refusals = [
            root.patch("me", form.clone()).await,
            root.post("conferences", json!({"name": name, "access": "open"})).await,
            root.patch(&format!("conferences/{number}/settings"), form.clone())
                .await,
            root.post("accounts", json!({"login": "ann", "name": name, "type": "ws"}))
                .await,
            app.client()
                .post(&format!("conferences/{number}/admissions"), form)
                .await,
        ];
        for refusal in refusals {
            assert_eq!(refusal.refused(422, code)["field"], "name", "{name:?}");
        }
    }
    root.patch("me", json!({"name": "ю".repeat(100)})).await.expect(200);
    root.patch("me", json!({"name": "אן לי 李安 👩‍💻"})).await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn logins_and_numbers_are_refused_with_the_reason() {
    let app = TestApp::sqlite().await;
    let root = app.administrator().await;
    let long = "l".repeat(65);
    for (login, number, field, code) in [
        ("", "4711", "login", "login_empty"),
        (long.as_str(), "4711", "login", "login_too_long"),
        ("a b", "4711", "login", "login_characters"),
        ("a\u{202e}b", "4711", "login", "login_characters"),
        ("ann", "47x1", "number", "number_not_digits"),
        ("ann", "1", "number", "number_wrong_length"),
        ("ann", "1234567890123456", "number", "number_wrong_length"),
    ] {
        let form = json!({"login": login, "number": number, "type": "ws"});
        assert_eq!(
            root.post("accounts", form).await.refused(422, code)["field"],
            field,
            "{login:?} {number:?}"
        );
    }
    let refusal = root
        .post("accounts", json!({"login": "ann", "type": "fax"}))
        .await
        .refused(422, "invalid_field");
    assert_eq!(refusal["field"], "type");
    app.finish().await;
}

#[tokio::test]
async fn asvs_16_2_5_no_refusal_repeats_what_was_typed() {
    let app = TestApp::sqlite().await;
    app.administrator().await;
    let secret = "hunter2hunter2hunter2";
    for body in [
        json!({"login": secret, "password": secret, "transport": "bearer"}),
        json!({"login": "root", "password": [secret], "transport": "bearer"}),
        json!({"login": "root", "password": secret, "transport": secret}),
        json!({"login": "root", "password": secret, "transport": "bearer", "device": {"client": secret}}),
        json!({"login": "root", "password": secret, "transport": "bearer", "entrance": secret}),
    ] {
        let answer = app.client().post("sign-in", body).await;
        assert!(
            answer.status() >= 400 && !answer.text().contains("hunter2"),
            "{answer:?}"
        );
    }
    app.finish().await;
}

#[tokio::test]
async fn the_character_no_database_keeps_is_refused_everywhere() {
    let app = TestApp::postgres().await;
    let root = app.administrator().await;
    for path in [
        "people?search=%00",
        "accounts?search=a%00",
        "conferences/%00",
        "accounts?cursor=%00",
    ] {
        root.get(path).await.refused(400, "bad_request");
    }
    for (method, path, mut body) in bodies("482913507") {
        for field in body
            .clone()
            .as_object()
            .unwrap()
            .keys()
            .filter(|field| body[*field].is_string())
            .cloned()
            .collect::<Vec<_>>()
        {
            body[&field] = json!("a\u{0}b");
            root.ask(method, &path)
                .json(&body)
                .send()
                .await
                .refused(422, "invalid_field");
        }
    }
    app.finish().await;
}

#[tokio::test]
async fn a_refused_form_loses_nothing_that_stands() {
    let app = TestApp::sqlite().await;
    let root = app.administrator().await;
    let number = make(&root, json!({"name": "M", "access": "open"})).await;
    let path = format!("conferences/{number}/settings");
    let before = root.get(&path).await.expect(200);
    let half_right = json!({"name": "N", "participants": ["018f0000-0000-7000-8000-000000000000"]});
    root.patch(&path, half_right).await.refused(422, "unknown_person");
    assert_eq!(root.get(&path).await.expect(200), before);
    root.post("me/password", json!({"current": PASSWORD, "new": "short"}))
        .await
        .refused(422, "password_too_short");
    app.signed_in("root").await;
    app.finish().await;
}

#[tokio::test]
async fn without_its_media_half_the_server_is_not_ready_but_answers() {
    let app = TestApp::sqlite().await;
    let root = app.administrator().await;
    assert_eq!(root.get("/readyz").await.status(), 200);
    app.media().set_failing(true);
    assert_eq!(root.get("/readyz").await.status(), 503);
    root.get("me").await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn asvs_16_5_2_without_its_database_the_server_says_when_to_come_back_and_nothing_else() {
    let mut app = TestApp::sqlite().await;
    let root = app.administrator().await;
    app.lose_database().await;
    for path in ["me", "server", "conferences/482913507"] {
        let answer = root.get(path).await;
        assert_eq!(answer.header("retry-after"), Some("5"), "{answer:?}");
        answer.refused(503, "unavailable");
        assert!(!answer.text().contains("sql"), "{answer:?}");
    }
    let form = json!({"login": "root", "password": PASSWORD, "transport": "bearer"});
    app.client().post("sign-in", form).await.refused(503, "unavailable");
    assert_eq!(root.get("/readyz").await.status(), 503);
    assert_eq!(root.get("/healthz").await.status(), 200);
    assert_eq!(
        root.get("/").await.header("content-type"),
        Some("text/html; charset=utf-8"),
        "pages still come"
    );
}
