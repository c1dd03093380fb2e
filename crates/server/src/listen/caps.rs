//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// The count of open connections. Cloning shares it.
#[derive(Clone)]
pub(super) struct Caps(Arc<Shared>);

struct Shared {
    in_all: usize,
    per_network: usize,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    in_all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// One open connection's place; dropping it gives the place back.
pub(super) struct Permit {
    caps: Caps,
    /// Whose share it is; nobody's for a proxy.
    network: Option<IpAddr>,
}

impl Caps {
    pub(super) fn new(in_all: usize, per_network: usize) -> Self {
        Self(Arc::new(Shared {
            in_all,
            per_network,
            open: Mutex::default(),
        }))
    }

    /// A place for a client, unless it or the server has as many as it may.
    pub(super) fn admit(&self, address: IpAddr) -> Option<Permit> {
        self.take(Some(network(address)))
    }

    /// A place for a connection of our own proxy: everybody's, so only the cap over all counts.
    pub(super) fn admit_proxy(&self) -> Option<Permit> {
        self.take(None)
    }

    fn take(&self, network: Option<IpAddr>) -> Option<Permit> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.in_all >= self.0.in_all {
            return None;
        }
        if let Some(network) = network {
            let theirs = open.by_network.entry(network).or_default();
            if *theirs >= self.0.per_network {
                return None;
            }
            *theirs += 1;
        }
        open.in_all += 1;
        // Counted up and down, not set: every listener has caps of its own and adds to the same figure.
        metrics::gauge!("vestibule_connections_open").increment(1.0);
        Some(Permit {
            caps: self.clone(),
            network,
        })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = self.caps.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.in_all = open.in_all.saturating_sub(1);
        metrics::gauge!("vestibule_connections_open").decrement(1.0);
        let Some(network) = self.network else { return };
        if let Some(theirs) = open.by_network.get_mut(&network) {
            *theirs -= 1;
            if *theirs == 0 {
                open.by_network.remove(&network);
            }
        }
    }
}

/// Who counts as one client: an IPv4 address, or an IPv6 /64, the least that one household is given (RFC 6177).
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn places_are_counted_per_network_and_given_back() {
        let caps = Caps::new(100, 2);
        let one = caps.admit(address("2001:db8::1")).unwrap();
        let two = caps.admit(address("2001:db8::2:0:0:1")).unwrap();
        assert!(caps.admit(address("2001:db8::3")).is_none(), "one /64 is one client");
        assert!(
            caps.admit(address("2001:db8:0:1::1")).is_some(),
            "another /64 is another"
        );
        drop(one);
        assert!(caps.admit(address("2001:db8::3")).is_some());
        drop(two);
        assert!(caps.0.open.lock().unwrap().by_network.is_empty());
        let four = caps.admit(address("::ffff:192.0.2.1")).unwrap();
        let five = caps.admit(address("192.0.2.1")).unwrap();
        assert!(
            caps.admit(address("192.0.2.1")).is_none(),
            "mapped addresses are the same client"
        );
        drop((four, five));
    }

    #[test]
    fn the_cap_over_all_counts_proxies_too() {
        let caps = Caps::new(3, 1);
        let places: Vec<_> = (0..3).map(|_| caps.admit_proxy().unwrap()).collect();
        assert!(caps.admit_proxy().is_none() && caps.admit(address("192.0.2.1")).is_none());
        drop(places);
        assert!(caps.admit(address("192.0.2.1")).is_some());
    }
}
