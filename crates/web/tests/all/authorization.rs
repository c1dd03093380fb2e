//! Who may call what: every operation of the API's description × every standing. An operation that is not declared
//! here fails the test (ASVS 8.2.1, 8.2.2, 8.3.1).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Client, Newcomer, TestApp};

use crate::conferences::make;

/// What a standing gets: let through (whatever the use case then says of the input), asked to sign in, or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    Through,
    SignIn,
    Refused,
}

use Cell::{Refused as R, SignIn as S, Through as T};

const STANDINGS: [&str; 7] = [
    "none",
    "guest",
    "restricted",
    "user",
    "moderator",
    "operator",
    "administrator",
];

/// In the order of [`STANDINGS`]. `restricted` is a standard account over its limit (SES-5); `user` is signed in and has nothing to do with the conference or account asked for;
/// `moderator` is a standard account that moderates it.
#[rustfmt::skip]
const MATRIX: &[(&str, [Cell; 7])] = &[
    ("GET /api/v1/server",                                        [T, T, T, T, T, T, T]),
    ("GET /api/v1/openapi.json",                                  [T, T, T, T, T, T, T]),
    ("GET /api/v1/docs",                                          [T, T, T, T, T, T, T]),
    ("POST /api/v1/csp-reports",                                  [T, T, T, T, T, T, T]),
    ("POST /api/v1/setup",                                        [T, T, T, T, T, T, T]),
    ("POST /api/v1/captchas",                                     [T, T, T, T, T, T, T]),
    ("POST /api/v1/sign-in",                                      [T, T, T, T, T, T, T]),
    ("GET /api/v1/sign-in/{attempt}",                             [T, T, T, T, T, T, T]),
    ("DELETE /api/v1/sign-in/{attempt}",                          [T, T, T, T, T, T, T]),
    ("GET /api/v1/sign-in/{attempt}/events",                      [T, T, T, T, T, T, T]),
    ("POST /api/v1/sign-in/{attempt}/choose-session",             [T, T, T, T, T, T, T]),
    ("POST /api/v1/sign-in/{attempt}/second-factor",              [T, T, T, T, T, T, T]),
    ("POST /api/v1/sign-in/third-party/{provider}",               [T, T, T, T, T, T, T]),
    ("GET /api/v1/sign-in/third-party/{provider}/callback",       [T, T, T, T, T, T, T]),
    ("POST /api/v1/sign-in/third-party/redeem",                   [T, T, T, T, T, T, T]),
    ("POST /api/v1/sign-in/{attempt}/register",                   [T, T, T, T, T, T, T]),
    ("POST /api/v1/me/proof/third-party/{provider}",              [S, S, T, T, T, T, T]),
    ("GET /api/v1/me/identities",                                 [S, S, T, T, T, T, T]),
    ("DELETE /api/v1/me/identities/{id}",                         [S, S, T, T, T, T, T]),
    ("GET /api/v1/admin/settings/third-party",                    [S, S, R, R, R, R, T]),
    ("PUT /api/v1/admin/settings/third-party/providers/{id}",     [S, S, R, R, R, R, T]),
    ("DELETE /api/v1/admin/settings/third-party/providers/{id}",  [S, S, R, R, R, R, T]),
    ("PUT /api/v1/admin/settings/registration",                   [S, S, R, R, R, R, T]),
    ("GET /api/v1/me/second-factor",                              [S, S, T, T, T, T, T]),
    ("POST /api/v1/me/second-factor/totp",                        [S, S, T, T, T, T, T]),
    ("POST /api/v1/me/second-factor/totp/confirm",                [S, S, T, T, T, T, T]),
    ("POST /api/v1/me/second-factor/recovery-codes",              [S, S, T, T, T, T, T]),
    ("POST /api/v1/me/second-factor/remove",                      [S, S, T, T, T, T, T]),
    ("DELETE /api/v1/admin/accounts/{id}/second-factor",          [S, S, R, R, R, T, T]),
    ("POST /api/v1/me/proof",                                     [S, S, T, T, T, T, T]),
    ("GET /api/v1/admin/settings/sessions",                       [S, S, R, R, R, R, T]),
    ("PUT /api/v1/admin/settings/sessions",                       [S, S, R, R, R, R, T]),
    ("GET /api/v1/admin/settings/sign-in",                        [S, S, R, R, R, R, T]),
    ("PUT /api/v1/admin/settings/sign-in",                        [S, S, R, R, R, R, T]),
    ("GET /api/v1/admin/audit-log",                               [S, S, R, R, R, R, T]),
    ("GET /api/v1/admin/audit-log.csv",                           [S, S, R, R, R, R, T]),
    ("GET /api/v1/admin/outbox",                                  [S, S, R, R, R, R, T]),
    ("GET /api/v1/admin/outbox/{id}",                             [S, S, R, R, R, R, T]),
    ("GET /api/v1/admin/sessions/overview",                       [S, S, R, R, R, R, T]),
    ("GET /api/v1/admin/accounts/{id}",                           [S, S, R, R, R, T, T]),
    ("PATCH /api/v1/admin/accounts/{id}",                         [S, S, R, R, R, T, T]),
    ("GET /api/v1/admin/accounts/{id}/sessions",                  [S, S, R, R, R, T, T]),
    ("DELETE /api/v1/admin/accounts/{id}/sessions",               [S, S, R, R, R, T, T]),
    ("DELETE /api/v1/admin/accounts/{id}/sessions/{session}",     [S, S, R, R, R, T, T]),
    ("DELETE /api/v1/admin/accounts/{id}/lock",                   [S, S, R, R, R, T, T]),
    ("POST /api/v1/sign-out",                                     [T, T, T, T, T, T, T]),
    ("POST /api/v1/password-links/check",                         [T, T, T, T, T, T, T]),
    ("POST /api/v1/password-links/redeem",                        [T, T, T, T, T, T, T]),
    ("GET /api/v1/me",                                            [S, S, T, T, T, T, T]),
    ("PATCH /api/v1/me",                                          [S, S, T, T, T, T, T]),
    ("POST /api/v1/me/password",                                  [S, S, T, T, T, T, T]),
    ("GET /api/v1/sessions",                                      [S, S, T, T, T, T, T]),
    ("DELETE /api/v1/sessions",                                   [S, S, T, T, T, T, T]),
    ("DELETE /api/v1/sessions/{id}",                              [S, S, T, T, T, T, T]),
    ("GET /api/v1/events",                                        [S, S, T, T, T, T, T]),
    ("GET /api/v1/people",                                        [S, S, T, T, T, T, T]),
    ("GET /api/v1/accounts",                                      [S, S, R, R, R, T, T]),
    ("POST /api/v1/accounts",                                     [S, S, R, R, R, T, T]),
    ("POST /api/v1/accounts/{id}/password-link",                  [S, S, R, R, R, T, T]),
    ("GET /api/v1/conferences",                                   [S, S, T, T, T, T, T]),
    ("POST /api/v1/conferences",                                  [S, S, R, T, T, T, T]),
    ("GET /api/v1/conferences/{number}",                          [T, T, T, T, T, T, T]),
    ("DELETE /api/v1/conferences/{number}",                       [S, S, R, R, R, R, T]),
    ("GET /api/v1/conferences/{number}/settings",                 [S, S, R, R, T, R, T]),
    ("PATCH /api/v1/conferences/{number}/settings",               [S, S, R, R, T, R, T]),
    ("POST /api/v1/conferences/{number}/admissions",              [T, T, R, T, T, T, T]),
    ("PUT /api/v1/conferences/{number}/hand",                     [R, R, R, R, R, R, R]),
    ("DELETE /api/v1/conferences/{number}/present/{identity}",    [S, S, R, R, T, R, R]),
    ("POST /api/v1/conferences/{number}/present/{identity}/mute", [S, S, R, R, T, R, R]),
];

/// A conference that nobody but its creator and the moderator is on, and what it takes to ask about it.
struct Scene {
    number: String,
    /// Present in the room; nobody's own.
    identity: String,
    /// A standard account, nobody's own.
    account: String,
}

#[tokio::test]
async fn asvs_8_2_1_every_operation_lets_in_exactly_who_may() {
    let declared: BTreeMap<&str, [Cell; 7]> = MATRIX.iter().copied().collect();
    let operations = operations();
    for operation in &operations {
        assert!(
            declared.contains_key(operation.as_str()),
            "declare who may call {operation}"
        );
    }
    assert_eq!(
        declared.len(),
        operations.len(),
        "an operation is declared that is no more"
    );

    for (column, standing) in STANDINGS.iter().enumerate() {
        let app = TestApp::sqlite().await;
        let cast = cast(&app, standing).await;
        for operation in &operations {
            let got = call(&cast.client, operation, &scene(&cast).await).await;
            assert_eq!(got, declared[operation.as_str()][column], "{operation} by {standing}");
        }
        app.settle().await;
        app.finish().await;
    }
}

fn operations() -> Vec<String> {
    let document = serde_json::to_value(web::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let methods = |path: &String, item: &Value| -> Vec<String> {
        item.as_object()
            .unwrap()
            .keys()
            .map(|method| format!("{} {path}", method.to_uppercase()))
            .collect()
    };
    let mut all: Vec<String> = paths.iter().flat_map(|(path, item)| methods(path, item)).collect();
    // Whoever signs out has no standing any more.
    all.sort_by_key(|operation| operation.ends_with("/sign-out"));
    all
}

/// The people of one standing's column.
struct Cast {
    /// Whoever asks.
    client: Client,
    /// Makes the conferences.
    creator: Client,
    /// The account of a standard person who moderates them.
    moderator: String,
}

async fn cast(app: &TestApp, standing: &str) -> Cast {
    let admin = app.administrator().await;
    let moderator = app.newcomer(&admin, Newcomer::new("mo")).await;
    let creator = app.newcomer(&admin, Newcomer::new("cara")).await;
    let moderator_id = moderator.account_id().await;
    let client = match standing {
        "administrator" => admin,
        "moderator" => moderator,
        "user" => app.newcomer(&admin, Newcomer::new("uma")).await,
        "restricted" => {
            app.newcomer(&admin, Newcomer::new("rita")).await;
            let account = app.signed_in("rita").await.account_id().await;
            let limit = json!({"session_limit": 1});
            admin
                .patch(&format!("admin/accounts/{account}"), limit)
                .await
                .expect(200);
            let client = app.client();
            assert_eq!(
                client.sign_in("rita", testkit::PASSWORD).await["session"]["restricted"],
                true
            );
            client
        }
        "operator" => {
            app.newcomer(
                &admin,
                Newcomer {
                    level: "operator",
                    ..Newcomer::new("olga")
                },
            )
            .await
        }
        _ => app.client(),
    };
    let cast = Cast {
        client,
        creator,
        moderator: moderator_id,
    };
    if standing == "guest" {
        let path = format!("conferences/{}/admissions", scene(&cast).await.number);
        cast.client.post(&path, json!({"name": "Gus"})).await.expect(201);
    }
    cast
}

/// A conference of its own for each cell: some operations end what others ask about.
async fn scene(cast: &Cast) -> Scene {
    let form = json!({"name": "M", "access": "open", "moderators": [cast.moderator]});
    let number = make(&cast.creator, form).await;
    let entered = cast
        .creator
        .post(&format!("conferences/{number}/admissions"), json!({}))
        .await
        .expect(201);
    Scene {
        identity: entered["identity"].as_str().unwrap().to_owned(),
        account: cast.moderator.clone(),
        number,
    }
}

async fn call(client: &Client, operation: &str, scene: &Scene) -> Cell {
    let (method, template) = operation.split_once(' ').unwrap();
    let id = if template.contains("accounts") {
        &scene.account
    } else {
        "018f0000-0000-7000-8000-000000000000"
    };
    let path = template
        .replace("{number}", &scene.number)
        .replace("{identity}", &scene.identity)
        .replace("{provider}", "site")
        .replace("providers/{id}", "providers/site")
        .replace("{attempt}", "018f0000-0000-7000-8000-000000000000")
        .replace("{session}", "018f0000-0000-7000-8000-000000000000")
        .replace("{id}", id);
    if operation == "GET /api/v1/events" {
        // Its body never ends, so only its head is waited for.
        return if client.opens_events().await { T } else { S };
    }
    let mut asking = client.ask(method, &path);
    if let Some(body) = body_of(template, method, scene) {
        asking = asking.json(&body);
    }
    let answer = asking.send().await;
    let is_problem = answer.header("content-type") == Some("application/problem+json");
    let problem = if is_problem { answer.json() } else { Value::Null };
    match (answer.status(), problem["code"].as_str()) {
        (401, Some("signed_out")) => S,
        // Every scene has its conference: to hear that there is none is to be refused.
        (403, Some("not_allowed" | "session_restricted")) | (404, Some("conference_not_found")) => R,
        (status, _) if status < 500 => T,
        _ => panic!("{answer:?}"),
    }
}

fn body_of(template: &str, method: &str, scene: &Scene) -> Option<Value> {
    let path = template.strip_prefix("/api/v1/").unwrap();
    match (method, path) {
        ("POST", "sign-in") => Some(json!({"login": "nobody", "password": "p", "transport": "bearer"})),
        ("POST", "setup") => Some(json!({"secret": "s", "login": "l", "password": "p"})),
        ("POST", "password-links/check") => Some(json!({"secret": "s"})),
        ("POST", "password-links/redeem") => Some(json!({"secret": "s", "password": "p"})),
        ("POST", "sign-in/third-party/redeem") => Some(json!({"code": "c", "verifier": "v", "transport": "bearer"})),
        ("POST", "sign-in/{attempt}/register") => Some(json!({})),
        ("POST", path) if path.ends_with("third-party/{provider}") => {
            Some(json!({"verifier_hash": "A".repeat(43), "return_to": "web"}))
        }
        ("PUT", "admin/settings/third-party/providers/{id}") => Some(json!({"label": "Site", "icon": "key",
            "issuer": "https://id.example.org", "client_id": "us", "enabled": true})),
        ("PUT", "admin/settings/registration") => Some(json!({"registration": "closed"})),
        ("POST", "sign-in/{attempt}/choose-session") => Some(json!({})),
        ("POST", path) if path.contains("second-factor") && path != "me/second-factor/totp" => {
            Some(json!({"code": "1"}))
        }
        ("POST", "me/proof") => Some(json!({"password": "p"})),
        ("PUT", "admin/settings/sessions") => Some(json!({"limit": 0, "policy": "restrict", "web_idle_minutes": 720,
            "app_idle_days": 30, "longest_web_days": 30, "longest_app_days": 365})),
        ("PUT", "admin/settings/sign-in") => Some(json!({"captcha": "off", "captcha_after": 3,
            "password_least_length": 15, "account_failures": 10, "address_failures": 50, "failure_window_minutes": 15,
            "lock_minutes": 15})),
        ("PATCH", "admin/accounts/{id}") => Some(json!({"session_limit": null})),
        ("PATCH", "me") => Some(json!({"name": "N"})),
        ("POST", "me/password") => Some(json!({"current": "c", "new": "n"})),
        ("POST", "accounts") => Some(json!({"login": "new", "type": "ws"})),
        ("POST", "conferences") => Some(json!({"name": "N", "access": "open"})),
        ("PATCH", "conferences/{number}/settings") => Some(json!({"name": "N"})),
        ("POST", "conferences/{number}/admissions") => Some(json!({"name": "N"})),
        ("PUT", "conferences/{number}/hand") => Some(json!({"raised": true, "identity": scene.identity})),
        ("POST", "conferences/{number}/present/{identity}/mute") => Some(json!({"source": "microphone"})),
        _ => None,
    }
}
