//! Through another site and back to the same client, over HTTP (SIGN-3).

use app::testing::token;
use domain::third_party::{Claimed, Verifier};
use serde_json::{Value, json};
use testkit::{Client, Newcomer, PASSWORD, TestApp, journeys};

const ISSUER: &str = "https://id.example.org";
const VERIFIER: &str = "a-verifier-of-the-client.a-verifier-of-the-client";

fn site() -> Value {
    json!({"label": "Enter through site", "icon": "building", "issuer": ISSUER, "client_id": "us",
        "client_secret": "what only they and we know", "enabled": true})
}

async fn set_up(app: &TestApp) -> Client {
    let root = app.administrator().await;
    root.put("admin/settings/third-party/providers/site", site())
        .await
        .expect(200);
    root
}

fn hash() -> String {
    Verifier::parse(VERIFIER).unwrap().hash().reveal()
}

fn parameter(url: &str, name: &str) -> String {
    let (_, query) = url.split_once('?').unwrap();
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).unwrap().1.to_owned()
}

/// Goes to the provider, signs in there as this person, and is sent back; gives where the browser goes on to.
async fn goes(
    app: &TestApp,
    client: &Client,
    path: &str,
    return_to: &str,
    says: impl FnOnce(Claimed) -> Claimed,
) -> String {
    let begun = client
        .post(path, json!({"verifier_hash": hash(), "return_to": return_to}))
        .await
        .expect(201);
    let url = begun["url"].as_str().unwrap();
    assert!(
        url.contains("redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fapi%2Fv1%2Fsign-in%2Fthird-party%2Fsite%2Fcallback")
    );
    let claimed = token(ISSUER, "us", "ann-there", &parameter(url, "nonce"), app.now());
    app.providers().signs_in("their-code", says(claimed));
    let state = parameter(url, "state");
    let back = format!("sign-in/third-party/site/callback?code=their-code&state={state}&session_state=x");
    // A navigation from the other site, with our cookies.
    let navigation = client
        .ask("GET", &back)
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate");
    let answer = navigation.send().await;
    assert_eq!(answer.status(), 303, "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert!(answer.header("set-cookie").is_none() && answer.text().is_empty());
    let again = client
        .ask("GET", &back)
        .header("sec-fetch-mode", "navigate")
        .send()
        .await;
    assert_eq!(again.header("location"), Some("/sign-in/return#error=unknown_visit"));
    answer.header("location").unwrap().to_owned()
}

async fn sent_back(app: &TestApp, client: &Client) -> String {
    let location = goes(app, client, "sign-in/third-party/site", "web", |claimed| claimed).await;
    location.strip_prefix("/sign-in/return#code=").unwrap().to_owned()
}

fn redeem(code: &str, transport: &str) -> Value {
    json!({"code": code, "verifier": VERIFIER, "transport": transport})
}

journeys! {
    async fn sign_3_a_browser_links_its_identity_and_signs_in_by_it(app: &TestApp) {
        let root = set_up(app).await;
        app.newcomer(&root, Newcomer::new("ann")).await;
        let server = app.client().get("server").await.expect(200);
        assert_eq!(server["third_party"], json!([{"id": "site", "label": "Enter through site", "icon": "building"}]));

        let browser = app.client();
        let named = |claimed| Claimed { name: Some("Ann".to_owned()), email: Some("ann@example.org".to_owned()), ..claimed };
        let location = goes(app, &browser, "sign-in/third-party/site", "web", named).await;
        let code = location.strip_prefix("/sign-in/return#code=").unwrap();
        let offered = browser.post("sign-in/third-party/redeem", redeem(code, "cookie")).await.expect(200);
        assert_eq!(offered["next"], "link");
        assert_eq!((&offered["link"]["label"], &offered["link"]["email"]), (&json!("Enter through site"), &json!("ann@example.org")));
        assert_eq!(offered["link"]["may_register"], false);
        assert!(offered["attempt"]["secret"].is_null() && browser.cookie("__Host-attempt").is_some());
        let attempt = offered["attempt"]["id"].as_str().unwrap();
        assert_eq!(browser.get(&format!("sign-in/{attempt}")).await.expect(200)["next"], "link", "after a reload");
        browser.post(&format!("sign-in/{attempt}/register"), json!({})).await.refused(403, "registration_closed");

        let form = json!({"login": "ann", "password": PASSWORD, "transport": "cookie", "link": attempt});
        app.client().post("sign-in", form.clone()).await.refused(404, "attempt_over");
        assert_eq!(browser.post("sign-in", form.clone()).await.expect(200)["next"], "done");
        browser.post("sign-in", form).await.refused(404, "attempt_over");
        let mine = browser.get("me/identities").await.expect(200);
        assert_eq!((&mine["identities"][0]["label"], &mine["identities"][0]["enabled"]), (&json!("Enter through site"), &json!(true)));

        let other = app.client();
        let code = sent_back(app, &other).await;
        let done = other.post("sign-in/third-party/redeem", redeem(&code, "cookie")).await.expect(200);
        assert_eq!((&done["next"], &done["account"]["login"], &done["token"]), (&json!("done"), &json!("ann"), &json!(null)));
        other.post("sign-in/third-party/redeem", redeem(&code, "cookie")).await.refused(422, "code_invalid");
        assert_eq!(other.get("me").await.expect(200)["proof_by"], json!(["password"]));
        let id = mine["identities"][0]["id"].as_str().unwrap();
        assert_eq!(other.delete(&format!("me/identities/{id}")).await.status(), 204);
        other.delete(&format!("me/identities/{id}")).await.refused(404, "identity_not_found");
        app.settle().await;
    }

    async fn sign_3_asvs_10_1_1_an_app_comes_back_to_its_own_address_with_a_code_and_nothing_else(app: &TestApp) {
        let root = set_up(app).await;
        app.newcomer(&root, Newcomer::new("ann")).await;
        for (return_to, start) in [
            ("http://127.0.0.1:49152/back", "http://127.0.0.1:49152/back?code="),
            ("http://[::1]:49152/back", "http://[::1]:49152/back?code="),
            ("vestibule://sign-in", "vestibule://sign-in?code="),
        ] {
            let device = app.client();
            let location = goes(app, &device, "sign-in/third-party/site", return_to, |claimed| claimed).await;
            let code = location.strip_prefix(start).unwrap_or_else(|| panic!("{location}"));
            assert_eq!(code.len(), 43, "a code and nothing else: {location}");
            let wrong = json!({"code": code, "verifier": "w".repeat(43), "transport": "bearer"});
            if return_to.starts_with("vestibule") {
                device.post("sign-in/third-party/redeem", wrong).await.refused(422, "code_invalid");
                continue;
            }
            let step = device.post("sign-in/third-party/redeem", redeem(code, "bearer")).await.expect(200);
            if step["next"] == "link" {
                let (attempt, secret) = (&step["attempt"]["id"], step["attempt"]["secret"].as_str().unwrap());
                let form = json!({"login": "ann", "password": PASSWORD, "transport": "bearer", "link": attempt});
                let without = device.post("sign-in", form.clone()).await;
                without.refused(404, "attempt_over");
                let done = device.ask("POST", "sign-in").header("vestibule-attempt", secret).json(&form).send().await.expect(200);
                assert!(done["token"].is_string() && done["device_secret"].is_string());
            } else {
                assert_eq!((&step["next"], step["token"].is_string()), (&json!("done"), true));
            }
        }
        app.settle().await;
    }

    async fn asvs_3_7_2_no_address_but_the_agreed_ones_is_ever_redirected_to(app: &TestApp) {
        set_up(app).await;
        let client = app.client();
        for bad in ["//e", "/\\e", "/%09/e", "https:e", "https://e/", "javascript:alert(1)", "http://127.0.0.1:1@evil/",
            "http://127.0.0.1:80/a\r\nLocation: http://e", "http://localhost:80/", "vestibule://evil", ""] {
            let form = json!({"verifier_hash": hash(), "return_to": bad});
            let problem = client.post("sign-in/third-party/site", form).await.refused(422, "invalid_field");
            assert_eq!(problem["field"], "return_to", "{bad}");
        }
        for query in ["", "?", "?state=", "?state=x&state=y", "?error=access_denied", "?state=%ff", "?code=c&state=//evil.example"] {
            let answer = client.get(&format!("sign-in/third-party/site/callback{query}")).await;
            assert_eq!((answer.status(), answer.header("location")), (303, Some("/sign-in/return#error=unknown_visit")), "{query}");
        }
        client.post("sign-in/third-party/other", json!({"verifier_hash": hash(), "return_to": "web"})).await
            .refused(404, "no_such_provider");
        client.post("sign-in/third-party/site", json!({"verifier_hash": "x", "return_to": "web"})).await
            .refused(422, "invalid_field");
    }

    async fn sign_3_denied_and_failed_visits_lead_back_to_where_the_client_waits(app: &TestApp) {
        set_up(app).await;
        let client = app.client();
        for (answer, word) in [("error=access_denied", "denied"), ("error=server_error", "provider_failed"),
            ("code=never-given", "provider_failed"), ("code=c&iss=https%3A%2F%2Fevil.example", "provider_failed")] {
            let form = json!({"verifier_hash": hash(), "return_to": "http://127.0.0.1:49152/"});
            let begun = client.post("sign-in/third-party/site", form).await.expect(201);
            let state = parameter(begun["url"].as_str().unwrap(), "state");
            let back = client.get(&format!("sign-in/third-party/site/callback?{answer}&state={state}")).await;
            assert_eq!(back.header("location"), Some(format!("http://127.0.0.1:49152/?error={word}").as_str()));
        }
    }

    async fn acc_9_where_registration_is_open_a_first_sign_in_makes_an_account_that_proves_itself_there(app: &TestApp) {
        let root = set_up(app).await;
        root.put("admin/settings/registration", json!({"registration": "open"})).await.expect(200);
        let browser = app.client();
        let code = sent_back(app, &browser).await;
        let offered = browser.post("sign-in/third-party/redeem", redeem(&code, "cookie")).await.expect(200);
        assert_eq!(offered["link"]["may_register"], true);
        let path = format!("sign-in/{}/register", offered["attempt"]["id"].as_str().unwrap());
        assert_eq!(browser.post(&path, json!({})).await.refused(422, "login_empty")["field"], "login");
        browser.post(&path, json!({"login": "root"})).await.refused(409, "login_taken");
        let done = browser.post(&path, json!({"login": "nora", "name": "Nora"})).await.expect(200);
        assert_eq!((&done["next"], &done["account"]["password_set"]), (&json!("done"), &json!(false)));
        assert_eq!(browser.get("me").await.expect(200)["proof_by"], json!(["site"]));

        browser.post("me/proof", json!({})).await.refused(422, "missing_field");
        browser.post("me/proof", json!({"password": "p", "code": "c", "verifier": "v"})).await.refused(422, "invalid_field");
        browser.post("me/proof/third-party/other", json!({"verifier_hash": hash(), "return_to": "web"})).await
            .refused(404, "no_such_provider");
        let location = goes(app, &browser, "me/proof/third-party/site", "web", |claimed| claimed).await;
        let code = location.strip_prefix("/sign-in/return#code=").unwrap();
        let before = browser.cookie("__Host-session");
        let proof = browser.post("me/proof", json!({"code": code, "verifier": VERIFIER})).await.expect(200);
        assert!(proof["proven_until"].as_i64().unwrap() > app.now().as_millis());
        assert_ne!(browser.cookie("__Host-session"), before, "asvs_7_2_4: another secret");
        browser.post("me/proof", json!({"code": code, "verifier": VERIFIER})).await.refused(422, "code_invalid");
        app.settle().await;
    }

    async fn sign_3_administrators_see_all_of_a_provider_but_its_secret(app: &TestApp) {
        let root = set_up(app).await;
        let shown = root.get("admin/settings/third-party").await;
        assert!(!shown.text().contains("what only they and we know"));
        let shown = shown.expect(200);
        assert_eq!((&shown["registration"], &shown["providers"][0]["has_secret"]), (&json!("closed"), &json!(true)));
        assert_eq!(shown["providers"][0]["scopes"], json!(["profile", "email"]));
        assert_eq!(shown["providers"][0]["redirect_uri"], "http://localhost:8080/api/v1/sign-in/third-party/site/callback");
        let mut other = site();
        other["issuer"] = json!("http://id.example.org");
        let path = "admin/settings/third-party/providers/site";
        assert_eq!(root.put(path, other).await.refused(422, "invalid_field")["field"], "issuer");
        let mut off = site();
        off["enabled"] = json!(false);
        root.put(path, off).await.expect(200);
        assert_eq!(root.get("server").await.expect(200)["third_party"], json!([]));
        assert_eq!(root.delete(path).await.status(), 204);
        root.delete(path).await.refused(404, "no_such_provider");
    }
}

#[test]
fn asvs_10_1_1_no_token_of_another_site_has_a_place_in_the_api() {
    let api = web::openapi().to_pretty_json().unwrap();
    for token in ["access_token", "id_token", "refresh_token"] {
        assert!(!api.contains(token), "{token}");
    }
}
