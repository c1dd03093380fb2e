//! The session limit under parallel sign-ins, over HTTP: one server on SQLite, two that share nothing but PostgreSQL
//! (SES-11, G2).

use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;

use serde_json::{Value, json};
use store::testing::rounds;

use super::program::{Folder, PASSWORD, Response, Server};

/// What became of one sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    Unrestricted,
    Restricted,
    Waiting,
}

/// Sends the form until the server takes it: a machine that is busy with other tests may have it say "in a moment".
fn post(server: &Server, path: &str, form: &Value) -> Value {
    let mut answer = send(server, path, form);
    for _ in 0..20 {
        if !matches!(answer.status, 429 | 503) {
            break;
        }
        answer = send(server, path, form);
    }
    assert!(answer.status < 300, "{answer:?}");
    if answer.body.is_empty() {
        Value::Null
    } else {
        answer.json()
    }
}

fn send(server: &Server, path: &str, form: &Value) -> Response {
    let (path, own) = (format!("/api/v1/{path}"), [("vestibule-request", "1")]);
    server.send("POST", &path, &own, Some(form))
}

/// A new account with this limit.
fn account(server: &Server, root: &str, login: &str, limit: usize) -> String {
    let made = server
        .call(root, "POST", "accounts", Some(&json!({"login": login, "type": "ws"})))
        .json();
    let url = made["password_link"]["url"].as_str().unwrap();
    let secret = url.split_once('#').unwrap().1;
    post(
        server,
        "password-links/redeem",
        &json!({"secret": secret, "password": PASSWORD}),
    );
    let id = made["account"]["id"].as_str().unwrap().to_owned();
    let limited = server.call(
        root,
        "PATCH",
        &format!("admin/accounts/{id}"),
        Some(&json!({"session_limit": limit})),
    );
    assert_eq!(limited.status, 200, "{limited:?}");
    id
}

/// Many sign-ins at once, spread over the servers.
fn all_at_once(servers: &[Server], login: &str, many: usize) -> Vec<Became> {
    let start = Arc::new(Barrier::new(many));
    thread::scope(|scope| {
        let signing_in: Vec<_> = (0..many)
            .map(|n| {
                let (server, start) = (&servers[n % servers.len()], Arc::clone(&start));
                scope.spawn(move || {
                    let form = json!({"login": login, "password": PASSWORD, "transport": "bearer"});
                    start.wait();
                    let step = post(server, "sign-in", &form);
                    match (step["next"].as_str(), step["session"]["restricted"].as_bool()) {
                        (Some("done"), Some(false)) => Became::Unrestricted,
                        (Some("done"), Some(true)) => Became::Restricted,
                        (Some("choose_session"), _) => Became::Waiting,
                        _ => panic!("{step}"),
                    }
                })
            })
            .collect();
        signing_in.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn exactly_the_limit(servers: &[Server]) {
    // Each offers set-up as it starts; the last offer holds.
    let [.., first] = servers else {
        panic!("there is a server")
    };
    assert_eq!(first.set_up().status, 201);
    let root = first.sign_in("root");
    for many in [2, 8, 64] {
        for limit in [1, 2, 5] {
            for round in 0..rounds() {
                let login = format!("p{many}-{limit}-{round}");
                let id = account(first, &root, &login, limit);
                let became = all_at_once(servers, &login, many);
                let count = |what| became.iter().filter(|&&one| one == what).count();
                let unrestricted = many.min(limit);
                assert_eq!(count(Became::Unrestricted), unrestricted, "{login}: {became:?}");
                assert_eq!(
                    count(Became::Restricted),
                    (many - unrestricted).min(10),
                    "{login}: {became:?}"
                );
                let list = first
                    .call(&root, "GET", &format!("admin/accounts/{id}/sessions"), None)
                    .json();
                assert_eq!(list["in_use"], unrestricted, "{login}: what is stored says the same");
            }
        }
    }
}

fn on(data: &Path, database: Option<&str>) -> Server {
    let environment: Vec<_> = database
        .map(|url| ("VESTIBULE__DATABASE__URL", url))
        .into_iter()
        .collect();
    Server::start_with(data, &["--insecure-test-hashing"], &environment)
}

#[test]
fn ses_11_g2_exactly_the_limit_is_unrestricted_on_sqlite() {
    let folder = Folder::new();
    exactly_the_limit(&[on(&folder.data(), None)]);
}

#[test]
fn ses_11_g2_exactly_the_limit_is_unrestricted_on_postgresql_with_two_servers() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(store::testing::postgres());
    let folders = [Folder::new(), Folder::new()];
    let servers = folders
        .each_ref()
        .map(|folder| on(&folder.data(), Some(&store.options.url)));
    exactly_the_limit(&servers);
}
