//! Other sites change nothing here, and read nothing (ASVS 3.5).

use serde_json::json;
use testkit::{PASSWORD, TestApp};

#[tokio::test]
async fn asvs_3_5_1_another_sites_page_changes_nothing_with_the_persons_cookie() {
    let app = TestApp::sqlite().await;
    let ann = app.administrator().await;
    for (origin, site, own_header, expected) in [
        (Some("http://localhost:8080"), Some("same-origin"), true, None),
        (None, None, true, None),
        (None, None, false, Some("request_header_missing")),
        (
            Some("http://localhost:8080"),
            Some("same-origin"),
            false,
            Some("request_header_missing"),
        ),
        (Some("http://localhost:8081"), None, true, Some("foreign_origin")),
        (Some("https://localhost:8080"), None, true, Some("foreign_origin")),
        (Some("http://LOCALHOST:8080"), None, true, Some("foreign_origin")),
        (
            Some("http://localhost:8080.evil.example"),
            None,
            true,
            Some("foreign_origin"),
        ),
        (
            Some("https://evil.example"),
            Some("cross-site"),
            true,
            Some("foreign_origin"),
        ),
        (
            Some("https://evil.example"),
            Some("cross-site"),
            false,
            Some("foreign_origin"),
        ),
        (Some("null"), None, true, Some("foreign_origin")),
        (None, Some("cross-site"), true, Some("foreign_origin")),
        (None, Some("same-site"), true, Some("foreign_origin")),
    ] {
        let mut asking = ann.ask("PATCH", "me").without("origin").json(&json!({"name": "Ann"}));
        if let Some(origin) = origin {
            asking = asking.header("origin", origin);
        }
        if let Some(site) = site {
            asking = asking.header("sec-fetch-site", site);
        }
        if !own_header {
            asking = asking.without("vestibule-request");
        }
        let answer = asking.send().await;
        match expected {
            None => answer.expect(200),
            Some(code) => answer.refused(403, code),
        };
    }
    app.finish().await;
}

#[tokio::test]
async fn asvs_3_5_1_nobody_is_signed_in_by_another_sites_page() {
    let app = TestApp::sqlite().await;
    app.administrator().await;
    let form = |transport: &str| json!({"login": "root", "password": PASSWORD, "transport": transport});
    let browser = app.client();
    let bare = || {
        browser
            .ask("POST", "sign-in")
            .without("origin")
            .without("vestibule-request")
    };
    bare()
        .json(&form("cookie"))
        .send()
        .await
        .refused(403, "request_header_missing");
    bare()
        .json(&form("cookie"))
        .header("origin", "https://evil.example")
        .send()
        .await
        .refused(403, "foreign_origin");
    bare()
        .json(&form("bearer"))
        .header("origin", "https://evil.example")
        .send()
        .await
        .refused(403, "foreign_origin");
    assert!(browser.cookie(web::SESSION_COOKIE).is_none());
    // A program without a browser needs no browser's header.
    bare().json(&form("bearer")).send().await.expect(200);
    // A form cannot send this type, and a script of another site may not.
    let body = form("bearer").to_string();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        bare()
            .body(kind, body.clone())
            .send()
            .await
            .refused(415, "unsupported_media_type");
    }
    app.finish().await;
}

#[tokio::test]
async fn cve_2024_26135_other_sites_read_nothing_with_the_persons_cookie() {
    let app = TestApp::sqlite().await;
    let ann = app.administrator().await;
    for path in ["me", "events", "sessions"] {
        for origin in [
            "https://evil.example",
            "null",
            "http://localhost:8080.evil.example",
            "HTTP://LOCALHOST:8080",
        ] {
            ann.ask("GET", path)
                .header("origin", origin)
                .send()
                .await
                .refused(403, "foreign_origin");
        }
        ann.ask("GET", path)
            .header("sec-fetch-site", "cross-site")
            .send()
            .await
            .refused(403, "foreign_origin");
    }
    app.finish().await;
}

#[tokio::test]
async fn asvs_3_4_2_no_other_origin_is_ever_allowed() {
    let app = TestApp::sqlite().await;
    let preflight = app
        .client()
        .ask("OPTIONS", "me")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "content-type, vestibule-request");
    let answer = preflight.send().await;
    assert!(answer.status() >= 400, "{answer:?}");
    assert!(
        answer
            .headers()
            .keys()
            .all(|name| !name.as_str().starts_with("access-control-")),
        "{answer:?}"
    );
    app.finish().await;
}

#[tokio::test]
async fn asvs_3_5_3_a_token_is_no_ambient_right_and_needs_no_header() {
    let app = TestApp::sqlite().await;
    app.administrator().await;
    let form = json!({"login": "root", "password": PASSWORD, "transport": "bearer"});
    let token = app.client().post("sign-in", form).await.expect(200)["token"]
        .as_str()
        .unwrap()
        .to_owned();
    app.client()
        .with_token(&token)
        .patch("me", json!({"name": "Root"}))
        .await
        .expect(200);
    app.finish().await;
}
