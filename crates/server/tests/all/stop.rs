//! Stopping: in order when told to, and without loss when not asked.

use std::net::TcpStream;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use super::program::{Folder, Server, open_events, read_until};

#[test]
fn sigterm_tells_clients_and_ends_within_ten_seconds() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    server.set_up();
    let token = server.sign_in("root");
    let mut events = open_events(&server, &token);
    let _idle = TcpStream::connect(server.address).unwrap();
    server.signal(Signal::TERM);
    read_until(&mut events, "event: server_stopping");
    let address = server.address;
    let ending = std::thread::spawn(move || server.wait());
    // Watched from outside, with the time that the promise gives.
    let (sender, ended) = std::sync::mpsc::channel();
    std::thread::spawn(move || sender.send(ending.join().unwrap()));
    let (status, log) = ended
        .recv_timeout(Duration::from_secs(10))
        .expect("longer than ten seconds");
    assert!(status.success(), "{log}");
    assert!(log.contains("stopped"), "{log}");
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn interrupt_stops_it_as_well() {
    let server_folder = Folder::new();
    let server = Server::start(&server_folder.data());
    server.signal(Signal::INT);
    assert!(server.wait().0.success());
}

#[test]
fn killed_while_writing_it_loses_nothing_acknowledged_and_starts_without_repair() {
    let folder = Folder::new();
    let first = Server::start(&folder.data());
    first.set_up();
    let token = first.sign_in("root");
    first.stop();
    let mut acknowledged = Vec::new();
    for round in 1..=5 {
        let server = Server::start(&folder.data());
        std::thread::scope(|scope| {
            let writers = [(); 2].map(|()| scope.spawn(|| create_until_gone(&server, &token)));
            read_while_creating(&server, &token, round * 10);
            server.signal(Signal::KILL);
            acknowledged.extend(writers.into_iter().flat_map(|writer| writer.join().unwrap()));
        });
    }
    let server = Server::start(&folder.data());
    // Of the fifty, the last of each writer in each round may have been kept without a word of it.
    assert!(acknowledged.len() >= 40, "{}", acknowledged.len());
    for number in acknowledged {
        let kept = server.call(&token, "GET", &format!("conferences/{number}/settings"), None);
        assert_eq!(kept.status, 200, "{number} is lost: {kept:?}");
    }
}

/// Makes conferences until the server is gone in the middle of one, and gives the numbers it acknowledged.
fn create_until_gone(server: &Server, token: &str) -> Vec<String> {
    let form = json!({"name": "Weekly", "access": "open"});
    let mut numbers = Vec::new();
    while let Ok(answer) = server.try_call(token, "POST", "conferences", Some(&form)) {
        assert_eq!(answer.status, 201, "{answer:?}");
        numbers.push(answer.json()["number"].as_str().unwrap().to_owned());
    }
    numbers
}

/// Waits until there are this many conferences.
fn read_while_creating(server: &Server, token: &str, least: usize) {
    while server.call(token, "GET", "conferences", None).json()["items"]
        .as_array()
        .unwrap()
        .len()
        < least
    {}
}

#[test]
fn whoever_was_kept_out_is_kept_out_after_kill_9() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    server.set_up();
    let root = server.sign_in("root");
    let made = json!({"name": "Weekly", "access": "open"});
    let number = server.call(&root, "POST", "conferences", Some(&made)).json()["number"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("conferences/{number}");
    let admitted = server.call(&root, "POST", &format!("{path}/admissions"), Some(&json!({})));
    let token = admitted.json()["token"].as_str().unwrap().to_owned();
    let door = |server: &Server| {
        let bearer = format!("Bearer {token}");
        server
            .send(
                "GET",
                "/rtc/v1/validate?join_request=",
                &[("Authorization", &bearer)],
                None,
            )
            .status
    };
    assert_eq!(door(&server), 200);
    assert_eq!(server.call(&root, "DELETE", &path, None).status, 204);
    assert_eq!(door(&server), 403);
    server.signal(Signal::KILL);
    server.wait();
    assert_eq!(door(&Server::start(&folder.data())), 403);
}
