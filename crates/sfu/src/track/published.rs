//! A published track: its layers, who is subscribed, how its packets are read.

use std::collections::VecDeque;
use std::time::Instant;

use str0m::media::{Mid, Rid};
use str0m::rtp::{RtpPacket, RtpWrite, SeqNo, Ssrc};

use crate::PeerId;
use crate::forward::clock::{CaptureClock, SenderReference};
use crate::forward::keyframe::KeyframeRequests;
use crate::peer::PayloadTypes;
use crate::signal::sdp::offer::Kind;
use crate::speakers::{LevelMeter, Loudness};
use crate::track::TrackKey;
use crate::track::dynacast::Dynacast;
use crate::track::liveness::{self, LayerState, Liveness};
use crate::track::source::{Payload, Source};
use crate::track::subscription::Subscription;
use crate::wire;

/// Ticks per second of audio (opus, RFC 7587).
pub(crate) const AUDIO_RATE: u32 = 48_000;
/// Ticks per second of video.
pub(crate) const VIDEO_RATE: u32 = 90_000;

/// One simulcast layer, or the only one.
#[derive(Debug, Default)]
pub(crate) struct Layer {
    pub(crate) rid: Option<Rid>,
    /// Of the last packet; a new one is a new source.
    ssrc: Option<Ssrc>,
    pub(crate) liveness: Liveness,
    pub(crate) keyframes: KeyframeRequests,
    reference: Option<SenderReference>,
    /// The last packets, while somebody waits for a keyframe of this layer: its first packet may come late.
    held: VecDeque<RtpPacket>,
}

/// Packets held for those that wait for a keyframe.
const MAX_HELD: usize = 64;

/// A track as it is published.
#[derive(Debug)]
pub(crate) struct Track {
    pub(crate) key: TrackKey,
    pub(crate) publisher: PeerId,
    /// The client's own name for it.
    pub(crate) cid: String,
    /// The publisher's section.
    pub(crate) mid: Mid,
    pub(crate) kind: Kind,
    /// As participants see it.
    pub(crate) info: wire::TrackInfo,
    /// Lowest first, never empty.
    pub(crate) layers: Vec<Layer>,
    pub(crate) subscriptions: Vec<Subscription>,
    /// Muted by a moderator: nothing goes on until its owner unmutes.
    pub(crate) silenced: bool,
    pub(crate) meter: LevelMeter,
    pub(crate) loudness: Loudness,
    pub(crate) dynacast: Dynacast,
    /// The publisher was told of its first subscriber.
    pub(crate) told_subscribed: bool,
    last_sound: Option<u32>,
}

/// What the reading of a packet changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Noticed {
    /// The layer came to life: subscribers may choose anew.
    pub(crate) lives: bool,
}

impl Track {
    /// A track that was just negotiated. `rids` are its layers, lowest first; empty without simulcast.
    pub(crate) fn new(
        key: TrackKey,
        publisher: PeerId,
        cid: String,
        (mid, kind): (Mid, Kind),
        info: wire::TrackInfo,
        rids: &[Rid],
    ) -> Self {
        let mut layers: Vec<Layer> = rids
            .iter()
            .map(|rid| Layer {
                rid: Some(*rid),
                ..Layer::default()
            })
            .collect();
        if layers.is_empty() {
            layers.push(Layer::default());
        }
        Self {
            key,
            publisher,
            cid,
            mid,
            kind,
            info,
            dynacast: Dynacast::new(layers.len()),
            layers,
            subscriptions: Vec::new(),
            silenced: false,
            meter: LevelMeter::default(),
            loudness: Loudness::default(),
            told_subscribed: false,
            last_sound: None,
        }
    }

    /// Is it a screen? Screens change rarely: silence is no sign of trouble.
    pub(crate) fn is_screen(&self) -> bool {
        self.info.source == i32::from(wire::TrackSource::ScreenShare)
    }

    /// Ticks per second of its media clock.
    pub(crate) fn rate(&self) -> u32 {
        match self.kind {
            Kind::Audio => AUDIO_RATE,
            Kind::Video => VIDEO_RATE,
        }
    }

    /// The layer with this rid, counted from the lowest.
    pub(crate) fn layer_of(&self, rid: Option<Rid>) -> Option<usize> {
        self.layers.iter().position(|layer| layer.rid == rid)
    }

    /// Reads a packet. `None` when there is nothing to forward (padding only, or not what was agreed on).
    pub(crate) fn read<'a>(
        &mut self,
        packet: &'a RtpPacket,
        index: usize,
        types: PayloadTypes,
        clock: &mut CaptureClock,
    ) -> (Noticed, Option<Source<'a>>) {
        let rate = self.rate();
        let Some(layer) = self.layers.get_mut(index) else {
            return (Noticed::default(), None);
        };
        let noticed = Noticed {
            lives: layer.liveness.packet(),
        };
        if layer
            .ssrc
            .replace(packet.header.ssrc)
            .is_some_and(|ssrc| ssrc != packet.header.ssrc)
        {
            layer.reference = None;
            layer.held.clear();
            self.subscriptions
                .iter_mut()
                .for_each(|subscription| subscription.source_replaced(index));
        }
        let Some(layer) = self.layers.get_mut(index) else {
            return (noticed, None);
        };
        if let Some(report) = packet.last_sender_info {
            // Only the lower 32 bits travel in a report; the rest is str0m's guess.
            let timestamp = report.rtp_time.numer() as u32;
            layer.reference = SenderReference::new(report.ntp_time, timestamp, rate);
        }
        let capture = layer
            .reference
            .map(|reference| reference.capture(packet.header.timestamp));
        let captured_at = capture.map_or(packet.timestamp, |capture| clock.instant(capture, packet.timestamp));
        if packet.payload.is_empty() {
            self.subscriptions
                .iter_mut()
                .for_each(|subscription| subscription.skip(index, packet));
            return (noticed, None);
        }
        let Some((payload, starts_keyframe)) = Payload::read(packet, types) else {
            return (noticed, None);
        };
        if starts_keyframe && let Some(layer) = self.layers.get_mut(index) {
            layer.keyframes.received();
        }
        if self.kind == Kind::Audio {
            self.listen(packet);
        }
        let source = Source {
            packet,
            layer: index,
            payload,
            starts_keyframe,
            capture,
            captured_at,
        };
        (noticed, Some(source))
    }

    /// Holds a packet if somebody waits for a keyframe of its layer.
    pub(crate) fn hold(&mut self, index: usize, packet: RtpPacket) {
        let waited_for =
            self.kind == Kind::Video && self.subscriptions.iter().any(|one| one.needs_keyframe() == Some(index));
        let Some(layer) = self.layers.get_mut(index) else {
            return;
        };
        if !waited_for {
            layer.held.clear();
            return;
        }
        if packet.payload.is_empty() {
            return;
        }
        if layer.held.len() >= MAX_HELD {
            layer.held.pop_front();
        }
        layer.held.push_back(packet);
    }

    /// The packets after `seq` that came before it, for a subscriber that just began with `seq`.
    pub(crate) fn overtaking(
        &mut self,
        now: Instant,
        index: usize,
        seq: SeqNo,
        types: PayloadTypes,
        subscriber: PeerId,
    ) -> Vec<(Ssrc, RtpWrite)> {
        let Some(layer) = self.layers.get(index) else {
            return Vec::new();
        };
        let mine = self.subscriptions.iter_mut().find(|one| one.subscriber == subscriber);
        let Some(mine) = mine else { return Vec::new() };
        let mut packets: Vec<_> = layer.held.iter().filter(|held| held.seq_no > seq).collect();
        packets.sort_by_key(|held| held.seq_no);
        let mut writes = Vec::new();
        for packet in packets {
            let Some((payload, starts_keyframe)) = Payload::read(packet, types) else {
                continue;
            };
            let capture = layer.reference.map(|one| one.capture(packet.header.timestamp));
            let captured_at = packet.timestamp;
            let source = Source {
                packet,
                layer: index,
                payload,
                starts_keyframe,
                capture,
                captured_at,
            };
            writes.extend(mine.take(now, &source).map(|write| (mine.outlet.ssrc, write)));
        }
        writes
    }

    fn listen(&mut self, packet: &RtpPacket) {
        let timestamp = packet.header.timestamp;
        let elapsed = self
            .last_sound
            .replace(timestamp)
            .map(|last| timestamp.wrapping_sub(last));
        // After a pause, or out of order: the usual 20 ms.
        let ticks = elapsed.filter(|ticks| (480..=5_760).contains(ticks)).unwrap_or(960);
        if let Some(level) = packet.header.ext_vals.audio_level {
            self.meter
                .observe(level.unsigned_abs(), ticks as f32 * 1000.0 / AUDIO_RATE as f32);
        }
    }

    /// Which layers send packets. A single layer counts as live: there is nothing to take in its stead.
    pub(crate) fn layer_states(&self) -> Vec<LayerState> {
        let single = self.layers.len() == 1;
        self.layers
            .iter()
            .map(|layer| {
                if single {
                    LayerState::Live
                } else {
                    layer.liveness.state()
                }
            })
            .collect()
    }

    /// [`liveness::CYCLE`] has passed. True when a layer lived or died.
    pub(crate) fn tick_liveness(&mut self) -> bool {
        let is_screen = self.is_screen();
        let mut changed = false;
        for (index, layer) in self.layers.iter_mut().enumerate() {
            changed |= layer.liveness.tick(liveness::rule(is_screen, index));
        }
        changed
    }

    /// Its layers were off on purpose and may come back.
    pub(crate) fn expect_layers(&mut self) {
        self.layers.iter_mut().for_each(|layer| layer.liveness.expect());
    }

    /// Lets the subscriptions choose their layers anew, and wishes for the keyframes that takes.
    pub(crate) fn retarget(&mut self, now: Instant) {
        let states = self.layer_states();
        let sizes = self.info.codecs.first().map(|codec| &*codec.layers).unwrap_or_default();
        for subscription in &mut self.subscriptions {
            subscription.retarget(now, sizes, &states);
            if let Some(layer) = subscription.needs_keyframe().and_then(|at| self.layers.get_mut(at)) {
                layer.keyframes.want();
            }
        }
    }

    /// Somebody who receives it wants a keyframe of the layer they get.
    pub(crate) fn want_keyframe(&mut self, subscriber: PeerId) {
        let layer = self
            .subscriptions
            .iter()
            .find(|subscription| subscription.subscriber == subscriber)
            .and_then(Subscription::layer);
        if let Some(layer) = layer.and_then(|layer| self.layers.get_mut(layer)) {
            layer.keyframes.want();
        }
    }

    /// The layers whose publisher is to be asked for a keyframe now.
    pub(crate) fn due_keyframes(&mut self, now: Instant) -> Vec<Option<Rid>> {
        for subscription in &self.subscriptions {
            if let Some(layer) = subscription.needs_keyframe().and_then(|at| self.layers.get_mut(at)) {
                layer.keyframes.want_again(now);
            }
        }
        let asked = |layer: &mut Layer| layer.keyframes.take(now).then_some(layer.rid);
        self.layers.iter_mut().filter_map(asked).collect()
    }

    /// Is anybody waiting for a keyframe, or for a layer?
    pub(crate) fn has_waiting(&self) -> bool {
        self.kind == Kind::Video
            && !self.info.muted
            && (self.subscriptions.iter().any(Subscription::is_waiting)
                || self.layers.iter().any(|layer| layer.keyframes.is_wanted()))
    }

    /// The highest layer any subscriber wants; `None` = nobody wants any.
    pub(crate) fn needed_layer(&self) -> Option<usize> {
        self.subscriptions.iter().filter_map(Subscription::wanted).max()
    }
}
