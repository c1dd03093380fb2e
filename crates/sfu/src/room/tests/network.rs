//! A simulated network: what is on its way, and when it arrives.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::testing::ClientDatagram;
use crate::{ConnectionId, wire};

/// Signalling messages take so long.
const SIGNAL_DELAY: Duration = Duration::from_millis(5);

/// What a client's way to the room does to datagrams, in both directions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) delay: Duration,
    /// Up to so much is added to a datagram's delay: they overtake each other.
    pub(super) jitter: Duration,
    /// Per cent.
    pub(super) loss: u32,
    /// Nothing passes.
    pub(super) cut: bool,
}

impl Default for Link {
    fn default() -> Self {
        let delay = Duration::from_millis(10);
        Self {
            delay,
            jitter: Duration::ZERO,
            loss: 0,
            cut: false,
        }
    }
}

#[expect(clippy::large_enum_variant, reason = "a test")]
pub(super) enum Delivery {
    Datagram {
        to_room: bool,
        seat: String,
        datagram: ClientDatagram,
    },
    Request {
        connection: ConnectionId,
        request: wire::SignalRequest,
    },
    Response {
        connection: ConnectionId,
        response: wire::SignalResponse,
    },
    Closed {
        connection: ConnectionId,
    },
}

/// What is on its way.
pub(super) struct Network {
    arrivals: BinaryHeap<Reverse<(Instant, u64)>>,
    contents: BTreeMap<u64, Delivery>,
    next_delivery: u64,
    random: StdRng,
}

impl Network {
    /// `luck` decides which datagrams get lost and how late each is.
    pub(super) fn new(luck: u8) -> Self {
        Self {
            arrivals: BinaryHeap::new(),
            contents: BTreeMap::new(),
            next_delivery: 0,
            random: StdRng::from_seed([luck; 32]),
        }
    }

    /// When the next delivery arrives.
    pub(super) fn next(&self) -> Option<Instant> {
        self.arrivals.peek().map(|Reverse((at, _))| *at)
    }

    /// A delivery that has arrived by `now`.
    pub(super) fn due(&mut self, now: Instant) -> Option<Delivery> {
        if self.next()? > now {
            return None;
        }
        let Reverse((_, key)) = self.arrivals.pop()?;
        Some(self.contents.remove(&key).expect("whatever arrives set out"))
    }

    /// A datagram sets out.
    pub(super) fn send(&mut self, now: Instant, link: Link, delivery: Delivery) {
        if link.cut || self.random.random_range(0..100) < link.loss {
            return;
        }
        let jitter = u64::try_from(link.jitter.as_micros()).unwrap();
        let jitter = Duration::from_micros(self.random.random_range(0..=jitter));
        self.put(now + link.delay + jitter, delivery);
    }

    /// A signalling message sets out.
    pub(super) fn signal(&mut self, now: Instant, delivery: Delivery) {
        self.put(now + SIGNAL_DELAY, delivery);
    }

    fn put(&mut self, arrival: Instant, delivery: Delivery) {
        self.next_delivery += 1;
        self.arrivals.push(Reverse((arrival, self.next_delivery)));
        self.contents.insert(self.next_delivery, delivery);
    }

    /// Takes the media a client has under way off the network.
    pub(super) fn catch_datagrams(&mut self, name: &str) -> Vec<Vec<u8>> {
        let caught = self.tap_datagrams(name);
        let to_room = |delivery: &Delivery| {
            matches!(delivery, Delivery::Datagram { to_room: true, seat, datagram }
                if seat == name && is_media(&datagram.contents))
        };
        let keys: Vec<u64> = self
            .contents
            .iter()
            .filter(|(_, one)| to_room(one))
            .map(|(key, _)| *key)
            .collect();
        for key in &keys {
            self.contents.remove(key);
        }
        self.arrivals.retain(|Reverse((_, key))| !keys.contains(key));
        caught
    }

    /// Copies of the media a client has under way.
    pub(super) fn tap_datagrams(&self, name: &str) -> Vec<Vec<u8>> {
        let under_way = self.contents.values().filter_map(|delivery| match delivery {
            Delivery::Datagram {
                to_room: true,
                seat,
                datagram,
            } if seat == name => Some(datagram.contents.clone()),
            _ => None,
        });
        under_way.filter(|contents| is_media(contents)).collect()
    }
}

/// Is it SRTP, and no RTCP?
fn is_media(contents: &[u8]) -> bool {
    contents.len() > 40 && (128..192).contains(&contents[0]) && !(64..96).contains(&(contents[1] & 0x7f))
}
