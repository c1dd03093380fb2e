//! Who may call what: every operation of the API's description × every standing × one's own and others'. The expected
//! cells stand in `authorization.txt`, which people review; an operation that is not there fails the test (ASVS 8.2.1,
//! 8.2.2, 8.3.1).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Client, Newcomer, PASSWORD, TestApp};

use crate::conferences::make;

/// The reviewed file.
const EXPECTED: &str = include_str!("authorization.txt");

/// In the order of the file's columns. `restricted` is a standard account over its limit (SES-5); `user` is signed in
/// and has nothing to do with the conference or account asked for; `moderator` is a standard account that moderates it.
const STANDINGS: [&str; 7] = [
    "nobody",
    "guest",
    "restricted",
    "user",
    "moderator",
    "operator",
    "administrator",
];

/// Whose account, session or conference is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whose {
    /// The operation names nothing that belongs to somebody.
    Nobodys,
    Own,
    Others,
}

impl Whose {
    /// The variants an operation has.
    fn of(operation: &str) -> &'static [Self] {
        let belongs = ["accounts/{id}", "sessions/{id}", "identities/{id}", "{number}"];
        if belongs.iter().any(|part| operation.contains(part)) {
            &[Self::Own, Self::Others]
        } else {
            &[Self::Nobodys]
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "-" => Self::Nobodys,
            "own" => Self::Own,
            "other" => Self::Others,
            _ => panic!("{word}: neither -, own nor other"),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Nobodys => "-",
            Self::Own => "own",
            Self::Others => "other",
        }
    }
}

/// The expected cells: a letter for each standing, by operation and whose it is.
type Matrix = BTreeMap<(String, Whose), [String; 7]>;

fn expected() -> Matrix {
    let lines = EXPECTED
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let row = |line: &str| {
        let mut words = line.split_whitespace();
        let mut next = || words.next().unwrap_or_else(|| panic!("too short: {line}")).to_owned();
        let (method, path, whose) = (next(), next(), next());
        let cells = STANDINGS.map(|_| next());
        ((format!("{method} {path}"), Whose::parse(&whose)), cells)
    };
    let rows: Vec<_> = lines.map(row).collect();
    let count = rows.len();
    let matrix: Matrix = rows.into_iter().collect();
    assert_eq!(matrix.len(), count, "a row stands twice");
    matrix
}

/// The id of nothing.
const MISSING: &str = "018f0000-0000-7000-8000-000000000000";

/// What it takes to ask about something.
struct Scene {
    number: String,
    /// Present in the conference's room.
    identity: String,
    account: String,
    /// A session of that account, not the one that asks.
    session: String,
}

#[tokio::test]
async fn asvs_8_2_1_every_operation_lets_in_exactly_who_may() {
    let mut got: Matrix = BTreeMap::new();
    for (column, standing) in STANDINGS.iter().enumerate() {
        let app = TestApp::sqlite().await;
        let cast = cast(&app, standing).await;
        for operation in operations() {
            for &whose in Whose::of(&operation) {
                let cell = match scene(&app, &cast, &operation, whose).await {
                    Some(scene) => call(&cast.client, &operation, &scene).await,
                    // Who has no account has nothing of their own.
                    None => ".",
                };
                got.entry((operation.clone(), whose)).or_default()[column] = cell.to_owned();
            }
        }
        app.settle().await;
        app.finish().await;
    }
    let expected = expected();
    let wrong: Vec<_> = got
        .iter()
        .filter(|(row, cells)| expected.get(*row) != Some(*cells))
        .map(written)
        .collect();
    assert!(
        wrong.is_empty(),
        "authorization.txt says otherwise of:\n{}",
        wrong.join("\n")
    );
    let gone: Vec<_> = expected.keys().filter(|row| !got.contains_key(*row)).collect();
    assert!(gone.is_empty(), "declared, but no more: {gone:?}");
}

fn written((row, cells): (&(String, Whose), &[String; 7])) -> String {
    let (method, path) = row.0.split_once(' ').unwrap();
    format!("{method:<6} {path:<62} {:<5}  {}", row.1.word(), cells.join(" "))
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
    // Whoever ends their sessions or signs out has another standing from then on, or none.
    all.sort_by_key(|operation| match operation.as_str() {
        "DELETE /api/v1/admin/accounts/{id}/sessions" => 1,
        "DELETE /api/v1/sessions" => 2,
        "POST /api/v1/sign-out" => 3,
        _ => 0,
    });
    all
}

/// The people of one standing's column.
struct Cast {
    /// Whoever asks.
    client: Client,
    /// The same person where nothing holds them back, and their login; nobody for who has no account.
    own: Option<(Client, &'static str)>,
    /// Somebody else, who makes the conferences that are not one's own.
    creator: Client,
    /// The account of a standard person who moderates those.
    moderator: String,
    /// The account of a standard person to whom things are done: `tara`.
    target: String,
}

async fn cast(app: &TestApp, standing: &str) -> Cast {
    let admin = app.administrator().await;
    let moderator = app.newcomer(&admin, Newcomer::new("mo")).await;
    let creator = app.newcomer(&admin, Newcomer::new("cara")).await;
    let moderator_id = moderator.account_id().await;
    let target = app.newcomer(&admin, Newcomer::new("tara")).await.account_id().await;
    let client = match standing {
        "administrator" => admin,
        "moderator" => moderator,
        "user" => app.newcomer(&admin, Newcomer::new("uma")).await,
        "restricted" => app.newcomer(&admin, Newcomer::new("rita")).await,
        "operator" => {
            let operator = Newcomer {
                level: "operator",
                ..Newcomer::new("olga")
            };
            app.newcomer(&admin, operator).await
        }
        _ => app.client(),
    };
    let login = match standing {
        "administrator" => Some("root"),
        "moderator" => Some("mo"),
        "user" => Some("uma"),
        "restricted" => Some("rita"),
        "operator" => Some("olga"),
        _ => None,
    };
    let mut cast = Cast {
        own: login.map(|login| (client.clone(), login)),
        client,
        creator,
        moderator: moderator_id,
        target,
    };
    if standing == "restricted" {
        cast.client = over_the_limit(app, &cast.client).await;
    }
    if standing == "guest" {
        let others = scene(app, &cast, "", Whose::Others).await.unwrap();
        let path = format!("conferences/{}/admissions", others.number);
        cast.client.post(&path, json!({"name": "Gus"})).await.expect(201);
    }
    cast
}

/// A restricted session of this account.
async fn over_the_limit(app: &TestApp, client: &Client) -> Client {
    let admin = app.signed_in("root").await;
    let path = format!("admin/accounts/{}", client.account_id().await);
    admin.patch(&path, json!({"session_limit": 1})).await.expect(200);
    let restricted = app.client();
    let signed_in = restricted.sign_in("rita", PASSWORD).await;
    assert_eq!(signed_in["session"]["restricted"], true);
    restricted
}

/// A conference and a session of its own for each cell: some operations end what others ask about.
async fn scene(app: &TestApp, cast: &Cast, operation: &str, whose: Whose) -> Option<Scene> {
    let (maker, login, moderator, account) = match (whose, &cast.own) {
        (Whose::Own, None) => return None,
        (Whose::Own, Some((own, login))) => {
            let account = own.account_id().await;
            (own, *login, account.clone(), account)
        }
        (Whose::Nobodys | Whose::Others, _) => (&cast.creator, "tara", cast.moderator.clone(), cast.target.clone()),
    };
    let number = make(maker, json!({"name": "M", "access": "open", "moderators": [moderator]})).await;
    let entered = maker
        .post(&format!("conferences/{number}/admissions"), json!({}))
        .await
        .expect(201);
    let session = if operation.contains("sessions/{") {
        let signed_in = app.client().sign_in(login, PASSWORD).await;
        signed_in["session"]["id"].as_str().unwrap().to_owned()
    } else {
        MISSING.to_owned()
    };
    Some(Scene {
        identity: entered["identity"].as_str().unwrap().to_owned(),
        session,
        account,
        number,
    })
}

/// What came of it: `T` let through, whatever the use case then says of the input; `S` asked to sign in; `R` refused;
/// `N` told that there is no such thing.
async fn call(client: &Client, operation: &str, scene: &Scene) -> &'static str {
    let (method, template) = operation.split_once(' ').unwrap();
    let path = template
        .replace("accounts/{id}", &format!("accounts/{}", scene.account))
        .replace("sessions/{id}", &format!("sessions/{}", scene.session))
        .replace("{session}", &scene.session)
        .replace("{number}", &scene.number)
        .replace("{identity}", &scene.identity)
        .replace("{provider}", "site")
        .replace("providers/{id}", "providers/site")
        .replace("{attempt}", MISSING)
        .replace("{id}", MISSING);
    if operation == "GET /api/v1/events" {
        // Its body never ends, so only its head is waited for.
        return if client.opens_events().await { "T" } else { "S" };
    }
    let mut asking = client.ask(method, &path);
    if let Some(body) = body_of(template, method, scene) {
        asking = asking.json(&body);
    }
    let answer = asking.send().await;
    let is_problem = answer.header("content-type") == Some("application/problem+json");
    let problem = if is_problem { answer.json() } else { Value::Null };
    match (answer.status(), problem["code"].as_str()) {
        (401, Some("signed_out")) => "S",
        (403, Some("not_allowed" | "session_restricted")) => "R",
        (404, _) => "N",
        (status, _) if status < 500 => "T",
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
