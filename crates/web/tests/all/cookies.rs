//! The session cookie as browsers get it (SIGN-6).

use serde_json::json;
use testkit::{PASSWORD, TestApp};

#[tokio::test]
async fn asvs_3_3_1_the_session_cookie_is_bound_to_this_host_and_hidden_from_scripts() {
    let app = TestApp::sqlite().await;
    app.administrator().await;
    let browser = app.client();
    let form = json!({"login": "root", "password": PASSWORD, "transport": "cookie"});
    let answer = browser.post("sign-in", form).await;
    let line = answer.header("set-cookie").unwrap();
    let (pair, attributes) = line.split_once("; ").unwrap();
    let secret = pair.strip_prefix("__Host-session=").unwrap();
    assert_eq!(secret.len(), 43);
    assert_eq!(
        attributes, "Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000",
        "asvs_3_3_1 to 3_3_4"
    );
    assert!(line.len() < 4096, "asvs_3_3_5");
    let lines: Vec<_> = answer.headers().get_all("set-cookie").iter().collect();
    assert_eq!(lines.len(), 2);
    let device = lines[1].to_str().unwrap().strip_prefix("__Host-device=").unwrap();
    let (secret, attributes) = device.split_once("; ").unwrap();
    assert_eq!(secret.len(), 43);
    assert_eq!(
        attributes, "Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=34560000",
        "400 days"
    );

    let gone = browser.ask("POST", "sign-out").send().await;
    let expected = "__Host-session=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
    assert_eq!(gone.header("set-cookie"), Some(expected));
    app.finish().await;
}

#[tokio::test]
async fn ending_ones_own_session_takes_the_cookie_away_too() {
    let app = TestApp::sqlite().await;
    let browser = app.administrator().await;
    let id = browser.session_id().await;
    browser.delete(&format!("sessions/{id}")).await.expect(204);
    assert!(browser.cookie(web::SESSION_COOKIE).is_none());
    app.settle().await;
    app.finish().await;
}
