//! Starting: what stands without any configuration, and clear errors where something is in the way.

use std::net::{TcpListener, UdpSocket};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;

use super::program::{Folder, Server, create_account, outcome};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The command fails, and says all of this.
fn refused<const N: usize>(arguments: [&str; N], parts: &[&str]) {
    let (done, _, said) = outcome(arguments);
    assert!(!done, "{arguments:?} should be refused");
    for part in parts {
        assert!(
            said.contains(part),
            "{arguments:?} should say {part:?}, but said:\n{said}"
        );
    }
}

#[test]
fn acc_18_asvs_6_3_2_the_first_start_prints_a_link_that_works_once() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    assert!(
        server.greeting.contains(&format!("{}/setup#", server.url())),
        "{}",
        server.greeting
    );
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/readyz").status, 200);
    assert_eq!(server.get("/api/v1/server").json()["setup_required"], true);
    let page = server.get("/");
    assert!(
        page.header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html")),
        "{page:?}"
    );

    assert_eq!(server.set_up().status, 201);
    assert_eq!(server.set_up().json()["code"], "setup_done");
    assert_eq!(server.get("/api/v1/server").json()["setup_required"], false);
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    assert!(!log.contains("setup#"), "a secret in the log: {log}");
    assert_eq!(Server::start(&folder.data()).setup_secret(), None);
}

#[test]
fn acc_18_a_link_is_good_until_the_next_start() {
    let folder = Folder::new();
    let first = Server::start(&folder.data());
    let old = first.setup_secret().unwrap().to_owned();
    first.stop();
    let second = Server::start(&folder.data());
    let form = json!({"secret": old, "login": "root", "password": super::program::PASSWORD});
    let answer = second.send("POST", "/api/v1/setup", &[("vestibule-request", "1")], Some(&form));
    assert_eq!(answer.json()["code"], "setup_link_invalid");
    assert_eq!(second.set_up().status, 201);
}

#[test]
fn everything_kept_is_its_owners_alone() {
    let folder = Folder::new();
    let server = Server::start_with(
        &folder.data(),
        &["--insecure-test-hashing", "--tls", "self-signed"],
        &[],
    );
    assert_eq!(mode(&folder.data()), 0o700);
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder.data()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    for kept in ["vestibule.db", "media-secret", "self-signed.pem"] {
        assert!(names.iter().any(|name| name == kept), "{kept} among {names:?}");
    }
    let secret = std::fs::read_to_string(folder.data().join("media-secret")).unwrap();
    assert!(!server.greeting.contains(secret.trim()));
    let (_, log) = server.stop();
    assert!(!log.contains(secret.trim()), "a secret in the log: {log}");
}

#[test]
fn a_port_in_use_is_named_with_what_to_do() {
    let folder = Folder::new();
    let data = folder.data();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let listen = address.to_string();
    let port = format!("port {} is already in use", address.port());
    refused(
        [
            "serve",
            "--data",
            data.to_str().unwrap(),
            "--listen",
            &listen,
            "--media-udp",
            "0",
        ],
        &[&port, "--listen ADDRESS:PORT"],
    );
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    refused(
        [
            "serve",
            "--data",
            data.to_str().unwrap(),
            "--listen",
            "127.0.0.1:0",
            "--media-udp",
            &port,
        ],
        &[&port, "in use"],
    );
}

#[test]
fn a_data_folder_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    let data = format!("{}/data", folder.file("file", ""));
    refused(
        ["serve", "--data", &data, "--listen", "127.0.0.1:0"],
        &[&data, "cannot write here", "--data DIR"],
    );
}

#[test]
fn a_data_folder_is_served_by_one_server_at_a_time() {
    let folder = Folder::new();
    let _server = Server::start(&folder.data());
    let data = folder.data();
    refused(
        [
            "serve",
            "--insecure-test-hashing",
            "--data",
            data.to_str().unwrap(),
            "--listen",
            "127.0.0.1:0",
            "--media-udp",
            "0",
        ],
        &["another vestibule serves this data folder"],
    );
}

#[tokio::test]
async fn a_database_newer_than_the_program_is_refused_untouched() {
    let folder = Folder::new();
    let data = folder.data();
    Server::start(&data).stop();
    store::testing::change_as_newer_binary(&data).await;
    let before = std::fs::read(data.join("vestibule.db")).unwrap();
    let data_option = data.to_str().unwrap();
    refused(
        [
            "serve",
            "--insecure-test-hashing",
            "--data",
            data_option,
            "--listen",
            "127.0.0.1:0",
            "--media-udp",
            "0",
        ],
        &[
            "newer Vestibule",
            "m9999_from_the_future",
            "Run that version or a later one",
        ],
    );
    assert_eq!(std::fs::read(data.join("vestibule.db")).unwrap(), before);
}

#[test]
fn unknown_keys_are_named_with_their_file() {
    let folder = Folder::new();
    let file = folder.file("vestibule.toml", "[server]\nlisen = 'localhost:1'\n");
    refused(
        ["serve", "--config", &file],
        &[&file, "unknown key `server.lisen`", "`server.listen`"],
    );
    refused(["config", "--config", &file], &[&file, "unknown key `server.lisen`"]);
    refused(
        ["serve", "--config", "/nowhere/vestibule.toml"],
        &["/nowhere/vestibule.toml", "cannot read"],
    );
}

#[test]
fn a_media_secret_too_short_to_be_safe_is_refused() {
    let folder = Folder::new();
    let file = folder.file("vestibule.toml", "[media]\napi_key = 'tools'\napi_secret = 'geheim'\n");
    refused(
        ["serve", "--config", &file],
        &["media.api_secret", "at least 32 characters"],
    );
    let file = folder.file("half.toml", "[media]\napi_key = 'tools'\n");
    refused(["serve", "--config", &file], &["media.api_key", "set both or none"]);
}

#[test]
fn twirp_answers_only_while_a_key_is_configured() {
    let path = "/twirp/livekit.RoomService/ListRooms";
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    assert_eq!(server.send("POST", path, &[], Some(&json!({}))).status, 404);
    server.stop();
    let environment = [
        ("VESTIBULE__MEDIA__API_KEY", "tools"),
        ("VESTIBULE__MEDIA__API_SECRET", "an example of a long enough secret"),
    ];
    let server = Server::start_with(&folder.data(), &["--insecure-test-hashing"], &environment);
    assert_eq!(server.send("POST", path, &[], Some(&json!({}))).status, 401);
}

#[test]
fn cheap_hashing_is_obeyed_only_on_loopback_and_only_with_its_own_database() {
    let folder = Folder::new();
    let data = folder.data();
    let data = data.to_str().unwrap();
    refused(
        [
            "serve",
            "--insecure-test-hashing",
            "--data",
            data,
            "--listen",
            "0.0.0.0:0",
        ],
        &["--insecure-test-hashing is for tests"],
    );
    // Made with it: refused without.
    assert!(create_account(&folder.data(), "ann", &[], super::program::PASSWORD).0);
    refused(
        ["serve", "--data", data, "--listen", "127.0.0.1:0", "--media-udp", "0"],
        &["this database was made with --insecure-test-hashing"],
    );
    // Made without it: refused with.
    let folder = Folder::new();
    Server::start_with(&folder.data(), &[], &[]).stop();
    let (done, _, said) = create_account(&folder.data(), "ann", &[], super::program::PASSWORD);
    assert!(
        !done && said.contains("--insecure-test-hashing works only with a database made with it"),
        "{said}"
    );
}

#[test]
fn asvs_13_4_5_figures_are_off_until_they_get_a_listener_of_their_own() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    let page = server.get("/metrics");
    assert!(!page.body.contains("vestibule_"), "{page:?}");
    server.stop();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");
    let mut server = Server::start_with(
        &folder.data(),
        &["--insecure-test-hashing"],
        &[("VESTIBULE__METRICS__LISTEN", &listen)],
    );
    assert!(!server.get("/metrics").body.contains("vestibule_connections_open"));
    server.address = listen.parse().unwrap();
    let figures = server.get("/metrics").body;
    for name in [
        "vestibule_build_info",
        "vestibule_connections_open",
        "vestibule_media_rooms 0",
        "process_resident_memory_bytes",
    ] {
        assert!(figures.contains(name), "{name} in {figures}");
    }
}

#[test]
fn the_effective_configuration_is_printed_without_secrets() {
    let folder = Folder::new();
    let text = "[database]\nurl = 'postgres://ann:geheim@db/v'\n[media]\napi_key = 'tools'\napi_secret = 'geheimgeheimgeheimgeheimgeheimgeheim'\n";
    let file = folder.file("vestibule.toml", text);
    let (done, printed, said) = outcome(["config", "--config", &file, "--data", "/srv/v"]);
    assert!(done, "{said}");
    assert!(!printed.contains("geheim"), "{printed}");
    assert!(printed.contains("data_dir = \"/srv/v\"  # option --data"), "{printed}");
    assert!(printed.contains("listen = \"localhost:8080\"\n"), "{printed}");
}

#[test]
fn a_certificate_that_cannot_be_read_is_named() {
    let folder = Folder::new();
    let data = folder.data();
    let (cert, key) = (folder.file("cert.pem", "no pem"), folder.file("key.pem", ""));
    let data = data.to_str().unwrap();
    refused(
        ["serve", "--data", data, "--tls-cert", &cert, "--tls-key", &key],
        &[&cert, "no certificate"],
    );
    refused(["serve", "--data", data, "--tls-cert", &cert], &["--tls-key"]);
}
