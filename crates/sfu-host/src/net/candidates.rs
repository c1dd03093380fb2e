//! Which of our addresses a client is told to send media to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::interfaces::is_reachable;
use crate::arrival::Arrival;

/// Most addresses told to one client: each costs it a connectivity check.
const MAX_CANDIDATES: usize = 8;

/// What is known about our addresses.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    /// Where the media socket listens; may be unspecified (0.0.0.0, ::).
    pub(crate) bind: IpAddr,
    /// Configured addresses to tell instead of what we see; may be translated to us from outside.
    pub(crate) advertise: Vec<IpAddr>,
    /// This machine's addresses that others may reach.
    pub(crate) machine: Vec<IpAddr>,
}

/// The candidates for a client, best first. Never 0.0.0.0 or ::, and loopback only for a client on this machine.
///
/// - A client on this machine is told the loopback address it came by, or the other family's where only that has a
///   media socket, then what others are told (some browsers refuse loopback).
/// - With configured addresses, everyone else is told these.
/// - Without: the local address the signalling reached, if it came directly, else this machine's addresses.
pub(crate) fn candidates(arrival: Option<&Arrival>, addresses: &Addresses, port: u16) -> Vec<SocketAddr> {
    let mut chosen = Vec::new();
    let here = arrival.filter(|arrival| arrival.is_on_this_machine());
    if let Some(arrival) = here {
        // A page of `localhost` may have come by the family that the media socket has not: it reaches either.
        let came_by = loopback_of(arrival.local.ip());
        let loopbacks = [came_by, Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        chosen.extend(loopbacks.into_iter().find(|address| hears(addresses.bind, *address)));
    }
    if addresses.advertise.is_empty() {
        chosen.extend(seen(arrival, addresses));
    } else {
        chosen.extend(
            addresses
                .advertise
                .iter()
                .map(IpAddr::to_canonical)
                .filter(|a| is_reachable(*a)),
        );
    }
    let translated = |address: &IpAddr| addresses.advertise.contains(address);
    chosen.retain(|address| translated(address) || hears(addresses.bind, *address));
    let mut unique = Vec::new();
    for address in chosen {
        if !unique.contains(&address) {
            unique.push(address);
        }
    }
    unique.truncate(MAX_CANDIDATES);
    unique
        .into_iter()
        .map(|address| SocketAddr::new(address, port))
        .collect()
}

/// Without configuration: the address media listens on, the address the client reached, or all of this machine's.
fn seen(arrival: Option<&Arrival>, addresses: &Addresses) -> Vec<IpAddr> {
    let bind = addresses.bind.to_canonical();
    if is_reachable(bind) {
        return vec![bind];
    }
    let reached = arrival
        .filter(|arrival| !arrival.forwarded)
        .map(|arrival| arrival.local.ip().to_canonical())
        .filter(|address| is_reachable(*address));
    match reached {
        Some(address) => vec![address],
        None => addresses.machine.clone(),
    }
}

/// The loopback address that stands for where a local client came in: `localhost` may mean either family.
fn loopback_of(local: IpAddr) -> IpAddr {
    let local = local.to_canonical();
    if local.is_loopback() {
        local
    } else {
        Ipv4Addr::LOCALHOST.into()
    }
}

/// Does a socket bound to `bind` get datagrams sent to `address`?
fn hears(bind: IpAddr, address: IpAddr) -> bool {
    match bind {
        IpAddr::V4(bind) if bind.is_unspecified() => address.is_ipv4(),
        // Our IPv6 sockets take IPv4 too.
        IpAddr::V6(bind) if bind.is_unspecified() => true,
        bind => bind.to_canonical() == address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn arrival(peer: &str, local: &str, host: &str, forwarded: bool) -> Arrival {
        let peer: SocketAddr = peer.parse().unwrap();
        Arrival {
            peer,
            local: local.parse().unwrap(),
            named_host: Some(host.to_owned()),
            forwarded,
            client_ip: peer.ip(),
        }
    }

    fn told(arrival: Option<&Arrival>, bind: &str, advertise: &[&str], machine: &[&str]) -> Vec<String> {
        let addresses = Addresses {
            bind: bind.parse().unwrap(),
            advertise: ips(advertise),
            machine: ips(machine),
        };
        candidates(arrival, &addresses, 7882)
            .iter()
            .map(|candidate| candidate.ip().to_string())
            .collect()
    }

    #[test]
    fn each_client_is_told_addresses_it_can_reach() {
        let here = arrival("127.0.0.1:5", "127.0.0.1:8080", "localhost", false);
        let here6 = arrival("[::1]:5", "[::1]:8080", "localhost", false);
        let lan = arrival("10.0.0.9:5", "10.0.0.1:8080", "10.0.0.1", false);
        let lan_mapped = arrival("[::ffff:10.0.0.9]:5", "[::ffff:10.0.0.1]:80", "v.lan", false);
        let proxied = arrival("127.0.0.1:5", "127.0.0.1:8080", "meet.example.org", true);
        let sly_proxy = arrival("127.0.0.1:5", "127.0.0.1:8080", "localhost", true);
        let silent_proxy = arrival("127.0.0.1:5", "127.0.0.1:8080", "meet.example.org", false);
        let forger = arrival("10.0.0.9:5", "10.0.0.1:8080", "localhost", false);
        let machine = ["10.0.0.1", "192.168.7.1", "2001:db8::1"];
        let v4_machine = ["10.0.0.1", "192.168.7.1"];
        type Row<'a> = (&'a str, Option<&'a Arrival>, &'a str, &'a [&'a str], &'a [&'a str]);
        let table: &[Row<'_>] = &[
            (
                "here",
                Some(&here),
                "0.0.0.0",
                &[],
                &["127.0.0.1", "10.0.0.1", "192.168.7.1"],
            ),
            ("here, loopback socket", Some(&here), "127.0.0.1", &[], &["127.0.0.1"]),
            (
                "here, by IPv6 to an IPv4 socket",
                Some(&here6),
                "0.0.0.0",
                &[],
                &["127.0.0.1", "10.0.0.1", "192.168.7.1"],
            ),
            (
                "here, by IPv6 to an IPv4 loopback socket",
                Some(&here6),
                "127.0.0.1",
                &[],
                &["127.0.0.1"],
            ),
            (
                "here, by IPv4 to an IPv6 loopback socket",
                Some(&here),
                "::1",
                &[],
                &["::1"],
            ),
            (
                "here, by IPv6",
                Some(&here6),
                "::",
                &[],
                &["::1", "10.0.0.1", "192.168.7.1", "2001:db8::1"],
            ),
            (
                "here, configured",
                Some(&here),
                "0.0.0.0",
                &["203.0.113.5"],
                &["127.0.0.1", "203.0.113.5"],
            ),
            ("here, other socket", Some(&here), "10.0.0.1", &[], &["10.0.0.1"]),
            ("lan", Some(&lan), "0.0.0.0", &[], &["10.0.0.1"]),
            ("lan, mapped", Some(&lan_mapped), "::", &[], &["10.0.0.1"]),
            (
                "lan, media on another address",
                Some(&lan),
                "192.168.7.1",
                &[],
                &["192.168.7.1"],
            ),
            ("lan, media for this machine only", Some(&lan), "127.0.0.1", &[], &[]),
            (
                "lan, configured",
                Some(&lan),
                "0.0.0.0",
                &["203.0.113.5"],
                &["203.0.113.5"],
            ),
            ("proxy", Some(&proxied), "0.0.0.0", &[], &v4_machine),
            ("proxy, both families", Some(&proxied), "::", &[], &machine),
            ("proxy naming localhost", Some(&sly_proxy), "0.0.0.0", &[], &v4_machine),
            (
                "proxy that adds no header",
                Some(&silent_proxy),
                "0.0.0.0",
                &[],
                &v4_machine,
            ),
            (
                "naming localhost from afar",
                Some(&forger),
                "0.0.0.0",
                &[],
                &["10.0.0.1"],
            ),
            ("nothing known", None, "0.0.0.0", &[], &v4_machine),
            (
                "configured nonsense",
                Some(&lan),
                "0.0.0.0",
                &["0.0.0.0", "127.0.0.1", "::"],
                &[],
            ),
        ];
        for (name, arrival, bind, advertise, expected) in table {
            assert_eq!(told(*arrival, bind, advertise, &machine), *expected, "{name}");
        }
    }

    #[test]
    fn no_unspecified_or_loopback_address_reaches_another_machine() {
        let strange = [
            "0.0.0.0",
            "::",
            "127.0.0.1",
            "::1",
            "169.254.1.1",
            "fe80::1",
            "10.0.0.1",
        ];
        for local in ["0.0.0.0:80", "[::]:80", "127.0.0.1:80", "169.254.1.1:80", "10.0.0.1:80"] {
            for forwarded in [false, true] {
                for advertise in [&[][..], &strange[..]] {
                    let arrival = arrival("10.0.0.9:5", local, "localhost", forwarded);
                    for text in told(Some(&arrival), "::", advertise, &["10.0.0.1"]) {
                        assert_eq!(text, "10.0.0.1");
                    }
                }
            }
        }
    }
}
