//! The server under its own certificate: whom it answers, and what it tells browsers.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use server::listen::tls::machine_names;

use super::program::{Folder, Response, Server, send_on};

const SELF_SIGNED: [&str; 3] = ["--insecure-test-hashing", "--tls", "self-signed"];

/// A connection that trusts the certificate kept in this data folder.
fn connect(server: &Server, data: &Path) -> impl Read + Write {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(data.join("self-signed.pem")).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    StreamOwned::new(connection, TcpStream::connect(server.address).unwrap())
}

fn ask(server: &Server, data: &Path, host: &str) -> Response {
    let host = format!("{host}:{}", server.address.port());
    send_on(&mut connect(server, data), &host, "GET", "/api/v1/server", &[], None)
}

#[test]
fn asvs_12_2_1_a_self_signed_server_answers_for_this_machine_alone() {
    let folder = Folder::new();
    let server = Server::start_with(&folder.data(), &SELF_SIGNED, &[]);
    for name in machine_names() {
        let host = if name.contains(':') { format!("[{name}]") } else { name };
        let answer = ask(&server, &folder.data(), &host);
        assert_eq!(answer.status, 200, "{host}: {answer:?}");
        assert_eq!(
            answer.json()["api_url"],
            format!("https://{host}:{}/api/v1", server.address.port())
        );
        let is_loopback = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
        assert_eq!(
            answer.header("strict-transport-security").is_some(),
            !is_loopback,
            "asvs_3_4_1 for {host}"
        );
    }
    assert_eq!(ask(&server, &folder.data(), "evil.example").status, 421);
}

#[test]
fn the_self_signed_certificate_survives_a_restart() {
    let folder = Folder::new();
    Server::start_with(&folder.data(), &SELF_SIGNED, &[]).stop();
    let first = std::fs::read(folder.data().join("self-signed.pem")).unwrap();
    let server = Server::start_with(&folder.data(), &SELF_SIGNED, &[]);
    assert_eq!(std::fs::read(folder.data().join("self-signed.pem")).unwrap(), first);
    assert_eq!(ask(&server, &folder.data(), "localhost").status, 200);
}

#[test]
fn asvs_4_1_2_plain_http_on_the_tls_port_leads_pages_to_https() {
    let folder = Folder::new();
    let server = Server::start_with(&folder.data(), &SELF_SIGNED, &[]);
    let page = server.send("GET", "/", &[("accept", "text/html")], None);
    assert_eq!(
        (page.status, page.header("location")),
        (308, Some(format!("https://{}/", server.address).as_str()))
    );
    assert_eq!(server.get("/api/v1/server").status, 400);
}

#[test]
fn over_plain_http_other_names_are_told_the_way() {
    let folder = Folder::new();
    let server = Server::start(&folder.data());
    let mut stream = TcpStream::connect(server.address).unwrap();
    let page = send_on(
        &mut stream,
        "house.example:8080",
        "GET",
        "/",
        &[("accept", "text/html")],
        None,
    );
    assert_eq!(page.status, 421);
    assert!(page.body.contains("--tls self-signed"), "{page:?}");
}
