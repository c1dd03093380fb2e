//! Headers, methods and caching of everything that is answered. The headers that every response wears are asserted by
//! `testkit` on each one of all tests.

use testkit::TestApp;

#[tokio::test]
async fn asvs_4_1_4_unused_methods_are_refused_and_the_used_ones_named() {
    let app = TestApp::sqlite().await;
    let browser = app.client();
    for (method, path, allowed) in [
        ("POST", "/api/v1/server", "GET,HEAD"),
        ("GET", "/api/v1/sign-in", "POST"),
        ("PUT", "/api/v1/me", "GET,HEAD,PATCH"),
        ("GET", "/api/v1/setup", "POST"),
        ("DELETE", "/api/v1/conferences", "GET,HEAD,POST"),
        ("TRACE", "/api/v1/me", "GET,HEAD,PATCH"),
        ("POST", "/healthz", "GET,HEAD"),
        ("POST", "/", "GET, HEAD"),
        ("DELETE", "/c/482913507", "GET, HEAD"),
    ] {
        let answer = browser.ask(method, path).send().await;
        assert_eq!(answer.status(), 405, "{answer:?}");
        assert_eq!(answer.header("allow"), Some(allowed), "{answer:?}");
    }
    browser.ask("HEAD", "/api/v1/server").send().await.expect(200);
    app.finish().await;
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_under_the_api_and_a_page_elsewhere() {
    let app = TestApp::sqlite().await;
    let browser = app.client();
    for path in [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/none",
        "/api/v2/me",
        "/api/v1/me/",
    ] {
        browser.get(path).await.refused(404, "not_found");
    }
    for path in ["/assets/none.js", "/none.png", "/.env", "/.git/config"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status(), 404, "{answer:?}");
        assert_eq!(
            answer.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{answer:?}"
        );
    }
    app.finish().await;
}

#[tokio::test]
async fn asvs_14_3_2_nothing_of_the_api_is_kept_by_caches() {
    let app = TestApp::sqlite().await;
    let root = app.administrator().await;
    for path in ["server", "me", "sessions", "conferences", "accounts", "none"] {
        assert_eq!(root.get(path).await.header("cache-control"), Some("no-store"), "{path}");
    }
    let policy = root.get("me").await;
    let policy = policy.header("content-security-policy").unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("sandbox"),
        "asvs_3_2_1: {policy}"
    );
    app.finish().await;
}

#[tokio::test]
async fn asvs_3_4_3_every_page_has_a_nonce_of_its_own() {
    let app = TestApp::sqlite().await;
    let browser = app.client();
    let mut nonces = std::collections::HashSet::new();
    for path in ["/", "/c/482913507", "/set-password", "/none.png"] {
        let answer = browser.get(path).await;
        let policy = answer.header("content-security-policy").unwrap().to_owned();
        let (_, rest) = policy
            .split_once("'nonce-")
            .unwrap_or_else(|| panic!("{path}: {policy}"));
        let nonce = rest.split_once('\'').unwrap().0.to_owned();
        assert_eq!(nonce.len(), 32, "128 bits");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(!answer.text().contains("__NONCE__"));
        assert!(nonces.insert(nonce), "a nonce came twice");
    }
    app.finish().await;
}

#[tokio::test]
async fn asvs_3_4_1_browsers_are_told_to_stay_with_https_where_there_is_https() {
    let options = web::WebOptions {
        public: web::address::PublicAddress {
            url: Some("https://meet.example.org".parse().unwrap()),
            ..Default::default()
        },
        ..Default::default()
    };
    let app = TestApp::configured(options).await;
    let outside = app.client().over_tls().naming("meet.example.org");
    for path in ["/", "/api/v1/server", "/api/v1/none"] {
        let answer = outside.get(path).await;
        assert_eq!(
            answer.header("strict-transport-security"),
            Some("max-age=63072000; includeSubDomains"),
            "{answer:?}"
        );
    }
    let plain = app.client().get("server").await;
    assert_eq!(plain.header("strict-transport-security"), None, "not over plain http");
    let local = app.client().over_tls().get("server").await;
    assert_eq!(
        local.header("strict-transport-security"),
        None,
        "localhost is shared by all that runs there"
    );
    app.finish().await;
}

#[tokio::test]
async fn asvs_3_4_7_policy_reports_are_taken_within_bounds() {
    let app = TestApp::sqlite().await;
    let browser = app.client();
    let send = |kind: &'static str, body: String| {
        browser
            .ask("POST", "csp-reports")
            .without("vestibule-request")
            .header("origin", "null")
            .body(kind, body)
            .send()
    };
    send(
        "application/csp-report",
        r#"{"csp-report":{"blocked-uri":"inline"}}"#.to_owned(),
    )
    .await
    .expect(204);
    send(
        "application/reports+json",
        r#"[{"type":"csp-violation","body":{}}]"#.to_owned(),
    )
    .await
    .expect(204);
    send("application/reports+json", "nonsense".to_owned())
        .await
        .expect(204);
    send("application/reports+json", "x".repeat(20_000))
        .await
        .refused(413, "body_too_large");
    app.finish().await;
}

#[tokio::test]
async fn probes_answer_whatever_host_they_name() {
    let app = TestApp::sqlite().await;
    let probe = app.client().naming("10.1.2.3:8080");
    assert_eq!(probe.get("/healthz").await.text(), "ok\n");
    assert_eq!(probe.get("/readyz").await.text(), "ready\n");
    app.finish().await;
}

#[tokio::test]
async fn the_api_can_be_browsed_without_anything_foreign() {
    let app = TestApp::sqlite().await;
    let browser = app.client();
    let document = browser.get("openapi.json").await.expect(200);
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(browser.get("docs").await.header("location"), Some("/api/v1/docs/"));
    let page = browser.get("/api/v1/docs/").await;
    assert_eq!(page.status(), 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("script-src 'self';") && !policy.contains("http"),
        "{policy}"
    );
    for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
        assert_eq!(
            browser.get(&format!("/api/v1/docs/{file}")).await.status(),
            200,
            "{file}"
        );
    }
    browser.get("/api/v1/docs/none.js").await.refused(404, "not_found");
    app.finish().await;
}
