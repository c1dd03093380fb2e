//! Whose request it is: the peer of the connection, or, behind configured proxies only, the address they name.

use std::net::IpAddr;

use ipnet::IpNet;

/// Networks whose forwarding headers are believed (`server.proxies`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// The configured networks. Empty: no forwarding header is ever read.
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether `address` is one of ours.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Hops looked at, from the nearest. More is no honest chain of proxies.
const HOPS: usize = 16;

/// The address that counts for throttles, caps and the session list.
///
/// `forwarded_for` holds the values of `X-Forwarded-For` in the order they came. Read from the right (what the nearest
/// proxy appended) and only as far as each hop is a configured proxy. A value that is no address stops the walk: the
/// last hop that vouched for itself counts, so garbage never means less checking (ASVS 4.1.3; CVE-2024-47070).
/// `Forwarded` is not read at all: most proxies pass a client's own one through.
#[must_use]
pub fn client_address<'a>(
    peer: IpAddr,
    forwarded_for: impl DoubleEndedIterator<Item = &'a str>,
    proxies: &Proxies,
) -> IpAddr {
    let mut address = peer.to_canonical();
    let hops = forwarded_for.rev().flat_map(|value| value.rsplit(','));
    for hop in hops.take(HOPS) {
        if !proxies.trusts(address) {
            break;
        }
        let Some(named) = parse_hop(hop.trim()) else { break };
        address = named;
    }
    address
}

/// An address as proxies write it: bare, with a port, or bracketed IPv6. No zone, no `unknown`, no obfuscated name.
fn parse_hop(text: &str) -> Option<IpAddr> {
    if text.len() > 64 {
        return None;
    }
    let address = text
        .parse::<IpAddr>()
        .ok()
        .or_else(|| {
            text.parse::<std::net::SocketAddrV4>()
                .ok()
                .map(|socket| IpAddr::V4(*socket.ip()))
        })
        .or_else(|| {
            let inner = text.strip_prefix('[')?;
            let (address, port) = inner.split_once(']')?;
            let port_fits = port.is_empty()
                || port
                    .strip_prefix(':')
                    .is_some_and(|digits| digits.parse::<u16>().is_ok());
            if port_fits {
                address.parse().ok().map(IpAddr::V6)
            } else {
                None
            }
        })?
        .to_canonical();
    if address.is_unspecified() || address.is_multicast() {
        None
    } else {
        Some(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXY: &str = "10.0.0.2";

    fn resolve(peer: &str, values: &[&str]) -> String {
        let proxies = Proxies::new(vec!["10.0.0.0/24".parse().unwrap(), "fd00::/64".parse().unwrap()]);
        client_address(peer.parse().unwrap(), values.iter().copied(), &proxies).to_string()
    }

    #[test]
    fn asvs_4_1_3_forwarding_headers_count_only_from_configured_proxies() {
        for (peer, values, expected) in [
            // Not a proxy: whatever it says is ignored.
            ("203.0.113.9", vec!["198.51.100.1"], "203.0.113.9"),
            ("127.0.0.1", vec!["198.51.100.1"], "127.0.0.1"),
            ("::ffff:203.0.113.9", vec!["198.51.100.1"], "203.0.113.9"),
            // One proxy, one client.
            (PROXY, vec!["198.51.100.1"], "198.51.100.1"),
            ("::ffff:10.0.0.2", vec!["198.51.100.1"], "198.51.100.1"),
            (PROXY, vec!["198.51.100.1:4711"], "198.51.100.1"),
            (PROXY, vec!["[2001:db8::1]:4711"], "2001:db8::1"),
            (PROXY, vec!["2001:db8::1"], "2001:db8::1"),
            (PROXY, vec!["::ffff:198.51.100.1"], "198.51.100.1"),
            // What the client wrote itself stands left of what the proxy appended.
            (PROXY, vec!["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            (PROXY, vec!["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
            // A chain of configured proxies.
            (PROXY, vec!["1.1.1.1, 198.51.100.1, 10.0.0.3"], "198.51.100.1"),
            (PROXY, vec!["198.51.100.1, fd00::3"], "198.51.100.1"),
            (PROXY, vec!["10.0.0.4, 10.0.0.3"], "10.0.0.4"),
            (PROXY, vec![], PROXY),
        ] {
            assert_eq!(resolve(peer, &values), expected, "{peer} {values:?}");
        }
    }

    #[test]
    fn cve_2024_47070_garbage_in_a_forwarding_header_never_means_less_checking() {
        let long = "1".repeat(10_000);
        let many = vec!["10.0.0.3"; 5_000].join(",");
        for (value, expected) in [
            ("a", PROXY),
            ("", PROXY),
            (",", PROXY),
            ("unknown", PROXY),
            ("_hidden", PROXY),
            ("fe80::1%eth0", PROXY),
            ("[::1", PROXY),
            ("[::1]x", PROXY),
            ("1.2.3.4:99999", PROXY),
            ("0.0.0.0", PROXY),
            ("224.0.0.1", PROXY),
            ("1.2.3.4.5", PROXY),
            ("0x7f.1", PROXY),
            ("198.51.100.1, a", PROXY),
            ("198.51.100.1, , 10.0.0.3", "10.0.0.3"),
            ("a, 198.51.100.1", "198.51.100.1"),
            (long.as_str(), PROXY),
            (many.as_str(), "10.0.0.3"),
        ] {
            assert_eq!(resolve(PROXY, &[value]), expected, "{value:.40}");
        }
    }
}
