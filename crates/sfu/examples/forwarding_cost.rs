//! What forwarding costs, without sockets: CPU time inside a room per forwarded packet.
//!
//! `cargo run --release -p sfu --features testing --example forwarding_cost`
//!
//! Simulated clients in one thread with the room; only the time spent in the room counts. Datagrams are fed in batches
//! of a millisecond, as a busy host would.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring tool")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sfu::testing::{Client, ClientDatagram, ClientOptions, Publish};
use sfu::{
    Certificate, Command, CommandReply, ConnectionId, Input, Join, Output, Outputs, PeerId, Room, RoomOptions,
    WallClock, stats::RoomStats, wire,
};

struct Seat {
    client: Client,
    connection: ConnectionId,
    peer: Option<PeerId>,
    address: SocketAddr,
}

struct Bench {
    room: Room,
    now: Instant,
    seats: Vec<Seat>,
    spent: Duration,
    outputs: Outputs,
    batches: u64,
    datagrams: u64,
    stats: RoomStats,
}

const SERVER: &str = "10.0.0.1:7882";

#[expect(clippy::disallowed_methods, reason = "measuring is what this is for")]
fn clock() -> Instant {
    Instant::now()
}

impl Bench {
    fn new() -> Self {
        let now = clock();
        let wall_clock = WallClock { at: now, unix_ms: 0 };
        let options = RoomOptions::new("bench", Certificate::generate().unwrap(), wall_clock);
        Self {
            room: Room::new(options, [0; 32], now),
            now,
            seats: Vec::new(),
            spent: Duration::ZERO,
            outputs: Outputs::default(),
            batches: 0,
            datagrams: 0,
            stats: RoomStats::default(),
        }
    }

    fn join(&mut self, publish: bool) -> usize {
        let index = self.seats.len();
        let address = SocketAddr::from(([10, 0, 1, u8::try_from(index).unwrap()], 5000));
        let mut options = ClientOptions::browser(address);
        options.auto_subscribe = !publish;
        let mut client = Client::new(options, self.now);
        let connection = ConnectionId(index as u64);
        let join = Join {
            connection,
            identity: format!("seat {index}"),
            name: String::new(),
            metadata: String::new(),
            attributes: Default::default(),
            kind: 0,
            permission: wire::ParticipantPermission {
                can_subscribe: true,
                can_publish: true,
                can_publish_data: true,
                ..Default::default()
            },
            request: client.join_request(),
            candidates: vec![SERVER.parse().unwrap()],
            ice_servers: Vec::new(),
        };
        self.seats.push(Seat {
            client,
            connection,
            peer: None,
            address,
        });
        self.room.handle(self.now, Input::Join(Box::new(join)));
        self.round();
        index
    }

    /// One millisecond.
    fn step(&mut self) {
        self.now += Duration::from_millis(1);
        let mut datagrams = Vec::new();
        let mut requests = Vec::new();
        for seat in &mut self.seats {
            if seat.client.next_timeout() <= self.now {
                seat.client.handle_timeout(self.now);
            }
            while let Some(request) = seat.client.poll_request() {
                requests.push((seat.connection, request));
            }
            while let Some(datagram) = seat.client.poll_datagram() {
                datagrams.extend(seat.peer.map(|peer| (peer, datagram)));
            }
        }
        let begun = clock();
        for (connection, request) in requests {
            self.room.handle(
                self.now,
                Input::Signal {
                    connection,
                    request: Box::new(request),
                },
            );
        }
        for (peer, datagram) in &datagrams {
            let ClientDatagram {
                source,
                destination,
                contents,
            } = datagram;
            let (source, destination) = (*source, *destination);
            self.room.handle(
                self.now,
                Input::Datagram {
                    peer: *peer,
                    source,
                    destination,
                    contents,
                },
            );
        }
        if self.room.next_timeout() <= self.now {
            self.room.handle(self.now, Input::Timeout);
        }
        self.room.poll_outputs(&mut self.outputs);
        self.spent += begun.elapsed_since();
        self.deliver();
    }

    fn round(&mut self) {
        self.room.poll_outputs(&mut self.outputs);
        self.deliver();
    }

    fn deliver(&mut self) {
        let mut outputs = std::mem::take(&mut self.outputs);
        for output in outputs.list.drain(..) {
            match output {
                Output::Joined { connection, peer, .. } => {
                    let mut seats = self.seats.iter_mut();
                    seats.find(|seat| seat.connection == connection).unwrap().peer = Some(peer);
                }
                Output::Signal { connection, response } => {
                    let mut seats = self.seats.iter_mut();
                    let seat = seats.find(|seat| seat.connection == connection).unwrap();
                    seat.client.handle_response(self.now, *response);
                }
                Output::CommandDone {
                    result: Ok(CommandReply::Stats(stats)),
                    ..
                } => {
                    self.stats = stats;
                }
                _ => {}
            }
        }
        for batch in outputs.datagrams.iter() {
            self.batches += 1;
            let found = self.seats.iter_mut().find(|seat| seat.address == batch.destination);
            let Some(seat) = found else { continue };
            for segment in batch.segments() {
                self.datagrams += 1;
                seat.client
                    .handle_datagram(self.now, batch.source, batch.destination, segment);
            }
        }
        outputs.clear();
        self.outputs = outputs;
    }

    fn stats(&mut self) -> RoomStats {
        self.room.handle(
            self.now,
            Input::Command {
                id: 0,
                command: Box::new(Command::Stats),
            },
        );
        self.round();
        self.stats
    }
}

trait ElapsedSince {
    fn elapsed_since(self) -> Duration;
}

impl ElapsedSince for Instant {
    fn elapsed_since(self) -> Duration {
        clock().duration_since(self)
    }
}

fn measure(name: &str, publishers: usize, subscribers: usize, publish: &Publish) {
    let mut bench = Bench::new();
    for _ in 0..publishers {
        let seat = bench.join(true);
        bench.seats[seat].client.publish(publish.clone());
    }
    for _ in 0..subscribers {
        bench.join(false);
    }
    (0..4_000).for_each(|_| bench.step());
    let before = bench.stats();
    let datagrams = (bench.batches, bench.datagrams);
    bench.spent = Duration::ZERO;
    (0..5_000).for_each(|_| bench.step());
    let after = bench.stats();
    let forwarded = after.packets_forwarded - before.packets_forwarded;
    let micros = bench.spent.as_secs_f64() * 1e6 / forwarded as f64;
    let segments = (bench.datagrams - datagrams.1) as f64 / (bench.batches - datagrams.0) as f64;
    println!("{name}: {micros:.2} µs per forwarded packet ({forwarded} packets, {segments:.1} datagrams per batch)");
}

fn main() {
    // 20 frames per second of 9,400 bytes: 1.5 Mbit/s.
    let camera = Publish {
        frame_bytes: 9_400,
        ..Publish::camera("cam", 1)
    };
    measure("video 3 × 20", 3, 20, &camera);
    measure("audio 1 × 40", 1, 40, &Publish::microphone("mic"));
    measure("video 1 × 1", 1, 1, &camera);
}
