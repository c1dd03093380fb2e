//! Hosts, proxies and absolute addresses through the real router. The rules' own tables are in `web::address`.

use serde_json::json;
use testkit::{Newcomer, PASSWORD, TestApp};
use web::WebOptions;
use web::address::{CertificateNames, Proxies, PublicAddress};

const PUBLIC: &str = "https://meet.example.org";

fn behind_proxy() -> WebOptions {
    WebOptions {
        public: PublicAddress {
            url: Some(PUBLIC.parse().unwrap()),
            certificate: CertificateNames::default(),
        },
        proxies: Proxies::new(vec!["10.0.0.2/32".parse().unwrap()]),
        ..WebOptions::default()
    }
}

#[tokio::test]
async fn an_unknown_host_is_misdirected_and_told_where_to_go() {
    let app = TestApp::configured(behind_proxy()).await;
    let outside = app.client().over_tls().naming("evil.example");
    let refusal = outside.get("server").await.refused(421, "misdirected");
    assert!(refusal["detail"].as_str().unwrap().contains(PUBLIC), "{refusal}");
    let page = outside.get("/").await;
    assert_eq!(page.status(), 421);
    assert!(page.text().contains("href=\"https://meet.example.org\""), "{page:?}");
    app.client()
        .naming("a b")
        .get("server")
        .await
        .refused(400, "bad_request");
    app.client()
        .ask("GET", "server")
        .without("host")
        .send()
        .await
        .refused(400, "bad_request");
    app.finish().await;

    let app = TestApp::sqlite().await;
    let rebinding = app.client().over_tls().naming("localhost.evil.example:8080");
    rebinding.get("server").await.refused(421, "misdirected");
    app.finish().await;
}

#[tokio::test]
async fn plain_http_by_a_name_shows_what_mends_it() {
    let app = TestApp::sqlite().await;
    let neighbour = app.client().naming("192.168.1.5:8080");
    neighbour.get("server").await.refused(421, "insecure_address");
    let page = neighbour.get("/").await;
    assert_eq!(page.status(), 421);
    assert!(
        page.text()
            .contains("vestibule serve --listen 0.0.0.0:8443 --tls self-signed"),
        "{page:?}"
    );
    let russian = neighbour
        .ask("GET", "/c/482913507")
        .header("accept-language", "ru-RU,ru;q=0.9,en;q=0.8")
        .send()
        .await;
    assert!(russian.text().contains("Этот адрес не защищён"), "{russian:?}");
    app.finish().await;
}

#[tokio::test]
async fn behind_a_configured_proxy_the_public_address_counts() {
    let app = TestApp::configured(behind_proxy()).await;
    let proxied = app.client().from("10.0.0.2").naming("meet.example.org");
    let with = |proto: &str| {
        proxied
            .ask("GET", "server")
            .header("x-forwarded-for", "198.51.100.1")
            .header("x-forwarded-proto", proto)
    };
    let server = with("https").send().await;
    assert_eq!(server.expect(200)["api_url"], "https://meet.example.org/api/v1");
    assert_eq!(server.json()["links_local_only"], false);
    assert!(server.header("strict-transport-security").is_some());
    with("http").send().await.refused(421, "insecure_address");
    let stranger = app.client().from("203.0.113.9").naming("meet.example.org");
    let lied = stranger
        .ask("GET", "server")
        .header("x-forwarded-proto", "https")
        .send()
        .await;
    lied.refused(421, "insecure_address");
    app.finish().await;
}

#[tokio::test]
async fn cve_2024_47070_throttles_follow_the_true_address_whatever_is_forwarded() {
    let app = TestApp::configured(behind_proxy()).await;
    app.administrator().await;
    let form =
        |n: usize| json!({"login": format!("nobody{n}"), "password": "wrong wrong wrong", "transport": "bearer"});
    let stranger = app.client().over_tls().from("203.0.113.9").naming("meet.example.org");
    for n in 0..50 {
        let values = [
            format!("198.51.100.{n}"),
            "a".to_owned(),
            "::1%eth0".to_owned(),
            "9".repeat(10_000),
        ];
        let value = &values[n % values.len()];
        let asking = stranger
            .ask("POST", "sign-in")
            .header("x-forwarded-for", value)
            .header("forwarded", "for=1.2.3.4");
        asking.json(&form(n)).send().await.refused(401, "wrong_credentials");
    }
    stranger.post("sign-in", form(99)).await.refused(429, "too_many_tries");
    // Honest people behind the proxy are not the proxy.
    let proxied = app.client().from("10.0.0.2").naming("meet.example.org");
    let honest = proxied
        .ask("POST", "sign-in")
        .header("origin", PUBLIC)
        .header("x-forwarded-proto", "https");
    let right = json!({"login": "root", "password": PASSWORD, "transport": "bearer"});
    honest
        .header("x-forwarded-for", "1.1.1.1, 198.51.100.7")
        .json(&right)
        .send()
        .await
        .expect(200);
    let root = app.signed_in("root").await;
    let sessions = root.get("sessions").await.expect(200);
    let addresses: Vec<_> = sessions["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["address"].clone())
        .collect();
    assert!(addresses.contains(&json!("198.51.100.x")), "{addresses:?}");
    app.finish().await;
}

#[tokio::test]
async fn cve_2025_48936_a_password_links_host_comes_from_the_configuration_alone() {
    let app = TestApp::configured(behind_proxy()).await;
    let admin = app.administrator().await;
    app.newcomer(&admin, Newcomer::new("ann")).await;
    let form = json!({"login": "bob", "type": "ws"});
    let poisoned = admin
        .ask("POST", "accounts")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example")
        .header("x-original-host", "evil.example")
        .json(&form);
    let answer = poisoned.send().await;
    assert!(!answer.text().contains("evil"), "{answer:?}");
    let url = answer.expect(201)["password_link"]["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://meet.example.org/set-password#"), "{url}");
    app.finish().await;
}
