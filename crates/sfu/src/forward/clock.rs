//! When a packet was captured, by its publisher's own clock.
//!
//! RTP timestamps of each stream start anywhere; sender reports (RFC 3550 §6.4.1) tie them to the publisher's wall
//! clock. With that, layers of one camera, and camera and microphone of one person, share a time line.

use std::time::{Duration, Instant, SystemTime};

/// Capture times in microseconds of the publisher's wall clock.
pub(crate) type CaptureMicros = i64;

/// One stream's last sender report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SenderReference {
    capture: CaptureMicros,
    timestamp: u32,
    rate: u32,
}

impl SenderReference {
    /// Takes the report "at `ntp` the media clock stood at `timestamp`"; `rate` is the clock's ticks per second.
    pub(crate) fn new(ntp: SystemTime, timestamp: u32, rate: u32) -> Option<Self> {
        let since_epoch = ntp.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let capture = i64::try_from(since_epoch.as_micros()).ok()?;
        (rate > 0).then_some(Self {
            capture,
            timestamp,
            rate,
        })
    }

    /// When a packet with this timestamp was captured. Right within ±2^31 ticks (6 hours at 90 kHz).
    pub(crate) fn capture(&self, timestamp: u32) -> CaptureMicros {
        let ticks = i64::from(timestamp.wrapping_sub(self.timestamp).cast_signed());
        self.capture + ticks * 1_000_000 / i64::from(self.rate)
    }
}

/// Ties a publisher's wall clock to ours: by the packet that travelled fastest.
#[derive(Debug, Default)]
pub(crate) struct CaptureClock {
    /// An arrival and the capture time that arrived then with the least delay seen.
    fastest: Option<(Instant, CaptureMicros)>,
}

/// Captures that seem further from their arrival than this mean that the publisher's clock was set: begin anew.
const PLAUSIBLE: Duration = Duration::from_secs(5);

impl CaptureClock {
    /// A packet captured at `capture` arrived at `arrival`: when was that by our clock? Never after `arrival`.
    pub(crate) fn instant(&mut self, capture: CaptureMicros, arrival: Instant) -> Instant {
        let captured = self.fastest.and_then(|(at, base)| offset(at, capture - base));
        match captured {
            Some(captured) if captured <= arrival && arrival.saturating_duration_since(captured) < PLAUSIBLE => {
                captured
            }
            _ => {
                self.fastest = Some((arrival, capture));
                arrival
            }
        }
    }
}

fn offset(at: Instant, micros: i64) -> Option<Instant> {
    let distance = Duration::from_micros(micros.unsigned_abs());
    if micros < 0 {
        at.checked_sub(distance)
    } else {
        at.checked_add(distance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    #[test]
    fn timestamps_become_capture_times() {
        let ntp = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let reference = SenderReference::new(ntp, 5, 90_000).unwrap();
        assert_eq!(reference.capture(5), 1_000_000_000);
        assert_eq!(reference.capture(5 + 90), 1_000_001_000);
        assert_eq!(reference.capture(5_u32.wrapping_sub(90)), 999_999_000, "over the wrap");
        assert_eq!(SenderReference::new(ntp, 5, 0), None);
    }

    #[test]
    fn the_fastest_packet_sets_the_clock() {
        let start = origin() + ms(10_000);
        let mut clock = CaptureClock::default();
        // Captured at 0 ms, travelled 50 ms.
        assert_eq!(clock.instant(0, start + ms(50)), start + ms(50));
        // Captured at 20 ms, travelled 60 ms: 10 ms slower than the fastest so far.
        assert_eq!(clock.instant(20_000, start + ms(80)), start + ms(70));
        // Captured at 40 ms, travelled 5 ms: the new fastest.
        assert_eq!(clock.instant(40_000, start + ms(45)), start + ms(45));
        assert_eq!(clock.instant(60_000, start + ms(100)), start + ms(65));
    }

    #[test]
    fn a_clock_that_jumps_begins_anew() {
        let start = origin() + ms(10_000);
        let mut clock = CaptureClock::default();
        clock.instant(0, start);
        let an_hour_back = -3_600_000_000;
        assert_eq!(clock.instant(an_hour_back, start + ms(10)), start + ms(10));
        assert_eq!(clock.instant(an_hour_back + 20_000, start + ms(40)), start + ms(30));
    }
}
