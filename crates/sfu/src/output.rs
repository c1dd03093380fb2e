//! What comes out of a room.

use std::collections::HashMap;
use std::net::SocketAddr;

use crate::command::CommandResult;
use crate::event::RoomEvent;
use crate::input::{ConnectionId, PeerId};
use crate::wire;

/// What a refreshed token must say; see [`Output::RefreshToken`].
#[derive(Debug, Clone)]
pub struct RefreshClaims {
    /// `sub`.
    pub identity: String,
    /// `name`, as it stands now.
    pub name: String,
    /// `metadata`, as it stands now.
    pub metadata: String,
    /// `attributes`, as they stand now.
    pub attributes: HashMap<String, String>,
    /// The grant, as it stands now.
    pub permission: wire::ParticipantPermission,
}

/// Something the host has to do, in order.
#[derive(Debug)]
pub enum Output {
    /// A [`Join`](crate::Join) was accepted. Comes before any other output about this participant.
    Joined {
        /// The WebSocket it came through.
        connection: ConnectionId,
        /// The number datagrams are fed with.
        peer: PeerId,
        /// `PA_…`.
        sid: String,
        /// Token `sub`.
        identity: String,
    },
    /// Send a message.
    Signal {
        /// Through which WebSocket.
        connection: ConnectionId,
        /// The message.
        response: Box<wire::SignalResponse>,
    },
    /// Close a WebSocket after what was sent before. No more messages follow.
    CloseSignal {
        /// Which WebSocket.
        connection: ConnectionId,
    },
    /// STUN requests whose USERNAME begins with `ufrag:` are for this peer, from now on. A peer may have
    /// several (ICE restart).
    UfragAdded {
        /// Whose.
        peer: PeerId,
        /// Local ICE user fragment.
        ufrag: String,
    },
    /// The peer is gone: forget its ICE user fragments and its addresses.
    PeerRemoved {
        /// Which peer.
        peer: PeerId,
    },
    /// Sign a fresh token with these claims (validity max(10 min, what is left of the old one)) and send it as
    /// `refresh_token`.
    RefreshToken {
        /// Through which WebSocket.
        connection: ConnectionId,
        /// What it must say.
        claims: Box<RefreshClaims>,
    },
    /// Tell the outside.
    Event(Box<RoomEvent>),
    /// A command's answer.
    CommandDone {
        /// The host's number for it.
        id: u64,
        /// What it came to.
        result: CommandResult,
    },
    /// The room has ended: drop it. The last output.
    Finished,
}

/// Equally long datagrams for one destination, to be sent with UDP segmentation offload where the system has it.
#[derive(Debug, Clone, Copy)]
pub struct Datagrams<'a> {
    /// The peer they are for.
    pub peer: PeerId,
    /// Local address to send from: one of the peer's candidates.
    pub source: SocketAddr,
    /// Where to.
    pub destination: SocketAddr,
    /// The datagrams one after the other. Each is `segment_size` bytes, the last one may be shorter.
    pub contents: &'a [u8],
    /// Bytes per datagram, never 0.
    pub segment_size: usize,
}

impl<'a> Datagrams<'a> {
    /// The single datagrams.
    pub fn segments(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.contents.chunks(self.segment_size)
    }
}

/// Collects datagrams of a round into batches. Keeps its memory between rounds.
#[derive(Debug, Default)]
pub struct DatagramBatches {
    bytes: Vec<u8>,
    batches: Vec<Batch>,
}

#[derive(Debug)]
struct Batch {
    peer: PeerId,
    source: SocketAddr,
    destination: SocketAddr,
    start: usize,
    end: usize,
    segment_size: usize,
    /// A shorter datagram ended it: nothing may be added.
    closed: bool,
}

/// Most datagrams in a batch; the kernel's limit is 64 (`UDP_MAX_SEGMENTS` of older kernels).
const MAX_SEGMENTS: usize = 64;
/// Most bytes in a batch: what one UDP send call takes.
const MAX_BATCH_BYTES: usize = 65_000;

impl DatagramBatches {
    /// The batches, in the order they should be sent.
    pub fn iter(&self) -> impl Iterator<Item = Datagrams<'_>> {
        self.batches.iter().filter_map(|batch| {
            Some(Datagrams {
                peer: batch.peer,
                source: batch.source,
                destination: batch.destination,
                contents: self.bytes.get(batch.start..batch.end)?,
                segment_size: batch.segment_size,
            })
        })
    }

    /// Is there nothing to send?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// Forgets all batches, keeps the memory.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.batches.clear();
    }

    /// Moves all batches of `other` behind the own ones.
    pub(crate) fn append(&mut self, other: &mut Self) {
        if self.is_empty() {
            std::mem::swap(self, other);
            return;
        }
        for batch in other.iter() {
            for segment in batch.segments() {
                self.push(batch.peer, batch.source, batch.destination, segment);
            }
        }
        other.clear();
    }

    /// Adds a datagram, to the last batch if it fits there.
    pub(crate) fn push(&mut self, peer: PeerId, source: SocketAddr, destination: SocketAddr, contents: &[u8]) {
        if contents.is_empty() {
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(contents);
        let end = self.bytes.len();
        if let Some(last) = self.batches.last_mut()
            && !last.closed
            && last.source == source
            && last.destination == destination
            && contents.len() <= last.segment_size
            && end - last.start <= MAX_BATCH_BYTES
            && (last.end - last.start) / last.segment_size < MAX_SEGMENTS
        {
            last.end = end;
            last.closed = contents.len() < last.segment_size;
            return;
        }
        let segment_size = contents.len();
        self.batches.push(Batch {
            peer,
            source,
            destination,
            start,
            end,
            segment_size,
            closed: false,
        });
    }
}

/// Everything that came out of a room in one round. Reuse it: it keeps its memory.
#[derive(Debug, Default)]
pub struct Outputs {
    /// What to do, in order.
    pub list: Vec<Output>,
    /// What to send.
    pub datagrams: DatagramBatches,
}

impl Outputs {
    /// Forgets everything, keeps the memory.
    pub fn clear(&mut self) {
        self.list.clear();
        self.datagrams.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, 1], port))
    }

    fn pushed(datagrams: &[(u16, usize)]) -> DatagramBatches {
        let mut batches = DatagramBatches::default();
        for (port, length) in datagrams {
            batches.push(PeerId(1), address(1), address(*port), &vec![7; *length]);
        }
        batches
    }

    /// Destination and lengths of each batch.
    fn shape(batches: &DatagramBatches) -> Vec<(u16, Vec<usize>)> {
        let lengths = |batch: Datagrams<'_>| batch.segments().map(<[u8]>::len).collect();
        batches
            .iter()
            .map(|batch| (batch.destination.port(), lengths(batch)))
            .collect()
    }

    #[test]
    fn equal_datagrams_for_one_destination_go_together() {
        for (datagrams, expected) in [
            (&[(5, 100), (5, 100), (5, 100)][..], vec![(5, vec![100, 100, 100])]),
            (&[(5, 100), (5, 60)], vec![(5, vec![100, 60])]),
            (&[(5, 100), (5, 60), (5, 60)], vec![(5, vec![100, 60]), (5, vec![60])]),
            (&[(5, 60), (5, 100)], vec![(5, vec![60]), (5, vec![100])]),
            (
                &[(5, 100), (6, 100), (5, 100)],
                vec![(5, vec![100]), (6, vec![100]), (5, vec![100])],
            ),
            (&[(5, 0), (5, 1)], vec![(5, vec![1])]),
            (&[], vec![]),
        ] {
            assert_eq!(shape(&pushed(datagrams)), expected, "{datagrams:?}");
        }
    }

    #[test]
    fn batches_stay_within_what_one_call_can_send() {
        let small = shape(&pushed(&[(5, 10); 100]));
        assert_eq!(small.iter().map(|(_, batch)| batch.len()).collect::<Vec<_>>(), [64, 36]);
        let large = shape(&pushed(&[(5, 1_400); 64]));
        assert!(
            large
                .iter()
                .all(|(_, batch)| batch.iter().sum::<usize>() <= MAX_BATCH_BYTES)
        );
    }

    #[test]
    fn appending_keeps_everything_in_order() {
        let mut first = pushed(&[(5, 100)]);
        let mut second = pushed(&[(5, 100), (6, 9)]);
        first.append(&mut second);
        assert_eq!(shape(&first), [(5, vec![100, 100]), (6, vec![9])]);
        assert!(second.is_empty());
        first.clear();
        first.append(&mut pushed(&[(7, 3)]));
        assert_eq!(shape(&first), [(7, vec![3])]);
    }
}
