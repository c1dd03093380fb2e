//! Sequence numbers and timestamps of one outgoing stream, continuous over every change of its source.
//!
//! A receiver sees one SSRC whose sequence number never jumps (SRTP's replay window and rollover counter demand
//! it, RFC 3711 §3.3) although the packets come from different encoders. One [`Munger`] serves one outgoing SSRC.

use std::time::Instant;

use crate::forward::clock::CaptureMicros;

/// How far back a late packet may be and still be told from a duplicate, in packets.
const WINDOW: u64 = 512;
/// Sequence gaps remembered for late packets; padding-only packets are rare.
const MAX_GAPS: usize = 16;
/// Aligned and expected time may differ by this much (1/5 s) before alignment is given up.
const ALIGNMENT_TOLERANCE: i64 = 5;

/// A packet's numbers as they come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Incoming {
    /// Extended sequence number.
    pub(crate) seq: u64,
    /// RTP timestamp.
    pub(crate) timestamp: u32,
    /// When it was captured, once its publisher sent a report.
    pub(crate) capture: Option<CaptureMicros>,
}

/// A packet's numbers as they go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outgoing {
    /// Extended sequence number.
    pub(crate) seq: u64,
    /// RTP timestamp.
    pub(crate) timestamp: u32,
}

/// One source: what is added to its numbers, what of it was seen.
#[derive(Debug)]
struct Source {
    first: u64,
    /// Packets before this one are too late: how many were skipped before them is forgotten.
    least: u64,
    highest: u64,
    /// From each of these sequence numbers on, subtract so much; ascending.
    gaps: Vec<(u64, u64)>,
    /// Outgoing number of `first`.
    base: u64,
    timestamp_offset: u32,
    seen: Window,
}

/// The newest frame that went out.
#[derive(Debug, Clone, Copy)]
struct Last {
    seq: u64,
    timestamp: u32,
    at: Instant,
}

/// Rewrites the numbers of one outgoing stream.
#[derive(Debug)]
pub(crate) struct Munger {
    start: u16,
    /// Ticks per second of the media clock.
    rate: u32,
    source: Option<Source>,
    last: Option<Last>,
    /// An outgoing timestamp and its capture time: the time line that sources are put on.
    anchor: Option<(u32, CaptureMicros)>,
}

impl Munger {
    /// A stream of `rate` ticks per second whose first sequence number is `start`.
    pub(crate) fn new(start: u16, rate: u32) -> Self {
        Self {
            start,
            rate: rate.max(1),
            source: None,
            last: None,
            anchor: None,
        }
    }

    /// A new source begins with this packet; packets of it that were sent earlier will be dropped.
    pub(crate) fn begin(&mut self, now: Instant, packet: Incoming) {
        let (base, timestamp) = match self.last {
            None => (u64::from(self.start), packet.timestamp),
            Some(last) => (last.seq + 1, self.continued(now, last, packet.capture)),
        };
        self.source = Some(Source {
            first: packet.seq,
            least: packet.seq,
            highest: packet.seq,
            gaps: Vec::new(),
            base,
            timestamp_offset: timestamp.wrapping_sub(packet.timestamp),
            seen: Window::default(),
        });
    }

    /// Where the time line goes on: by capture time where both sources have one, else by the time that passed.
    fn continued(&mut self, now: Instant, last: Last, capture: Option<CaptureMicros>) -> u32 {
        let rate = i64::from(self.rate);
        let elapsed = now.saturating_duration_since(last.at).as_micros();
        let expected = i64::try_from(elapsed).unwrap_or(i64::MAX / rate) * rate / 1_000_000;
        let aligned = self.anchor.zip(capture).map(|((timestamp, anchor), capture)| {
            let ticks = (capture - anchor) * rate / 1_000_000;
            let ahead = timestamp.wrapping_sub(last.timestamp).cast_signed();
            i64::from(ahead) + ticks
        });
        let advance = match aligned {
            Some(aligned) if (aligned - expected).abs() <= rate / ALIGNMENT_TOLERANCE => aligned,
            _ => {
                self.anchor = None;
                expected
            }
        };
        let advance = u32::try_from(advance.max(1)).unwrap_or(1);
        last.timestamp.wrapping_add(advance)
    }

    /// The numbers a packet of the present source goes out with; `None` when it is to be dropped: seen before,
    /// too late, or sent before the source began.
    pub(crate) fn rewrite(&mut self, now: Instant, packet: Incoming) -> Option<Outgoing> {
        let source = self.source.as_mut()?;
        if !source.accept(packet.seq) {
            return None;
        }
        let out = Outgoing {
            seq: source.outgoing_seq(packet.seq)?,
            timestamp: packet.timestamp.wrapping_add(source.timestamp_offset),
        };
        if self.anchor.is_none() {
            self.anchor = packet.capture.map(|capture| (out.timestamp, capture));
        }
        match &mut self.last {
            Some(last) => last.advance(now, out),
            None => {
                self.last = Some(Last {
                    seq: out.seq,
                    timestamp: out.timestamp,
                    at: now,
                });
            }
        }
        Some(out)
    }

    /// A packet of the present source will not be forwarded (padding only). Closes the gap it would leave, if
    /// nothing is missing before it.
    pub(crate) fn skip(&mut self, seq: u64) {
        let Some(source) = self.source.as_mut() else { return };
        if seq != source.highest + 1 {
            // Out of order: the receiver sees a loss it does not miss.
            let _ = source.accept(seq);
            return;
        }
        let closed = source.gaps.last().map_or(0, |(_, closed)| *closed);
        source.highest = seq;
        source.seen.shift(1);
        source.seen.mark(0);
        source.gaps.push((seq + 1, closed + 1));
        if source.gaps.len() > MAX_GAPS {
            source.gaps.remove(0);
            source.least = source.gaps.first().map_or(seq + 1, |(from, _)| *from);
        }
    }
}

impl Last {
    fn advance(&mut self, now: Instant, out: Outgoing) {
        self.seq = self.seq.max(out.seq);
        // The first packet of a frame sets the time, so that long frames do not shift it.
        if out.timestamp.wrapping_sub(self.timestamp).cast_signed() > 0 {
            self.timestamp = out.timestamp;
            self.at = now;
        }
    }
}

impl Source {
    /// Is it a packet to forward? Marks it as seen.
    fn accept(&mut self, seq: u64) -> bool {
        if seq < self.least {
            return false;
        }
        if seq > self.highest {
            self.seen.shift(seq - self.highest);
            self.highest = seq;
        }
        self.seen.mark(self.highest - seq)
    }

    fn outgoing_seq(&self, seq: u64) -> Option<u64> {
        let closed = self
            .gaps
            .iter()
            .rev()
            .find(|(from, _)| *from <= seq)
            .map_or(0, |gap| gap.1);
        (self.base + (seq - self.first)).checked_sub(closed)
    }
}

/// Which of the last [`WINDOW`] sequence numbers were seen; bit 0 of word 0 is the highest.
#[derive(Debug, Default)]
struct Window([u64; (WINDOW / 64) as usize]);

impl Window {
    /// The highest number moves up.
    fn shift(&mut self, by: u64) {
        if by >= WINDOW {
            self.0 = Default::default();
            return;
        }
        for _ in 0..by / 64 {
            self.0.rotate_right(1);
            if let Some(first) = self.0.first_mut() {
                *first = 0;
            }
        }
        let bits = by % 64;
        if bits == 0 {
            return;
        }
        let mut carry = 0;
        for word in &mut self.0 {
            let out = *word >> (64 - bits);
            *word = (*word << bits) | carry;
            carry = out;
        }
    }

    /// Marks the number `back` below the highest. False when it was marked before or is out of the window.
    fn mark(&mut self, back: u64) -> bool {
        let bit = 1_u64 << (back % 64);
        let word = usize::try_from(back / 64).ok().and_then(|index| self.0.get_mut(index));
        match word {
            Some(word) if *word & bit == 0 => {
                *word |= bit;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
#[path = "rewrite_tests.rs"]
mod tests;
