//! Data packets (chat, text streams, calls between participants): who they come from, who gets them, what is held for
//! a slow reader. They travel in data channels that the client opened.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use str0m::channel::ChannelId;

use crate::wire::{
    self, Message as _,
    data_packet::{Kind, Value},
};

/// Most bytes of a packet: the protocol's clients cut at 64 kB.
pub(crate) const MAX_PACKET: usize = 128 * 1024;
/// Bytes held for a reader whose channel has not opened yet.
const MAX_HELD_CLOSED: usize = 100 * 1024;
/// Bytes held for a slow reader, beyond what its channel holds.
const MAX_HELD_OPEN: usize = 512 * 1024;
/// A lossy channel that holds back more than this loses packets.
pub(crate) const MAX_LOSSY_BACKLOG: usize = 32 * 1024;
/// Nonces of RoomService's packets that are remembered.
const MAX_NONCES: usize = 256;

/// The sender of a packet, as receivers see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sender<'a> {
    /// `PA_…`; empty for a hidden one.
    pub(crate) sid: &'a str,
    /// Empty for a hidden one.
    pub(crate) identity: &'a str,
}

/// A packet ready for its receivers.
#[derive(Debug)]
pub(crate) struct Packet {
    /// Its bytes.
    pub(crate) bytes: Arc<[u8]>,
    identities: Vec<String>,
    sids: Vec<String>,
    /// The sender's running number; 0 = none.
    pub(crate) sequence: u32,
}

impl Packet {
    /// Reads what a client sent and writes the true sender into it. `None` for what is no packet.
    pub(crate) fn stamp(bytes: &[u8], kind: Kind, sender: Sender<'_>) -> Option<Self> {
        if bytes.len() > MAX_PACKET {
            return None;
        }
        let mut packet = wire::DataPacket::decode(bytes).ok()?;
        packet.value.as_ref()?;
        sender.identity.clone_into(&mut packet.participant_identity);
        sender.sid.clone_into(&mut packet.participant_sid);
        Some(Self::finish(packet, kind, sender))
    }

    /// A packet that RoomService sends; it comes from nobody.
    #[expect(
        deprecated,
        reason = "older tools name receivers by sid, older clients read them inside"
    )]
    pub(crate) fn from_service(request: &wire::SendDataRequest) -> Self {
        let nobody = Sender { sid: "", identity: "" };
        let kind = Kind::try_from(request.kind).unwrap_or(Kind::Reliable);
        let user = wire::UserPacket {
            payload: request.data.clone(),
            destination_identities: request.destination_identities.clone(),
            topic: request.topic.clone(),
            nonce: request.nonce.clone(),
            ..Default::default()
        };
        let packet = wire::DataPacket {
            destination_identities: request.destination_identities.clone(),
            value: Some(Value::User(user)),
            ..Default::default()
        };
        let mut packet = Self::finish(packet, kind, nobody);
        packet.sids.clone_from(&request.destination_sids);
        packet
    }

    #[expect(
        deprecated,
        reason = "older clients read the sender and the kind where they once stood"
    )]
    fn finish(mut packet: wire::DataPacket, kind: Kind, sender: Sender<'_>) -> Self {
        packet.kind = kind.into();
        let mut identities = packet.destination_identities.clone();
        let mut sids = Vec::new();
        if let Some(Value::User(user)) = &mut packet.value {
            sender.identity.clone_into(&mut user.participant_identity);
            sender.sid.clone_into(&mut user.participant_sid);
            // Clients name receivers here or there: both count.
            identities.extend_from_slice(&user.destination_identities);
            sids.clone_from(&user.destination_sids);
        }
        let sequence = packet.sequence;
        Self {
            bytes: packet.encode_to_vec().into(),
            identities,
            sids,
            sequence,
        }
    }

    /// Is it for this participant? Without any destination it is for everyone.
    pub(crate) fn is_for(&self, identity: &str, sid: &str) -> bool {
        let everyone = self.identities.is_empty() && self.sids.is_empty();
        everyone || self.identities.iter().any(|named| named == identity) || self.sids.iter().any(|named| named == sid)
    }
}

/// One participant's data channels and what is held for it.
#[derive(Debug, Default)]
pub(crate) struct DataChannels {
    labels: BTreeMap<&'static str, ChannelId>,
    held: VecDeque<Arc<[u8]>>,
    held_bytes: usize,
    /// The last running number this participant sent.
    last_sequence: u32,
}

const RELIABLE: &str = "_reliable";
const LOSSY: &str = "_lossy";

fn label_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Reliable => RELIABLE,
        Kind::Lossy => LOSSY,
    }
}

impl DataChannels {
    /// A channel opened. Labels the protocol does not know are left alone.
    pub(crate) fn opened(&mut self, channel: ChannelId, label: &str) {
        if let Some(label) = [RELIABLE, LOSSY].into_iter().find(|known| *known == label) {
            self.labels.insert(label, channel);
        }
    }

    /// A channel closed.
    pub(crate) fn closed(&mut self, channel: ChannelId) {
        self.labels.retain(|_, open| *open != channel);
    }

    /// The channel for this kind of packet.
    pub(crate) fn channel(&self, kind: Kind) -> Option<ChannelId> {
        self.labels.get(label_of(kind)).copied()
    }

    /// The kind of packets that come through this channel.
    pub(crate) fn kind(&self, channel: ChannelId) -> Option<Kind> {
        [Kind::Reliable, Kind::Lossy]
            .into_iter()
            .find(|kind| self.channel(*kind) == Some(channel))
    }

    /// The sender's running number: false when this packet came before.
    pub(crate) fn is_new(&mut self, sequence: u32) -> bool {
        if sequence == 0 {
            return true;
        }
        let new = sequence > self.last_sequence;
        self.last_sequence = self.last_sequence.max(sequence);
        new
    }

    /// The last running number this participant sent.
    pub(crate) fn last_sequence(&self) -> u32 {
        self.last_sequence
    }

    /// Holds a reliable packet until the channel takes it. False when too much is held: it is lost.
    pub(crate) fn hold(&mut self, packet: Arc<[u8]>) -> bool {
        let open = self.channel(Kind::Reliable).is_some();
        let limit = if open { MAX_HELD_OPEN } else { MAX_HELD_CLOSED };
        if self.held_bytes + packet.len() > limit {
            return false;
        }
        self.held_bytes += packet.len();
        self.held.push_back(packet);
        true
    }

    /// Is anything held?
    pub(crate) fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// The packet held longest.
    pub(crate) fn first_held(&self) -> Option<Arc<[u8]>> {
        self.held.front().cloned()
    }

    /// The packet held longest was taken.
    pub(crate) fn drop_first(&mut self) {
        if let Some(packet) = self.held.pop_front() {
            self.held_bytes -= packet.len();
        }
    }
}

/// Remembers the nonces of RoomService's packets: a repeated call sends nothing again.
#[derive(Debug, Default)]
pub(crate) struct Nonces(VecDeque<Vec<u8>>);

impl Nonces {
    /// Bytes of a nonce.
    pub(crate) const LENGTH: usize = 16;

    /// True when this nonce was not there before. An empty one is always new.
    pub(crate) fn is_new(&mut self, nonce: &[u8]) -> bool {
        if nonce.is_empty() {
            return true;
        }
        if self.0.iter().any(|known| known == nonce) {
            return false;
        }
        if self.0.len() >= MAX_NONCES {
            self.0.pop_front();
        }
        self.0.push_back(nonce.to_vec());
        true
    }
}

#[cfg(test)]
#[path = "data_tests.rs"]
mod tests;
