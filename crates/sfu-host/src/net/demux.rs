//! Whose datagram is this? By the addresses it travelled between, or, for a STUN request, by the ICE user fragment
//! in it. Everything else is dropped here, before it costs anything.
//!
//! The tables are bounded: fragments by the peers there are, routes by [`MAX_ROUTES_PER_PEER`] for each of them.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use sfu::PeerId;

use super::stun;

/// A room on its worker. Numbers are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct RoomKey(pub(crate) u64);

/// A peer on its worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PeerKey {
    pub(crate) room: RoomKey,
    pub(crate) peer: PeerId,
}

/// Most address pairs a peer may be heard on: a browser with some interfaces and both IP versions needs fewer.
const MAX_ROUTES_PER_PEER: usize = 32;

/// A pair nothing was heard on for this long is forgotten; ICE checks a live pair every few seconds.
const ROUTE_LIFE: Duration = Duration::from_secs(60);

/// Most user fragments a peer may have at a time: one, and one more for each recent ICE restart.
const MAX_UFRAGS_PER_PEER: usize = 8;

/// Where a datagram goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Destination {
    pub(crate) key: PeerKey,
    /// Our address as the peer knows it: the candidate it was told.
    pub(crate) candidate: SocketAddr,
}

#[derive(Debug)]
struct Route {
    to: Destination,
    heard_at: Instant,
}

#[derive(Debug)]
struct Peer {
    candidates: Vec<SocketAddr>,
    ufrags: Vec<String>,
    routes: Vec<(SocketAddr, IpAddr)>,
}

/// The tables of one UDP port.
#[derive(Debug, Default)]
pub(crate) struct Demux {
    ufrags: HashMap<String, PeerKey>,
    routes: HashMap<(SocketAddr, IpAddr), Route>,
    peers: HashMap<PeerKey, Peer>,
}

impl Demux {
    /// A new peer, who was told `candidates`.
    pub(crate) fn add_peer(&mut self, key: PeerKey, candidates: Vec<SocketAddr>) {
        self.peers.insert(
            key,
            Peer {
                candidates,
                ufrags: Vec::new(),
                routes: Vec::new(),
            },
        );
    }

    /// STUN requests for `ufrag` are for this peer from now on.
    pub(crate) fn add_ufrag(&mut self, key: PeerKey, ufrag: String) {
        let Some(peer) = self.peers.get_mut(&key) else {
            return;
        };
        if peer.ufrags.len() >= MAX_UFRAGS_PER_PEER {
            self.ufrags.remove(&peer.ufrags.remove(0));
        }
        peer.ufrags.push(ufrag.clone());
        self.ufrags.insert(ufrag, key);
    }

    /// The peer is gone, with all that led to it.
    pub(crate) fn remove_peer(&mut self, key: PeerKey) {
        let Some(peer) = self.peers.remove(&key) else {
            return;
        };
        for ufrag in peer.ufrags {
            self.ufrags.remove(&ufrag);
        }
        for pair in peer.routes {
            if self.routes.get(&pair).is_some_and(|route| route.to.key == key) {
                self.routes.remove(&pair);
            }
        }
    }

    /// How many peers there are.
    pub(crate) fn peers(&self) -> usize {
        self.peers.len()
    }

    /// Forgets a room's peers.
    pub(crate) fn remove_room(&mut self, room: RoomKey) {
        let gone: Vec<PeerKey> = self.peers.keys().filter(|key| key.room == room).copied().collect();
        for key in gone {
            self.remove_peer(key);
        }
    }

    /// Whose is a datagram that came from `source` to our address `local`?
    ///
    /// A STUN request goes where its fragment says, whatever the address table says: an address can change hands, and
    /// only the owner of a fragment's password can make the peer act on a request.
    pub(crate) fn find(
        &mut self,
        source: SocketAddr,
        local: SocketAddr,
        contents: &[u8],
        now: Instant,
    ) -> Option<Destination> {
        let pair = (source, local.ip());
        if stun::looks_like_stun(contents)
            && let Some(ufrag) = stun::local_ufrag(contents)
        {
            let key = *self.ufrags.get(ufrag)?;
            return self.route(key, pair, local, now);
        }
        let route = self.routes.get_mut(&pair)?;
        route.heard_at = now;
        Some(route.to)
    }

    /// A peer sends to `destination` from `local`: answers may come back before any request does.
    ///
    /// Never takes an address pair away from another peer: a candidate is only a claim.
    pub(crate) fn note_sent(&mut self, key: PeerKey, destination: SocketAddr, local: SocketAddr, now: Instant) {
        let pair = (destination, local.ip());
        if !self.routes.contains_key(&pair) {
            self.route(key, pair, local, now);
        }
    }

    fn route(
        &mut self,
        key: PeerKey,
        pair: (SocketAddr, IpAddr),
        local: SocketAddr,
        now: Instant,
    ) -> Option<Destination> {
        if let Some(route) = self.routes.get_mut(&pair)
            && route.to.key == key
        {
            route.heard_at = now;
            return Some(route.to);
        }
        // Nor does an unproved request: it is passed on, and the pair stays with whom it led to until that one has
        // not been heard on it for a while.
        let taken = self.routes.contains_key(&pair);
        let peer = self.peers.get_mut(&key)?;
        let to = Destination {
            key,
            candidate: candidate_for(&peer.candidates, local)?,
        };
        if taken {
            return Some(to);
        }
        if peer.routes.len() >= MAX_ROUTES_PER_PEER {
            let oldest = peer.routes.remove(0);
            if self.routes.get(&oldest).is_some_and(|route| route.to.key == key) {
                self.routes.remove(&oldest);
            }
        }
        peer.routes.push(pair);
        self.routes.insert(pair, Route { to, heard_at: now });
        Some(to)
    }

    /// Forgets routes nothing was heard on for a while.
    pub(crate) fn sweep(&mut self, now: Instant) {
        let peers = &mut self.peers;
        self.routes.retain(|pair, route| {
            let live = now.saturating_duration_since(route.heard_at) < ROUTE_LIFE;
            if !live && let Some(peer) = peers.get_mut(&route.to.key) {
                peer.routes.retain(|known| known != pair);
            }
            live
        });
    }
}

/// The candidate a datagram to `local` was meant for: that very address, or, where an address of ours is advertised
/// that is another machine's (address translation), the first one of the same family.
fn candidate_for(candidates: &[SocketAddr], local: SocketAddr) -> Option<SocketAddr> {
    candidates
        .iter()
        .find(|candidate| **candidate == local)
        .or_else(|| {
            candidates
                .iter()
                .find(|candidate| candidate.is_ipv4() == local.is_ipv4())
        })
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::stun::tests::request;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    fn key(peer: u32) -> PeerKey {
        PeerKey {
            room: RoomKey(1),
            peer: PeerId(peer),
        }
    }

    fn with_peers() -> Demux {
        let mut demux = Demux::default();
        for peer in 1..=2 {
            demux.add_peer(key(peer), vec![address("10.0.0.1:7882")]);
            demux.add_ufrag(key(peer), format!("ufrag{peer}"));
        }
        demux
    }

    fn check(ufrag: &str) -> Vec<u8> {
        request(&[(6, format!("{ufrag}:theirs").as_bytes())])
    }

    #[test]
    fn a_stun_request_opens_the_way_for_the_rest() {
        let now = crate::clock::instant();
        let mut demux = with_peers();
        let (source, local) = (address("10.0.0.9:4000"), address("10.0.0.1:7882"));
        assert_eq!(demux.find(source, local, &[0x80; 40], now), None);
        assert_eq!(demux.find(source, local, &check("nobody"), now), None);
        assert_eq!(demux.find(source, local, &check("ufrag1"), now).unwrap().key, key(1));
        assert_eq!(demux.find(source, local, &[0x80; 40], now).unwrap().key, key(1));
        demux.remove_peer(key(1));
        assert_eq!(demux.find(source, local, &[0x80; 40], now), None);
        assert_eq!(demux.find(source, local, &check("ufrag1"), now), None);
    }

    #[test]
    fn a_claimed_candidate_takes_no_address_from_its_owner() {
        let now = crate::clock::instant();
        let mut demux = with_peers();
        let (source, local) = (address("10.0.0.9:4000"), address("10.0.0.1:7882"));
        demux.find(source, local, &check("ufrag1"), now);
        demux.note_sent(key(2), source, local, now);
        assert_eq!(demux.find(source, local, &[0x80; 40], now).unwrap().key, key(1));
        demux.remove_peer(key(2));
        assert_eq!(demux.find(source, local, &[0x80; 40], now).unwrap().key, key(1));
    }

    #[test]
    fn an_unproved_request_takes_no_address_from_its_owner() {
        let now = crate::clock::instant();
        let mut demux = with_peers();
        let (source, local) = (address("10.0.0.9:4000"), address("10.0.0.1:7882"));
        demux.find(source, local, &check("ufrag1"), now);
        // Forged from her address, or his after her: he may answer it, her media stays hers.
        assert_eq!(demux.find(source, local, &check("ufrag2"), now).unwrap().key, key(2));
        assert_eq!(demux.find(source, local, &[0x80; 40], now).unwrap().key, key(1));
        demux.remove_peer(key(1));
        demux.find(source, local, &check("ufrag2"), now);
        assert_eq!(demux.find(source, local, &[0x80; 40], now).unwrap().key, key(2));
    }

    #[test]
    fn a_candidate_behind_address_translation_is_what_the_peer_knows() {
        let now = crate::clock::instant();
        let mut demux = Demux::default();
        let public = address("203.0.113.5:7882");
        demux.add_peer(key(1), vec![address("[2001:db8::1]:7882"), public]);
        demux.add_ufrag(key(1), "u".into());
        let found = demux.find(address("10.0.0.9:1"), address("10.0.0.1:7882"), &check("u"), now);
        assert_eq!(found.unwrap().candidate, public);
    }

    #[test]
    fn routes_are_bounded_and_expire() {
        let now = crate::clock::instant();
        let mut demux = with_peers();
        let local = address("10.0.0.1:7882");
        for port in 1..=1000 {
            demux.find(
                SocketAddr::new([10, 0, 0, 9].into(), port),
                local,
                &check("ufrag1"),
                now,
            );
        }
        assert_eq!(demux.routes.len(), MAX_ROUTES_PER_PEER);
        for n in 0..100 {
            demux.add_ufrag(key(1), format!("again{n}"));
        }
        assert_eq!(demux.ufrags.len(), MAX_UFRAGS_PER_PEER + 1);
        demux.sweep(now + ROUTE_LIFE);
        assert!(demux.routes.is_empty());
        assert!(demux.peers[&key(1)].routes.is_empty());
        demux.remove_room(RoomKey(1));
        assert!(demux.peers.is_empty() && demux.ufrags.is_empty());
    }
}
