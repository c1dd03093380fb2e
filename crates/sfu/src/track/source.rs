//! A media packet, read once for all its subscribers.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Instant;

use str0m::rtp::{RtpPacket, Vp8Descriptor};

use crate::forward::clock::CaptureMicros;
use crate::forward::red;
use crate::peer::PayloadTypes;

/// What a packet's payload is.
#[derive(Debug)]
pub(crate) enum Payload {
    /// VP8; `None` when its descriptor cannot be read.
    Vp8(Option<Vp8Descriptor>),
    /// Opus.
    Opus,
    /// Opus with copies of earlier packets.
    Red(RedPayload),
}

/// A RED payload and what it carries.
#[derive(Debug)]
pub(crate) struct RedPayload {
    /// The payload type of opus inside, in the publisher's numbering.
    pub(crate) opus: u8,
    length: usize,
    plain: OnceCell<Arc<[u8]>>,
}

impl RedPayload {
    /// The newest packet alone, copied once for all those that want no copies of earlier ones.
    pub(crate) fn plain(&self, payload: &[u8]) -> Arc<[u8]> {
        let start = payload.len().saturating_sub(self.length);
        self.plain
            .get_or_init(|| Arc::from(payload.get(start..).unwrap_or_default()))
            .clone()
    }
}

/// A packet, read once for all subscribers.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    pub(crate) packet: &'a RtpPacket,
    pub(crate) layer: usize,
    pub(crate) payload: Payload,
    pub(crate) starts_keyframe: bool,
    pub(crate) capture: Option<CaptureMicros>,
    /// When it was captured, by our clock.
    pub(crate) captured_at: Instant,
}

impl Payload {
    /// What the payload is, and whether it starts a keyframe.
    pub(super) fn read(packet: &RtpPacket, types: PayloadTypes) -> Option<(Self, bool)> {
        let payload_type = Some(packet.header.payload_type);
        if payload_type == types.vp8 {
            let descriptor = Vp8Descriptor::parse(&packet.payload).ok();
            let starts = descriptor.is_some_and(|descriptor| descriptor.starts_keyframe(&packet.payload));
            return Some((Payload::Vp8(descriptor), starts));
        }
        if payload_type == types.opus {
            return Some((Payload::Opus, true));
        }
        if payload_type == types.red {
            let primary = red::primary(&packet.payload)?;
            let (opus, length) = (primary.payload_type, primary.payload.len());
            return Some((
                Payload::Red(RedPayload {
                    opus,
                    length,
                    plain: OnceCell::new(),
                }),
                true,
            ));
        }
        None
    }
}
