//! Starting: what is refused, and what it says.

use sfu_host::{ApiKey, Host, HostOptions, KeyScope, StartError};

use crate::support::{FULL, SECRET, options};

#[test]
fn a_media_port_in_use_is_named() {
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let error = Host::start(HostOptions {
        udp_ports: port..=port,
        ..options()
    })
    .err()
    .unwrap();
    assert!(matches!(error, StartError::PortInUse(_)));
    assert!(error.to_string().contains(&format!("127.0.0.1:{port}")), "{error}");
}

#[test]
fn an_address_of_another_machine_is_refused() {
    let error = Host::start(HostOptions {
        bind: [192, 0, 2, 1].into(),
        ..options()
    })
    .err()
    .unwrap();
    assert!(matches!(error, StartError::Bind { .. }), "{error}");
}

#[test]
fn two_keys_of_one_name_are_refused() {
    let key = ApiKey::new(FULL, SECRET, KeyScope::JoinOnly).unwrap();
    let error = Host::start(HostOptions {
        keys: vec![key.clone(), key],
        ..options()
    })
    .err()
    .unwrap();
    assert!(matches!(error, StartError::Key(_)), "{error}");
}

#[test]
fn no_secret_shows_in_the_options() {
    assert!(!format!("{:?}", options()).contains(SECRET));
}
