//! One track in one subscriber's slot: which packets go out, and as what.

use std::sync::Arc;
use std::time::Instant;

use str0m::rtp::{ExtensionValues, RtpPacket, RtpWrite, Ssrc, Vp8Patch};

use crate::PeerId;
use crate::forward::rewrite::{Incoming, Munger};
use crate::forward::select::{Choice, Selector};
use crate::forward::vp8::Vp8Continuity;
use crate::peer::PayloadTypes;
use crate::track::layers::Setting;
use crate::track::liveness::LayerState;
use crate::track::source::{Payload, Source};
use crate::wire;

/// Where a subscription sends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outlet {
    /// The SSRC the section sends with.
    pub(crate) ssrc: Ssrc,
    /// The subscriber's payload types.
    pub(crate) types: PayloadTypes,
}

/// A track in a slot.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) subscriber: PeerId,
    pub(crate) outlet: Outlet,
    setting: Setting,
    /// A test holds the subscriber on this layer.
    forced: Option<usize>,
    wanted: Option<usize>,
    /// The subscriber's connection stands: before, packets would only pile up.
    ready: bool,
    selector: Selector,
    /// It began a layer with the last packet.
    began: bool,
    munger: Munger,
    vp8: Vp8Continuity,
}

impl Subscription {
    /// Begins with nothing sent. `start` is the first sequence number, `rate` the media clock's.
    pub(crate) fn new(
        now: Instant,
        subscriber: PeerId,
        outlet: Outlet,
        setting: Setting,
        ready: bool,
        (start, rate): (u16, u32),
    ) -> Self {
        Self {
            subscriber,
            outlet,
            setting,
            forced: None,
            wanted: None,
            ready,
            selector: Selector::new(now),
            began: false,
            munger: Munger::new(start, rate),
            vp8: Vp8Continuity::default(),
        }
    }

    /// The subscriber's connection stands.
    pub(crate) fn set_ready(&mut self, now: Instant) {
        self.ready = true;
        self.selector = Selector::new(now);
    }

    /// The subscriber wants something else.
    pub(crate) fn set(&mut self, setting: Setting) {
        self.setting = setting;
    }

    /// Holds the subscriber on a layer, or lets go.
    pub(crate) fn force(&mut self, layer: Option<usize>) {
        self.forced = layer;
    }

    /// The layer the subscriber wants; `None` = nothing.
    pub(crate) fn wanted(&self) -> Option<usize> {
        self.wanted
    }

    /// Chooses the layer anew.
    pub(crate) fn retarget(&mut self, now: Instant, layers: &[wire::VideoLayer], states: &[LayerState]) {
        let wanted = self.setting.wanted(layers, states.len());
        self.wanted = wanted.map(|wanted| self.forced.unwrap_or(wanted));
        self.selector.retarget(now, self.wanted.filter(|_| self.ready), states);
    }

    /// The layer this subscription needs a keyframe of.
    pub(crate) fn needs_keyframe(&self) -> Option<usize> {
        self.selector.needs_keyframe()
    }

    /// The layer the subscriber gets.
    pub(crate) fn layer(&self) -> Option<usize> {
        self.selector.current()
    }

    /// Does it wait for a keyframe, or for the layer it wants?
    pub(crate) fn is_waiting(&self) -> bool {
        self.selector.needs_keyframe().is_some() || self.selector.is_waiting()
    }

    /// The layer's packets come from a new source.
    pub(crate) fn source_replaced(&mut self, layer: usize) {
        self.selector.source_replaced(layer);
    }

    /// Did it begin a layer with the last packet?
    pub(crate) fn began(&self) -> bool {
        self.began
    }

    /// A packet without payload is not forwarded.
    pub(crate) fn skip(&mut self, layer: usize, packet: &RtpPacket) {
        if self.selector.current() == Some(layer) {
            self.munger.skip(*packet.seq_no);
        }
    }

    /// What to write for a packet; `None` = nothing.
    pub(crate) fn take(&mut self, now: Instant, source: &Source<'_>) -> Option<RtpWrite> {
        let packet = source.packet;
        let incoming = Incoming {
            seq: *packet.seq_no,
            timestamp: packet.header.timestamp,
            capture: source.capture,
        };
        let choice = self.selector.choice(source.layer, source.starts_keyframe);
        self.began = choice == Choice::Begin;
        match choice {
            Choice::Drop => return None,
            Choice::Begin => {
                self.munger.begin(now, incoming);
                if let Payload::Vp8(Some(descriptor)) = &source.payload {
                    self.vp8.begin(descriptor);
                }
            }
            Choice::Forward => {}
        }
        let outgoing = self.munger.rewrite(now, incoming)?;
        let (payload_type, payload, patch) = self.payload(source)?;
        let nackable = matches!(source.payload, Payload::Vp8(_));
        let write = RtpWrite::new(
            payload_type,
            outgoing.seq.into(),
            outgoing.timestamp,
            source.captured_at,
            payload,
        )
        .marker(packet.header.marker)
        .ext_vals(extensions(&packet.header.ext_vals))
        .nackable(nackable);
        Some(match patch {
            Some(patch) => write.vp8_patch(patch),
            None => write,
        })
    }

    /// The payload in the subscriber's terms.
    fn payload(&mut self, source: &Source<'_>) -> Option<(str0m::media::Pt, Arc<[u8]>, Option<Vp8Patch>)> {
        let types = self.outlet.types;
        let whole = || source.packet.payload.clone();
        match &source.payload {
            Payload::Vp8(descriptor) => {
                let patch = descriptor.as_ref().and_then(|descriptor| self.vp8.patch(descriptor));
                Some((types.vp8?, whole(), patch))
            }
            Payload::Opus => Some((types.opus?, whole(), None)),
            // The blocks inside name opus by its sender's number; another number would not be understood.
            Payload::Red(red) if types.red.is_some() && types.opus == Some(red.opus.into()) => {
                Some((types.red?, whole(), None))
            }
            Payload::Red(red) => {
                let plain = red.plain(&source.packet.payload);
                (!plain.is_empty()).then_some((types.opus?, plain, None))
            }
        }
    }
}

/// What is passed on of the header extensions; str0m adds section, time and congestion numbers of its own.
fn extensions(incoming: &ExtensionValues) -> ExtensionValues {
    ExtensionValues {
        audio_level: incoming.audio_level,
        voice_activity: incoming.voice_activity,
        video_orientation: incoming.video_orientation,
        ..ExtensionValues::default()
    }
}
