//! A room, simulated clients, a simulated network and virtual time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::room::Room;
use crate::testing::{Client, ClientDatagram, ClientOptions, Sdk, origin};
use crate::wire;
use crate::{
    Certificate, CommandResult, ConnectionId, Input, Join, Output, Outputs, PeerId, RefreshClaims, Resume, RoomEvent,
    RoomOptions, WallClock,
};

/// The room's address.
pub(super) const SERVER: &str = "10.0.0.1:7882";
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
enum Delivery {
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

/// A client in its place.
pub(super) struct Seat {
    pub(super) client: Client,
    pub(super) connection: Option<ConnectionId>,
    pub(super) peer: Option<PeerId>,
    pub(super) link: Link,
    pub(super) address: SocketAddr,
    /// The WebSocket was closed by the room.
    pub(super) closed: bool,
}

/// Everything there is.
pub(super) struct World {
    pub(super) room: Room,
    pub(super) now: Instant,
    pub(super) seats: BTreeMap<String, Seat>,
    pub(super) events: Vec<RoomEvent>,
    pub(super) tokens: Vec<(ConnectionId, RefreshClaims)>,
    pub(super) removed: Vec<PeerId>,
    pub(super) finished: bool,
    pub(super) results: Vec<(u64, CommandResult)>,
    deliveries: BinaryHeap<Reverse<(Instant, u64)>>,
    contents: BTreeMap<u64, Delivery>,
    next_delivery: u64,
    next_connection: u64,
    next_address: u8,
    random: StdRng,
    outputs: Outputs,
    /// Largest number of datagrams seen in one batch.
    pub(super) largest_batch: usize,
}

/// One certificate for all tests: making it costs.
fn certificate() -> Certificate {
    static CERTIFICATE: std::sync::OnceLock<Certificate> = std::sync::OnceLock::new();
    CERTIFICATE.get_or_init(|| Certificate::generate().unwrap()).clone()
}

pub(super) fn options() -> RoomOptions {
    let clock = WallClock {
        at: origin(),
        unix_ms: 1_700_000_000_000,
    };
    let mut options = RoomOptions::new("room", certificate(), clock);
    options.testing = true;
    options
}

impl World {
    pub(super) fn new() -> Self {
        Self::with(options())
    }

    pub(super) fn with(options: RoomOptions) -> Self {
        Self {
            room: Room::new(options, [1; 32], origin()),
            now: origin(),
            seats: BTreeMap::new(),
            events: Vec::new(),
            tokens: Vec::new(),
            removed: Vec::new(),
            finished: false,
            results: Vec::new(),
            deliveries: BinaryHeap::new(),
            contents: BTreeMap::new(),
            next_delivery: 0,
            next_connection: 0,
            next_address: 1,
            random: StdRng::from_seed([2; 32]),
            outputs: Outputs::default(),
            largest_batch: 0,
        }
    }

    /// A browser joins under this identity, and waits until its media is connected.
    pub(super) fn join(&mut self, name: &str) -> &mut Seat {
        self.enter(name, name, |_| {}, |_| {});
        self.until(&format!("{name} is connected"), |world| {
            world.seats[name].client.is_connected()
        });
        self.run(100);
        self.seat(name)
    }

    /// A client takes seat `name` and joins as `identity`; options and join are adjusted before.
    pub(super) fn enter(
        &mut self,
        name: &str,
        identity: &str,
        adjust_client: impl FnOnce(&mut ClientOptions),
        adjust_join: impl FnOnce(&mut Join),
    ) {
        let address: SocketAddr = format!("10.0.1.{}:5000", self.next_address).parse().unwrap();
        self.next_address += 1;
        let mut options = ClientOptions::browser(address);
        adjust_client(&mut options);
        let mut client = Client::new(options, self.now);
        let connection = self.connection();
        let mut join = Join {
            connection,
            identity: identity.to_owned(),
            name: format!("Name of {identity}"),
            metadata: String::new(),
            attributes: Default::default(),
            kind: 0,
            permission: permission(),
            request: client.join_request(),
            candidates: vec![SERVER.parse().unwrap()],
            ice_servers: Vec::new(),
        };
        adjust_join(&mut join);
        let seat = Seat {
            client,
            connection: Some(connection),
            peer: None,
            link: Link::default(),
            address,
            closed: false,
        };
        self.seats.insert(name.to_owned(), seat);
        self.input(Input::Join(Box::new(join)));
    }

    /// The seat's client connects its signalling anew and keeps its media.
    pub(super) fn resume(&mut self, name: &str, identity: &str) {
        let connection = self.connection();
        let seat = self.seat(name);
        let request = seat.client.resume_request();
        seat.connection = Some(connection);
        seat.closed = false;
        let resume = Resume {
            connection,
            identity: identity.to_owned(),
            request,
            ice_servers: Vec::new(),
        };
        self.input(Input::Resume(Box::new(resume)));
    }

    /// A new WebSocket.
    pub(super) fn connection(&mut self) -> ConnectionId {
        self.next_connection += 1;
        ConnectionId(self.next_connection)
    }

    /// The client closes its WebSocket without a word.
    pub(super) fn drop_signal(&mut self, name: &str) {
        if let Some(connection) = self.seat(name).connection.take() {
            self.input(Input::SignalClosed { connection });
        }
    }

    pub(super) fn seat(&mut self, name: &str) -> &mut Seat {
        self.seats.get_mut(name).expect("seated")
    }

    /// Feeds an input now.
    pub(super) fn input(&mut self, input: Input<'_>) {
        self.room.handle(self.now, input);
        self.collect();
    }

    /// Lets virtual time pass.
    pub(super) fn run(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        self.collect_clients();
        while self.step(end) {}
        self.now = end;
    }

    /// Lets time pass until something is so; fails after 10 s.
    pub(super) fn until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let end = self.now + Duration::from_secs(10);
        self.collect_clients();
        while !is_so(self) {
            assert!(self.step(end), "not within 10 s: {what}");
        }
    }

    /// Does what is due next, if that is before `end`.
    fn step(&mut self, end: Instant) -> bool {
        let delivery = self.deliveries.peek().map(|Reverse((at, _))| *at);
        let clients = self.seats.values().map(|seat| seat.client.next_timeout());
        let room = (!self.finished).then(|| self.room.next_timeout());
        let Some(next) = clients.chain(delivery).chain(room).min().filter(|next| *next < end) else {
            return false;
        };
        self.now = self.now.max(next);
        while self.deliveries.peek().is_some_and(|Reverse((at, _))| *at <= self.now) {
            let Reverse((_, key)) = self.deliveries.pop().unwrap();
            let delivery = self.contents.remove(&key).unwrap();
            self.deliver(delivery);
        }
        for seat in self.seats.values_mut() {
            if seat.client.next_timeout() <= self.now {
                seat.client.handle_timeout(self.now);
            }
        }
        if !self.finished && self.room.next_timeout() <= self.now {
            self.room.handle(self.now, Input::Timeout);
        }
        self.collect();
        true
    }

    fn deliver(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Datagram {
                to_room: true,
                seat,
                datagram,
            } => {
                if let Some(peer) = self.seats.get(&seat).and_then(|seat| seat.peer) {
                    let ClientDatagram {
                        source,
                        destination,
                        contents,
                    } = datagram;
                    self.room.handle(
                        self.now,
                        Input::Datagram {
                            peer,
                            source,
                            destination,
                            contents: &contents,
                        },
                    );
                }
            }
            Delivery::Datagram {
                to_room: false,
                seat,
                datagram,
            } => {
                if let Some(seat) = self.seats.get_mut(&seat) {
                    let ClientDatagram {
                        source,
                        destination,
                        contents,
                    } = datagram;
                    seat.client.handle_datagram(self.now, source, destination, &contents);
                }
            }
            Delivery::Request { connection, request } => {
                let request = Box::new(request);
                self.room.handle(self.now, Input::Signal { connection, request });
            }
            Delivery::Response { connection, response } => {
                if let Some(seat) = self.seats.values_mut().find(|seat| seat.connection == Some(connection)) {
                    seat.client.handle_response(self.now, response);
                }
            }
            Delivery::Closed { connection } => {
                if let Some(seat) = self.seats.values_mut().find(|seat| seat.connection == Some(connection)) {
                    seat.connection = None;
                    seat.closed = true;
                }
                self.room.handle(self.now, Input::SignalClosed { connection });
            }
        }
    }

    /// Takes what the room and the clients put out, and puts it on its way.
    fn collect(&mut self) {
        let mut outputs = std::mem::take(&mut self.outputs);
        self.room.poll_outputs(&mut outputs);
        for output in outputs.list.drain(..) {
            self.output(output);
        }
        for batch in outputs.datagrams.iter() {
            let segments: Vec<_> = batch.segments().collect();
            self.largest_batch = self.largest_batch.max(segments.len());
            let (last, others) = segments.split_last().unwrap();
            assert!(others.iter().all(|one| one.len() == batch.segment_size));
            assert!(last.len() <= batch.segment_size && batch.contents.len() <= 65_000);
            for segment in segments {
                let found = self.seats.iter().find(|(_, seat)| seat.address == batch.destination);
                let Some((name, seat)) = found else { continue };
                let datagram = ClientDatagram {
                    source: batch.source,
                    destination: batch.destination,
                    contents: segment.to_vec(),
                };
                let (name, link) = (name.clone(), seat.link);
                self.send(
                    link,
                    Delivery::Datagram {
                        to_room: false,
                        seat: name,
                        datagram,
                    },
                );
            }
        }
        outputs.clear();
        self.outputs = outputs;
        self.collect_clients();
    }

    fn collect_clients(&mut self) {
        let mut deliveries = Vec::new();
        for (name, seat) in &mut self.seats {
            while let Some(datagram) = seat.client.poll_datagram() {
                let to = Delivery::Datagram {
                    to_room: true,
                    seat: name.clone(),
                    datagram,
                };
                deliveries.push((Some(seat.link), to));
            }
            let Some(connection) = seat.connection else { continue };
            while let Some(request) = seat.client.poll_request() {
                deliveries.push((None, Delivery::Request { connection, request }));
            }
            while let Some(datagram) = seat.client.poll_datagram() {
                let to = Delivery::Datagram {
                    to_room: true,
                    seat: name.clone(),
                    datagram,
                };
                deliveries.push((Some(seat.link), to));
            }
        }
        for (link, delivery) in deliveries {
            match link {
                Some(link) => self.send(link, delivery),
                None => self.put(SIGNAL_DELAY, delivery),
            }
        }
    }

    fn send(&mut self, link: Link, delivery: Delivery) {
        if link.cut || self.random.random_range(0..100) < link.loss {
            return;
        }
        let jitter = u64::try_from(link.jitter.as_micros()).unwrap();
        let jitter = Duration::from_micros(self.random.random_range(0..=jitter));
        self.put(link.delay + jitter, delivery);
    }

    fn put(&mut self, delay: Duration, delivery: Delivery) {
        self.next_delivery += 1;
        self.deliveries.push(Reverse((self.now + delay, self.next_delivery)));
        self.contents.insert(self.next_delivery, delivery);
    }

    fn output(&mut self, output: Output) {
        match output {
            Output::Joined { connection, peer, .. } => {
                if let Some(seat) = self.seats.values_mut().find(|seat| seat.connection == Some(connection)) {
                    seat.peer = Some(peer);
                }
            }
            Output::Signal { connection, response } => {
                self.put(
                    SIGNAL_DELAY,
                    Delivery::Response {
                        connection,
                        response: *response,
                    },
                );
            }
            Output::CloseSignal { connection } => self.put(SIGNAL_DELAY, Delivery::Closed { connection }),
            Output::PeerRemoved { peer } => self.removed.push(peer),
            Output::RefreshToken { connection, claims } => self.tokens.push((connection, *claims)),
            Output::Event(event) => self.events.push(*event),
            Output::CommandDone { id, result } => self.results.push((id, result)),
            Output::Finished => self.finished = true,
            Output::UfragAdded { .. } => {}
        }
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
        self.deliveries.retain(|Reverse((_, key))| !keys.contains(key));
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

/// May do everything an ordinary participant may.
pub(super) fn permission() -> wire::ParticipantPermission {
    wire::ParticipantPermission {
        can_subscribe: true,
        can_publish: true,
        can_publish_data: true,
        ..Default::default()
    }
}

/// A native client.
pub(super) fn native(options: &mut ClientOptions) {
    options.sdk = Sdk::Native;
}
