//! A worker: a plain thread that owns one UDP port and the rooms pinned to it. Nothing in here awaits or locks.
//!
//! A round: letters from the mailbox, datagrams, rooms whose time has come; then each room that was fed is polled
//! once, and what it says is carried out. The clock is read once a round.

mod calls;
mod deliver;
mod entry;
mod floor;
pub(crate) mod mailbox;
pub(crate) mod outbox;

use std::collections::{HashMap, HashSet, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sfu::{Certificate, ConnectionId, Input, Outputs, WallClock};
use tokio::sync::mpsc;

use self::floor::Floor;
use self::mailbox::{JoinCall, Mail, Mailbox};
use self::outbox::Outbox;
use crate::bars::Bars;
use crate::clock;
use crate::events::Events;
use crate::figures::WorkerFigures;
use crate::net::demux::{Demux, PeerKey, RoomKey};
use crate::net::udp::Udp;

/// Letters taken in a round.
const LETTERS: usize = 256;
/// Longest time spent on letters in a round.
const LETTER_TIME: Duration = Duration::from_millis(5);
/// Receive calls in a round.
const RECEIVES: usize = 16;
/// Joins waiting their turn; the gateway lets fewer in at a time.
const WAITING_JOINS: usize = 64;
/// How often what has expired is thrown out.
const SWEEP: Duration = Duration::from_secs(1);

const SOCKET: mio::Token = mio::Token(0);
const LETTER: mio::Token = mio::Token(1);

/// What a worker is made with.
pub(crate) struct WorkerOptions {
    pub(crate) address: SocketAddr,
    /// This machine's addresses.
    pub(crate) machine: Vec<IpAddr>,
    pub(crate) reserved_prefix: String,
    pub(crate) region: String,
    pub(crate) testing: bool,
    pub(crate) certificate: Certificate,
    pub(crate) wall_clock: WallClock,
    pub(crate) seed: [u8; 32],
    pub(crate) events: Events,
}

/// A running worker, seen from outside.
#[derive(Clone)]
pub(crate) struct WorkerHandle {
    pub(crate) mailbox: Mailbox,
    /// Where media is received.
    pub(crate) address: SocketAddr,
    pub(crate) figures: Arc<WorkerFigures>,
}

/// A signalling connection.
struct Connection {
    room: RoomKey,
    identity: String,
    outbox: Outbox,
    /// What the client is told; moves to the peer once there is one.
    candidates: Vec<SocketAddr>,
}

struct Worker {
    poll: mio::Poll,
    udp: Udp,
    /// Something may wait in the socket.
    readable: bool,
    demux: Demux,
    floor: Floor,
    mail: mpsc::Receiver<Mail>,
    joins: VecDeque<JoinCall>,
    connections: HashMap<ConnectionId, Connection>,
    pending: HashMap<u64, calls::Pending>,
    last_call: u64,
    bars: Bars,
    events: Events,
    figures: Arc<WorkerFigures>,
    machine: HashSet<IpAddr>,
    reserved_prefix: String,
    region: String,
    testing: bool,
    certificate: Certificate,
    wall_clock: WallClock,
    random: StdRng,
    stopping: bool,
    swept_at: Instant,
    outputs: Outputs,
    scratch_rooms: Vec<RoomKey>,
}

/// What a round left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Everything is done: sleep until something happens.
    Nothing,
    /// There is more to do at once.
    More,
    /// The end.
    Stop,
}

/// Binds the port and starts the thread.
///
/// # Errors
/// The operating system's: the port is in use, no thread can be made.
pub(crate) fn start(options: WorkerOptions) -> io::Result<WorkerHandle> {
    let poll = mio::Poll::new()?;
    let mut udp = Udp::bind(options.address)?;
    poll.registry()
        .register(udp.source(), SOCKET, mio::Interest::READABLE | mio::Interest::WRITABLE)?;
    let waker = mio::Waker::new(poll.registry(), LETTER)?;
    let (mailbox, mail) = Mailbox::new(waker);
    let figures = Arc::new(WorkerFigures::default());
    let address = udp.local();
    let worker = Worker {
        poll,
        udp,
        readable: true,
        demux: Demux::default(),
        floor: Floor::default(),
        mail,
        joins: VecDeque::new(),
        connections: HashMap::new(),
        pending: HashMap::new(),
        last_call: 0,
        bars: Bars::default(),
        events: options.events,
        figures: Arc::clone(&figures),
        machine: options.machine.into_iter().collect(),
        reserved_prefix: options.reserved_prefix,
        region: options.region,
        testing: options.testing,
        certificate: options.certificate,
        wall_clock: options.wall_clock,
        random: StdRng::from_seed(options.seed),
        stopping: false,
        swept_at: clock::instant(),
        outputs: Outputs::default(),
        scratch_rooms: Vec::new(),
    };
    std::thread::Builder::new()
        .name(format!("media-{}", address.port()))
        .spawn(move || worker.run())?;
    Ok(WorkerHandle {
        mailbox,
        address,
        figures,
    })
}

impl Worker {
    fn run(mut self) {
        let mut happened = mio::Events::with_capacity(8);
        let mut left = Left::More;
        while left != Left::Stop {
            let timeout = match left {
                Left::More => Some(Duration::ZERO),
                _ => self.sleep(clock::instant()),
            };
            if let Err(error) = self.poll.poll(&mut happened, timeout)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "the media worker cannot wait for its socket");
                return;
            }
            let now = clock::instant();
            self.readable |= happened.iter().any(|event| event.token() == SOCKET);
            left = self.round(now);
            self.note_figures(now);
        }
    }

    /// How long nothing needs doing, unless something comes.
    fn sleep(&self, now: Instant) -> Option<Duration> {
        let sweep = self.swept_at + SWEEP;
        let next = self.floor.next_timeout().map_or(sweep, |at| at.min(sweep));
        Some(next.saturating_duration_since(now))
    }

    fn round(&mut self, now: Instant) -> Left {
        self.udp.flush();
        let letters = self.read_mail(now);
        if letters == Left::Stop {
            return Left::Stop;
        }
        // One a round: a join costs milliseconds of cryptography, and media waits meanwhile.
        if let Some(call) = self.joins.pop_front() {
            self.join(call, now);
        }
        let datagrams = self.read_socket(now);
        self.wake_rooms(now);
        self.deliver_all(now);
        if now.saturating_duration_since(self.swept_at) >= SWEEP {
            self.sweep(now);
        }
        if letters == Left::More || datagrams == Left::More || !self.joins.is_empty() {
            Left::More
        } else {
            Left::Nothing
        }
    }

    fn read_mail(&mut self, now: Instant) -> Left {
        for _ in 0..LETTERS {
            match self.mail.try_recv() {
                Ok(Mail::Stop) | Err(mpsc::error::TryRecvError::Disconnected) => {
                    return Left::Stop;
                }
                Ok(mail) => self.open(mail, now),
                Err(mpsc::error::TryRecvError::Empty) => return Left::Nothing,
            }
            // An offer costs milliseconds, and media waits meanwhile.
            if clock::instant().saturating_duration_since(now) >= LETTER_TIME {
                break;
            }
        }
        Left::More
    }

    fn open(&mut self, mail: Mail, now: Instant) {
        match mail {
            Mail::Join(call) if self.joins.len() < WAITING_JOINS => self.joins.push_back(*call),
            Mail::Join(call) => {
                let _ = call.reply.send(Err(mailbox::EntryRefusal::Busy));
            }
            Mail::Resume(call) => self.resume(*call, now),
            Mail::Check { room, identity, reply } => {
                let _ = reply.send(self.check(&room, &identity, now));
            }
            Mail::Signal { connection, request } => {
                if let Some(room) = self.connections.get(&connection).map(|c| c.room) {
                    let input = Input::Signal { connection, request };
                    self.feed(room, now, input);
                }
            }
            Mail::SignalClosed { connection } => self.signal_closed(connection, now),
            Mail::Call { room, command, reply } => self.call(&room, command, reply, now),
            Mail::CreateRoom { configuration, reply } => self.create_room(&configuration, reply, now),
            Mail::RoomNames { reply } => {
                let _ = reply.send(self.floor.names());
            }
            Mail::Disturb {
                room,
                identity,
                disturbance,
                reply,
            } => {
                let _ = reply.send(self.disturb(&room, &identity, disturbance, now));
            }
            Mail::ShutDown { reply } => {
                self.shut_down(now);
                let _ = reply.send(());
            }
            Mail::Stop => {}
        }
    }

    /// Everyone is told to come back later, and goes.
    fn shut_down(&mut self, now: Instant) {
        self.stopping = true;
        for call in self.joins.drain(..) {
            let _ = call.reply.send(Err(mailbox::EntryRefusal::Stopping));
        }
        for room in self.floor.keys() {
            let command = Box::new(sfu::Command::ShutDown);
            // Nobody waits for the answer: number 0 is no call's.
            self.feed(room, now, Input::Command { id: 0, command });
        }
        self.deliver_all(now);
        self.udp.flush();
    }

    fn read_socket(&mut self, now: Instant) -> Left {
        let mut broken: Vec<RoomKey> = Vec::new();
        for _ in 0..RECEIVES {
            if !self.readable {
                break;
            }
            // The kernel tells once that something came: only a full batch can have left something behind.
            self.readable = self.udp.receive();
            for datagram in self.udp.received() {
                let found = self.demux.find(datagram.source, datagram.local, datagram.contents, now);
                let Some(to) = found else {
                    self.figures.unclaimed();
                    continue;
                };
                let PeerKey { room, peer } = to.key;
                let input = Input::Datagram {
                    peer,
                    source: datagram.source,
                    destination: to.candidate,
                    contents: datagram.contents,
                };
                if self.floor.handle(room, now, input).is_err() {
                    broken.push(room);
                }
            }
        }
        for room in broken {
            self.break_room(room);
        }
        if self.readable { Left::More } else { Left::Nothing }
    }

    fn wake_rooms(&mut self, now: Instant) {
        let mut due = std::mem::take(&mut self.scratch_rooms);
        self.floor.due(now, &mut due);
        for room in due.drain(..) {
            self.feed(room, now, Input::Timeout);
        }
        self.scratch_rooms = due;
    }

    /// Throws out what has expired, and finds WebSockets that went without a word.
    fn sweep(&mut self, now: Instant) {
        self.swept_at = now;
        self.bars.sweep(now);
        self.demux.sweep(now);
        let gone: Vec<ConnectionId> = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.outbox.is_closed())
            .map(|(id, _)| *id)
            .collect();
        for connection in gone {
            self.signal_closed(connection, now);
        }
        self.deliver_all(now);
    }

    fn note_figures(&self, began: Instant) {
        let busy = clock::instant().saturating_duration_since(began);
        self.figures.note(
            self.udp.counts,
            self.floor.len(),
            self.demux.peers(),
            self.connections.len(),
            busy,
        );
    }

    fn is_reserved(&self, room: &str) -> bool {
        !self.reserved_prefix.is_empty() && room.starts_with(&self.reserved_prefix)
    }

    fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.random.fill_bytes(&mut seed);
        seed
    }
}
