//! `vestibule account create`, beside a running server and without one.

use super::program::{Folder, PASSWORD, Server, create_account, outcome};

#[test]
fn acc_18_an_account_made_while_the_server_runs_can_sign_in_at_once() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    let (done, said, why) = create_account(
        &folder.data(),
        "Ann",
        &["--admin", "--name", "Ann Lee", "--type", "sip"],
        PASSWORD,
    );
    assert!(done, "{why}");
    assert!(said.contains("Ann") && !said.contains(PASSWORD));
    let token = server.sign_in("ann");
    let me = server.call(&token, "GET", "me", None).json();
    assert_eq!(
        (&me["account"]["name"], &me["account"]["type"]),
        (&"Ann Lee".into(), &"sip".into())
    );
    assert_eq!(me["account"]["level"], "administrator");
    assert_eq!(server.get("/api/v1/server").json()["setup_required"], false);
}

#[test]
fn refusals_say_what_to_do() {
    let folder = Folder::new();
    assert!(create_account(&folder.data(), "ann", &[], PASSWORD).0);
    for (login, password, part) in [
        ("ANN", PASSWORD, "this login is taken"),
        ("bob", "short", "at least 15 characters"),
        ("", PASSWORD, "login"),
        ("bob", "", "no password came on standard input"),
    ] {
        let (done, _, said) = create_account(&folder.data(), login, &[], password);
        assert!(
            !done && said.contains(part),
            "{login:?} should hear {part:?}, but heard: {said}"
        );
        assert!(
            password.is_empty() || !said.contains(password),
            "the password is repeated: {said}"
        );
    }
    let (done, _, said) = outcome(["account", "create", "--login", "bob"]);
    assert!(!done && said.contains("--password-stdin"), "{said}");
}
