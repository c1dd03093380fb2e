//! `vestibule account create`, beside a running server and without one.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;

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
fn a_command_beside_a_server_hands_its_order_over_and_what_is_no_order_is_let_go() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    let socket = folder.data().join("control");
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    for garbage in [&b""[..], b"{}", b"\xff\xfe", &[b'{'; 40_000]] {
        let mut stream = UnixStream::connect(&socket).unwrap();
        // A server that has read enough hangs up.
        let _ = stream.write_all(garbage);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        assert!(answer.is_empty(), "{answer:?}");
    }
    // Refusals come back as they are.
    assert!(create_account(&folder.data(), "ann", &[], PASSWORD).0);
    let (done, _, said) = create_account(&folder.data(), "ANN", &[], PASSWORD);
    assert!(!done && said.contains("this login is taken"), "{said}");
    drop(server);
    assert!(
        create_account(&folder.data(), "bob", &[], PASSWORD).0,
        "without a server it does it itself"
    );
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
