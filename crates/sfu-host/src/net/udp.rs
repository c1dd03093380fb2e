//! One UDP port: receives in batches, sends with segmentation offload, never blocks.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, IoSliceMut};
use std::net::{IpAddr, SocketAddr};

use quinn_udp::{RecvMeta, Transmit, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};

/// Messages a receive call may take.
const BATCH: usize = 16;
/// Bytes a message may have: with receive offload the kernel glues datagrams of one sender together, up to this.
const MESSAGE: usize = 65_536;
/// Socket buffers asked for; the kernel gives what `net.core.rmem_max` and `wmem_max` allow.
const SOCKET_BUFFER: usize = 8 * 1024 * 1024;
/// Bytes kept while the socket takes no more; what comes on top is dropped, as a full queue in the network would.
const BACKLOG: usize = 2 * 1024 * 1024;

/// What happened on a port so far.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct UdpCounts {
    pub(crate) datagrams_in: u64,
    pub(crate) bytes_in: u64,
    pub(crate) datagrams_out: u64,
    pub(crate) bytes_out: u64,
    pub(crate) send_calls: u64,
    pub(crate) dropped_out: u64,
}

/// A bound UDP port.
pub(crate) struct Udp {
    socket: mio::net::UdpSocket,
    state: UdpSocketState,
    local: SocketAddr,
    storage: Vec<u8>,
    metas: [RecvMeta; BATCH],
    received: usize,
    backlog: VecDeque<Waiting>,
    backlog_bytes: usize,
    pub(crate) counts: UdpCounts,
}

/// Datagrams the socket did not take yet.
struct Waiting {
    source: Option<IpAddr>,
    destination: SocketAddr,
    contents: Vec<u8>,
    segment_size: usize,
}

/// A received datagram.
pub(crate) struct Received<'a> {
    pub(crate) source: SocketAddr,
    /// The address of ours it came to.
    pub(crate) local: SocketAddr,
    pub(crate) contents: &'a [u8],
}

impl Udp {
    /// Binds the port. `::` takes IPv4 as well.
    ///
    /// # Errors
    /// The operating system's, `AddrInUse` above all.
    pub(crate) fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
        if address.is_ipv6() {
            socket.set_only_v6(false)?;
        }
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        // More room for bursts; less than asked for is no reason not to start.
        let _ = socket.set_recv_buffer_size(SOCKET_BUFFER);
        let _ = socket.set_send_buffer_size(SOCKET_BUFFER);
        let socket = mio::net::UdpSocket::from_std(socket.into());
        let state = UdpSocketState::new((&socket).into())?;
        let local = socket.local_addr()?;
        Ok(Self {
            socket,
            state,
            local,
            storage: vec![0; BATCH * MESSAGE],
            metas: [RecvMeta::default(); BATCH],
            received: 0,
            backlog: VecDeque::new(),
            backlog_bytes: 0,
            counts: UdpCounts::default(),
        })
    }

    /// The address the socket is bound to.
    pub(crate) fn local(&self) -> SocketAddr {
        self.local
    }

    /// For the poll registry.
    pub(crate) fn source(&mut self) -> &mut mio::net::UdpSocket {
        &mut self.socket
    }

    /// Takes what has arrived, up to a batch. True when the batch is full: more may wait.
    pub(crate) fn receive(&mut self) -> bool {
        let mut slices = self
            .storage
            .chunks_exact_mut(MESSAGE)
            .map(IoSliceMut::new)
            .collect::<Vec<_>>();
        self.received = loop {
            let (state, metas) = (&self.state, &mut self.metas);
            match self
                .socket
                .try_io(|| state.recv((&self.socket).into(), &mut slices, metas))
            {
                Ok(count) => break count,
                // An ICMP answer to something sent earlier: not about what waits to be received.
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break 0,
            }
        };
        self.received == BATCH
    }

    /// The datagrams of the last [`Udp::receive`], in order of arrival.
    pub(crate) fn received(&mut self) -> impl Iterator<Item = Received<'_>> {
        let (local, counts) = (self.local, &mut self.counts);
        self.storage
            .chunks_exact(MESSAGE)
            .zip(&self.metas)
            .take(self.received)
            .flat_map(move |(buffer, meta)| {
                let contents = buffer.get(..meta.len).unwrap_or_default();
                let stride = meta.stride.max(1);
                counts.bytes_in += contents.len() as u64;
                counts.datagrams_in += contents.len().div_ceil(stride) as u64;
                let source = canonical(meta.addr);
                let ip = meta.dst_ip.unwrap_or_else(|| local.ip()).to_canonical();
                contents.chunks(stride).map(move |contents| Received {
                    source,
                    local: SocketAddr::new(ip, local.port()),
                    contents,
                })
            })
    }

    /// Sends equally long datagrams (the last may be shorter) to one destination.
    ///
    /// `source` is the local address to send from; None leaves the choice to the routing table. What the socket
    /// does not take now waits, in order; what does not fit there either is dropped and counted.
    pub(crate) fn send(
        &mut self,
        source: Option<IpAddr>,
        destination: SocketAddr,
        contents: &[u8],
        segment_size: usize,
    ) {
        let segment_size = segment_size.max(1);
        self.counts.datagrams_out += contents.len().div_ceil(segment_size) as u64;
        self.counts.bytes_out += contents.len() as u64;
        let mut rest = contents;
        if self.backlog.is_empty() {
            rest = self.transmit(source, destination, rest, segment_size);
        }
        if rest.is_empty() {
            return;
        }
        if self.backlog_bytes + rest.len() > BACKLOG {
            self.counts.dropped_out += rest.len().div_ceil(segment_size) as u64;
            return;
        }
        self.backlog_bytes += rest.len();
        self.backlog.push_back(Waiting {
            source,
            destination,
            contents: rest.to_vec(),
            segment_size,
        });
    }

    /// Sends what waits, until the socket takes no more.
    pub(crate) fn flush(&mut self) {
        while let Some(mut waiting) = self.backlog.pop_front() {
            let before = waiting.contents.len();
            let left = self
                .transmit(
                    waiting.source,
                    waiting.destination,
                    &waiting.contents,
                    waiting.segment_size,
                )
                .len();
            self.backlog_bytes -= before - left;
            if left > 0 {
                waiting.contents.drain(..before - left);
                self.backlog.push_front(waiting);
                return;
            }
        }
    }

    /// Returns what the socket did not take.
    fn transmit<'a>(
        &mut self,
        source: Option<IpAddr>,
        destination: SocketAddr,
        contents: &'a [u8],
        segment_size: usize,
    ) -> &'a [u8] {
        let mut rest = contents;
        while !rest.is_empty() {
            let most = segment_size * self.state.max_gso_segments().max(1);
            let (now, later) = rest.split_at(most.min(rest.len()));
            let transmit = Transmit {
                destination: self.for_socket(destination),
                ecn: None,
                contents: now,
                segment_size: (now.len() > segment_size).then_some(segment_size),
                src_ip: source.map(|ip| self.ip_for_socket(ip)),
            };
            self.counts.send_calls += 1;
            let state = &self.state;
            match self.socket.try_io(|| state.try_send((&self.socket).into(), &transmit)) {
                Ok(()) => rest = later,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return rest,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // An old ICMP answer, or a network card without offload: the latter now shows in the segments
                // the state allows, and what is left goes one by one.
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => rest = later,
                Err(_) if most > segment_size * self.state.max_gso_segments().max(1) => {}
                Err(_) => {
                    self.counts.dropped_out += now.len().div_ceil(segment_size) as u64;
                    rest = later;
                }
            }
        }
        rest
    }

    fn for_socket(&self, address: SocketAddr) -> SocketAddr {
        SocketAddr::new(self.ip_for_socket(address.ip()), address.port())
    }

    /// An IPv6 socket speaks of IPv4 addresses in their mapped form.
    fn ip_for_socket(&self, ip: IpAddr) -> IpAddr {
        match ip {
            IpAddr::V4(v4) if self.local.is_ipv6() => v4.to_ipv6_mapped().into(),
            ip => ip,
        }
    }
}

fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Waits until the socket is readable, then collects what came.
    fn collect(udp: &mut Udp, expected: usize) -> Vec<(SocketAddr, SocketAddr, Vec<u8>)> {
        let mut poll = mio::Poll::new().unwrap();
        poll.registry()
            .register(udp.source(), mio::Token(0), mio::Interest::READABLE)
            .unwrap();
        let mut events = mio::Events::with_capacity(4);
        let mut all = Vec::new();
        while all.len() < expected {
            poll.poll(&mut events, Some(Duration::from_secs(5))).unwrap();
            assert!(!events.is_empty(), "only {} datagrams came", all.len());
            udp.receive();
            all.extend(udp.received().map(|d| (d.source, d.local, d.contents.to_vec())));
        }
        all
    }

    #[test]
    fn a_group_arrives_as_single_datagrams_from_the_address_asked_for() {
        let mut sender = Udp::bind("0.0.0.0:0".parse().unwrap()).unwrap();
        let mut receiver = Udp::bind("0.0.0.0:0".parse().unwrap()).unwrap();
        let contents: Vec<u8> = (0..250_u8).collect();
        let to = SocketAddr::new([127, 0, 0, 2].into(), receiver.local().port());
        sender.send(Some([127, 0, 0, 3].into()), to, &contents, 100);
        let got = collect(&mut receiver, 3);
        let from = SocketAddr::new([127, 0, 0, 3].into(), sender.local().port());
        let lengths: Vec<usize> = got.iter().map(|(_, _, bytes)| bytes.len()).collect();
        assert_eq!(lengths, [100, 100, 50]);
        assert!(got.iter().all(|(source, local, _)| *source == from && *local == to));
        assert_eq!(got.concat_bytes(), contents);
        assert_eq!(sender.counts.datagrams_out, 3);
        assert_eq!(receiver.counts.datagrams_in, 3);
        assert_eq!(receiver.counts.bytes_in, 250);
    }

    trait ConcatBytes {
        fn concat_bytes(&self) -> Vec<u8>;
    }

    impl ConcatBytes for Vec<(SocketAddr, SocketAddr, Vec<u8>)> {
        fn concat_bytes(&self) -> Vec<u8> {
            self.iter().flat_map(|(_, _, bytes)| bytes.clone()).collect()
        }
    }

    #[test]
    fn a_socket_of_both_families_speaks_plain_ipv4_to_the_rest() {
        let Ok(mut both) = Udp::bind("[::]:0".parse().unwrap()) else {
            // No IPv6 in this kernel: nothing to prove.
            return;
        };
        let mut four = Udp::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let port = both.local().port();
        four.send(None, SocketAddr::new([127, 0, 0, 1].into(), port), b"hello", 5);
        let got = collect(&mut both, 1);
        let (source, local, _) = got.first().unwrap();
        assert_eq!(*source, four.local());
        assert_eq!(*local, SocketAddr::new([127, 0, 0, 1].into(), port));
        both.send(Some(local.ip()), *source, b"back", 4);
        assert_eq!(collect(&mut four, 1).first().unwrap().0, *local);
    }

    #[test]
    fn a_port_in_use_is_told() {
        let first = Udp::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let error = Udp::bind(first.local()).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
    }
}
