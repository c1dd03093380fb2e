//! A room, simulated clients around it, and virtual time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::network::{Delivery, Link, Network};
use crate::room::Room;
use crate::testing::{Client, ClientDatagram, ClientOptions, Sdk, origin};
use crate::wire;
use crate::{
    Certificate, CommandResult, ConnectionId, Input, Join, Output, Outputs, PeerId, RefreshClaims, Resume, RoomEvent,
    RoomOptions, WallClock,
};

/// The room's address.
pub(super) const SERVER: &str = "10.0.0.1:7882";
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
    pub(super) network: Network,
    next_connection: u64,
    next_address: u8,
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
            network: Network::new(2),
            next_connection: 0,
            next_address: 1,
            outputs: Outputs::default(),
            largest_batch: 0,
        }
    }

    /// The same, on a network that loses other datagrams.
    pub(super) fn with_luck(luck: u8) -> Self {
        Self {
            network: Network::new(luck),
            ..Self::new()
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
        let delivery = self.network.next();
        let clients = self.seats.values().map(|seat| seat.client.next_timeout());
        let room = (!self.finished).then(|| self.room.next_timeout());
        let Some(next) = clients.chain(delivery).chain(room).min().filter(|next| *next < end) else {
            return false;
        };
        self.now = self.now.max(next);
        while let Some(delivery) = self.network.due(self.now) {
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
                let to = Delivery::Datagram {
                    to_room: false,
                    seat: name,
                    datagram,
                };
                self.network.send(self.now, link, to);
            }
        }
        outputs.clear();
        self.outputs = outputs;
        self.collect_clients();
    }

    fn collect_clients(&mut self) {
        for (name, seat) in &mut self.seats {
            while let Some(datagram) = seat.client.poll_datagram() {
                let to = Delivery::Datagram {
                    to_room: true,
                    seat: name.clone(),
                    datagram,
                };
                self.network.send(self.now, seat.link, to);
            }
            let Some(connection) = seat.connection else { continue };
            while let Some(request) = seat.client.poll_request() {
                self.network.signal(self.now, Delivery::Request { connection, request });
            }
        }
    }

    fn output(&mut self, output: Output) {
        match output {
            Output::Joined { connection, peer, .. } => {
                if let Some(seat) = self.seats.values_mut().find(|seat| seat.connection == Some(connection)) {
                    seat.peer = Some(peer);
                }
            }
            Output::Signal { connection, response } => {
                let response = *response;
                self.network
                    .signal(self.now, Delivery::Response { connection, response });
            }
            Output::CloseSignal { connection } => self.network.signal(self.now, Delivery::Closed { connection }),
            Output::PeerRemoved { peer } => self.removed.push(peer),
            Output::RefreshToken { connection, claims } => self.tokens.push((connection, *claims)),
            Output::Event(event) => self.events.push(*event),
            Output::CommandDone { id, result } => self.results.push((id, result)),
            Output::Finished => self.finished = true,
            Output::UfragAdded { .. } => {}
        }
    }
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
