//! What arrives, checked as a decoder would.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use str0m::rtp::{RtpPacket, Vp8Descriptor};

/// A decoder that waits longer than this for a missing packet asks for a keyframe.
const STUCK: Duration = Duration::from_millis(300);
/// Packets held for a decoder.
const MAX_HELD: usize = 2_000;

/// What was received in one slot, since the slot's track last changed.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Media packets.
    pub packets: u64,
    /// Payload bytes.
    pub bytes: u64,
    /// Packets in the RED format.
    pub red_packets: u64,
    /// Frames that could be decoded.
    pub frames: u64,
    /// Of those, keyframes.
    pub keyframes: u64,
    /// Layer of the last decoded frame.
    pub layer: Option<u8>,
    /// Frames whose picture id does not follow the one before, without being keyframes.
    pub broken_picture_ids: u64,
    /// Timestamps that went back, or stood still from one frame to the next.
    pub broken_timestamps: u64,
    /// Longest time between two decoded frames.
    pub longest_gap: Duration,
    /// When the last frame was decoded.
    pub last_frame_at: Option<Instant>,
    /// The largest jump of sequence numbers: 1 when none was missing.
    pub longest_jump: u64,
    /// Loudness the last packet claims, dB below overload.
    pub audio_level: Option<u8>,
    last_seq: Option<u64>,
    next_seq: Option<u64>,
    last_picture_id: Option<u16>,
    last_timestamp: Option<u32>,
    stuck_since: Option<Instant>,
    held: BTreeMap<u64, Held>,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    starts: bool,
    ends: bool,
    is_key: bool,
    layer: u8,
    picture_id: u16,
    timestamp: u32,
}

impl Received {
    pub(super) fn sound(&mut self, packet: &RtpPacket, is_red: bool) {
        self.count(packet);
        self.red_packets += u64::from(is_red);
        self.audio_level = packet.header.ext_vals.audio_level.map(i8::unsigned_abs);
    }

    fn count(&mut self, packet: &RtpPacket) {
        self.packets += 1;
        self.bytes += packet.payload.len() as u64;
        let seq = *packet.seq_no;
        if let Some(last) = self.last_seq {
            self.longest_jump = self.longest_jump.max(seq.saturating_sub(last));
        }
        self.last_seq = self.last_seq.max(Some(seq));
    }

    /// Takes a packet. True when the decoder wants a keyframe.
    pub(super) fn picture(&mut self, now: Instant, packet: &RtpPacket) -> bool {
        self.count(packet);
        let payload = &packet.payload;
        let descriptor = Vp8Descriptor::parse(payload).expect("forwarded VP8 is valid");
        let starts = payload[0] & 0x10 != 0;
        self.held.insert(
            *packet.seq_no,
            Held {
                starts,
                ends: packet.header.marker,
                is_key: starts && descriptor.starts_keyframe(payload),
                layer: payload[7],
                picture_id: descriptor.picture_id().expect("picture ids are kept"),
                timestamp: packet.header.timestamp,
            },
        );
        while self.decode(now) {}
        while self.held.len() > MAX_HELD {
            self.held.pop_first();
        }
        self.is_stuck(now)
    }

    /// Decodes the next complete frame; a complete keyframe further on is taken when packets are missing.
    fn decode(&mut self, now: Instant) -> bool {
        let wanted = self.next_seq.filter(|seq| self.frame_at(*seq).is_some());
        let start = wanted.or_else(|| {
            let mut keys = self.held.iter().rev().filter(|(_, held)| held.is_key);
            keys.find(|(seq, _)| self.frame_at(**seq).is_some())
                .map(|(seq, _)| *seq)
        });
        let Some(start) = start else { return false };
        let end = self.frame_at(start).expect("found above");
        let first = self.held[&start];
        self.take_frame(now, first);
        self.held = self.held.split_off(&(end + 1));
        self.next_seq = Some(end + 1);
        self.stuck_since = None;
        true
    }

    /// The last packet of the complete frame that starts here.
    fn frame_at(&self, start: u64) -> Option<u64> {
        let first = self.held.get(&start).filter(|held| held.starts)?;
        let mut seq = start;
        loop {
            let held = self.held.get(&seq).filter(|held| held.timestamp == first.timestamp)?;
            if held.ends {
                return Some(seq);
            }
            seq += 1;
        }
    }

    fn take_frame(&mut self, now: Instant, frame: Held) {
        let follows = self.last_picture_id.map(|last| (last + 1) & 0x7fff == frame.picture_id);
        if follows == Some(false) && !frame.is_key {
            self.broken_picture_ids += 1;
        }
        let ahead = self
            .last_timestamp
            .map(|last| frame.timestamp.wrapping_sub(last).cast_signed());
        if ahead.is_some_and(|ahead| ahead <= 0) {
            self.broken_timestamps += 1;
        }
        if let Some(last) = self.last_frame_at {
            self.longest_gap = self.longest_gap.max(now.saturating_duration_since(last));
        }
        self.frames += 1;
        self.keyframes += u64::from(frame.is_key);
        self.layer = Some(frame.layer);
        self.last_picture_id = Some(frame.picture_id);
        self.last_timestamp = Some(frame.timestamp);
        self.last_frame_at = Some(now);
    }

    fn is_stuck(&mut self, now: Instant) -> bool {
        if self.held.is_empty() {
            self.stuck_since = None;
            return false;
        }
        let since = *self.stuck_since.get_or_insert(now);
        let stuck = now.saturating_duration_since(since) >= STUCK;
        if stuck {
            self.stuck_since = Some(now);
        }
        stuck
    }
}
