//! How a request reached this server: what the accept loop knows and the gateway needs.

use std::net::{IpAddr, SocketAddr};

/// How a request reached this server. The accept loop puts one into each request's extensions.
///
/// A request without one is treated like one that came through a proxy: it never gets a loopback candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The other end of the TCP connection (a proxy's, when there is one).
    pub peer: SocketAddr,
    /// Our end of the TCP connection: the local address the client reached.
    pub local: SocketAddr,
    /// The host the request named (`Host` or `:authority`), without its port.
    pub named_host: Option<String>,
    /// Did the request carry any forwarding header, whoever wrote it?
    pub forwarded: bool,
    /// Whom we take the client to be, after the configured proxies had their say.
    pub client_ip: IpAddr,
}

impl Arrival {
    /// Is this someone on this very machine, speaking to us directly and by a loopback name?
    ///
    /// Only then may a loopback address be told as a way to our media: for anyone else it would name *their*
    /// machine.
    #[must_use]
    pub fn is_on_this_machine(&self) -> bool {
        self.peer.ip().to_canonical().is_loopback()
            && !self.forwarded
            && self.named_host.as_deref().is_some_and(names_loopback)
    }
}

/// `localhost`, a name below it (RFC 6761), or a loopback address.
fn names_loopback(host: &str) -> bool {
    let bare = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    let name = bare.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// The names of headers that tell a request came through a proxy.
pub const FORWARDING_HEADERS: [&str; 6] = [
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(peer: &str, host: Option<&str>, forwarded: bool) -> Arrival {
        Arrival {
            peer: peer.parse().unwrap(),
            local: "127.0.0.1:8080".parse().unwrap(),
            named_host: host.map(str::to_owned),
            forwarded,
            client_ip: "127.0.0.1".parse().unwrap(),
        }
    }

    #[test]
    fn only_a_direct_loopback_client_naming_a_loopback_host_is_on_this_machine() {
        let table = [
            ("127.0.0.1:5000", Some("localhost"), false, true),
            ("127.0.0.1:5000", Some("LOCALHOST."), false, true),
            ("127.0.0.1:5000", Some("app.localhost"), false, true),
            ("127.0.0.1:5000", Some("127.0.0.1"), false, true),
            ("[::1]:5000", Some("[::1]"), false, true),
            ("[::ffff:127.0.0.1]:5000", Some("127.9.9.9"), false, true),
            ("127.0.0.1:5000", Some("meet.example.org"), false, false),
            ("127.0.0.1:5000", Some("localhost.example.org"), false, false),
            ("127.0.0.1:5000", Some("notlocalhost"), false, false),
            ("127.0.0.1:5000", None, false, false),
            ("127.0.0.1:5000", Some("localhost"), true, false),
            ("192.0.2.7:5000", Some("localhost"), false, false),
        ];
        for (peer, host, forwarded, expected) in table {
            assert_eq!(
                arrival(peer, host, forwarded).is_on_this_machine(),
                expected,
                "{peer} {host:?} {forwarded}"
            );
        }
    }
}
