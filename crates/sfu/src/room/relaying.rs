//! Data packets go from one participant to others.

use std::sync::Arc;

use str0m::channel::ChannelId;

use crate::PeerId;
use crate::data::{MAX_LOSSY_BACKLOG, Packet, Sender};
use crate::peer::ChannelWrite;
use crate::room::Room;
use crate::wire::data_packet::Kind;

/// A reader whose reliable channel holds back less than this has room again.
const DRAINED: usize = 64 * 1024;

impl Room {
    pub(super) fn channel_opened(&mut self, id: PeerId, channel: ChannelId, label: &str) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.data.opened(channel, label);
        if participant.data.kind(channel) == Some(Kind::Reliable) {
            participant.peer.tell_when_drained(channel, DRAINED);
            self.send_held(id);
        }
    }

    pub(super) fn channel_closed(&mut self, id: PeerId, channel: ChannelId) {
        if let Some(participant) = self.participants.get_mut(&id) {
            participant.data.closed(channel);
        }
    }

    /// A data channel message came.
    pub(super) fn channel_data(&mut self, id: PeerId, channel: ChannelId, bytes: &[u8]) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let Some(kind) = participant.data.kind(channel) else {
            return;
        };
        let permission = &participant.profile.permission;
        if !permission.can_publish_data {
            return;
        }
        let sender = if permission.hidden {
            Sender { sid: "", identity: "" }
        } else {
            Sender {
                sid: &participant.sid,
                identity: &participant.profile.identity,
            }
        };
        let Some(packet) = Packet::stamp(bytes, kind, sender) else {
            return;
        };
        if kind == Kind::Reliable && !participant.data.is_new(packet.sequence) {
            return;
        }
        self.relay(Some(id), kind, &packet);
    }

    /// Sends a packet to everyone it is for, but never back to its sender.
    pub(super) fn relay(&mut self, from: Option<PeerId>, kind: Kind, packet: &Packet) {
        let receivers: Vec<PeerId> = self
            .participants
            .values()
            .filter(|to| Some(to.id) != from && packet.is_for(&to.profile.identity, &to.sid))
            .map(|to| to.id)
            .collect();
        for to in receivers {
            match kind {
                Kind::Reliable => self.send_reliable(to, &packet.bytes),
                Kind::Lossy => self.send_lossy(to, &packet.bytes),
            }
        }
    }

    fn send_lossy(&mut self, id: PeerId, bytes: &[u8]) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let Some(channel) = participant.data.channel(Kind::Lossy) else {
            return;
        };
        if participant.peer.channel_backlog(channel) > MAX_LOSSY_BACKLOG {
            return;
        }
        if participant.peer.write_channel(channel, bytes) == ChannelWrite::Sent {
            self.mark_written(id);
        }
    }

    fn send_reliable(&mut self, id: PeerId, bytes: &Arc<[u8]>) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let channel = participant
            .data
            .channel(Kind::Reliable)
            .filter(|_| !participant.data.holds());
        let sent = channel.map(|channel| participant.peer.write_channel(channel, bytes));
        if sent == Some(ChannelWrite::Sent) {
            return self.mark_written(id);
        }
        if !participant.data.hold(bytes.clone()) {
            self.sink.stats.data_lost += 1;
        }
    }

    /// Sends what was held for a reader.
    pub(super) fn send_held(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let Some(channel) = participant.data.channel(Kind::Reliable) else {
            return;
        };
        let mut any = false;
        while let Some(packet) = participant.data.first_held() {
            if participant.peer.write_channel(channel, &packet) != ChannelWrite::Sent {
                break;
            }
            participant.data.drop_first();
            any = true;
        }
        if any {
            self.mark_written(id);
        }
    }
}
