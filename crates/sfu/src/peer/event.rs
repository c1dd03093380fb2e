//! What peer connections tell the room.

use str0m::channel::ChannelId;
use str0m::media::Mid;
use str0m::rtp::RtpPacket;
use str0m::{Event, IceConnectionState};

use crate::stats::RoomStats;
use crate::{DatagramBatches, PeerId};

/// What happened inside a peer connection.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "packets are the rule: a box for each would cost"
)]
pub(crate) enum PeerEvent {
    /// ICE and DTLS are up: media can flow.
    Connected,
    /// ICE lost (`true`) or found (`false`) the way to the client.
    PathLost(bool),
    /// A media packet.
    Packet(RtpPacket),
    /// The client cannot decode what it receives in this section.
    KeyframeWanted(Mid),
    /// A data channel opened.
    ChannelOpen(ChannelId, String),
    /// A data channel closed.
    ChannelClosed(ChannelId),
    /// A binary data channel message.
    ChannelData(ChannelId, Vec<u8>),
    /// The reliable data channel has room again.
    ChannelDrained,
    /// The client closed the connection.
    Closed,
    /// The connection broke, or panicked: it does nothing any more.
    Broken(Breakage),
}

/// Why a peer connection does nothing any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breakage {
    /// str0m gave up, as it does when the DTLS certificate is not the one of the offer (ASVS 17.2.8).
    Failed,
    /// str0m panicked.
    Panicked,
}

/// Where peers' events and datagrams go.
#[derive(Debug, Default)]
pub(crate) struct PeerSink {
    pub(crate) events: Vec<(PeerId, PeerEvent)>,
    pub(crate) datagrams: DatagramBatches,
    pub(crate) stats: RoomStats,
}

/// What of str0m's events the room wants to know.
pub(super) fn translate(event: Event) -> Option<PeerEvent> {
    match event {
        Event::Connected => Some(PeerEvent::Connected),
        Event::IceConnectionStateChange(state) => match state {
            IceConnectionState::Disconnected => Some(PeerEvent::PathLost(true)),
            IceConnectionState::Connected | IceConnectionState::Completed => Some(PeerEvent::PathLost(false)),
            _ => None,
        },
        Event::RtpPacket(packet) => Some(PeerEvent::Packet(packet)),
        Event::KeyframeRequest(request) => Some(PeerEvent::KeyframeWanted(request.mid)),
        Event::ChannelOpen(channel, label) => Some(PeerEvent::ChannelOpen(channel, label)),
        Event::ChannelClose(channel) => Some(PeerEvent::ChannelClosed(channel)),
        // Browsers send text for strings; the protocol knows only binary messages.
        Event::ChannelData(data) => data.binary.then_some(PeerEvent::ChannelData(data.id, data.data)),
        Event::ChannelBufferedAmountLow(_) => Some(PeerEvent::ChannelDrained),
        Event::Closed => Some(PeerEvent::Closed),
        _ => None,
    }
}
