//! Who speaks, and how loudly: from the audio level that browsers put into every packet (RFC 6464).

use std::time::Duration;

/// How often speakers are looked at.
pub(crate) const WINDOW: Duration = Duration::from_millis(400);
/// Quieter than this many dB below overload is not speech.
const ACTIVE_LEVEL: u8 = 35;
/// The part of a window that must be speech: 40 %.
const ACTIVE_SHARE: f32 = 0.4;
/// Weight of the newest window in the running average over 2 windows: 2 / (2 + 1).
const SMOOTHING: f32 = 2.0 / 3.0;
/// Levels are told in steps of 1/8, so that trembling is not told.
const STEPS: f32 = 8.0;

/// What is told of a speaker.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Loudness {
    /// 0 to 1, in steps of 1/8; 0 when silent.
    pub(crate) level: f32,
    /// Does this person speak?
    pub(crate) active: bool,
}

/// Listens to one audio track.
#[derive(Debug, Default)]
pub(crate) struct LevelMeter {
    loudest: Option<u8>,
    active_ms: f32,
    average: f32,
}

impl LevelMeter {
    /// A packet of `ms` milliseconds, `level` dB below overload (0 = loudest, 127 = silence).
    pub(crate) fn observe(&mut self, level: u8, ms: f32) {
        if level <= ACTIVE_LEVEL {
            self.active_ms += ms;
            self.loudest = Some(self.loudest.map_or(level, |loudest| loudest.min(level)));
        }
    }

    /// Ends a window of length [`WINDOW`].
    pub(crate) fn end_window(&mut self) -> Loudness {
        let share = (self.active_ms / WINDOW.as_millis() as f32).min(1.0);
        let heard = match self.loudest {
            // The fuller the window, the louder: 20 log10(share) dB less.
            Some(loudest) if share >= ACTIVE_SHARE => linear(loudest) * share,
            _ => 0.0,
        };
        self.loudest = None;
        self.active_ms = 0.0;
        self.average += (heard - self.average) * SMOOTHING;
        if heard == 0.0 {
            return Loudness::default();
        }
        // Rounded up: a speaker is never told with level 0.
        Loudness {
            level: (self.average * STEPS).ceil().min(STEPS) / STEPS,
            active: true,
        }
    }

    /// Forgets what was heard: the track was muted.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }
}

/// dB below overload → 0 to 1.
fn linear(level: u8) -> f32 {
    10.0_f32.powf(-f32::from(level) / 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A window with so many 20 ms packets of a level.
    fn window(meter: &mut LevelMeter, level: u8, packets: usize) -> Loudness {
        for _ in 0..packets {
            meter.observe(level, 20.0);
        }
        meter.end_window()
    }

    #[test]
    fn speech_needs_level_and_duration() {
        for (level, packets, active) in [
            (20, 20, true),
            (35, 20, true),
            (36, 20, false),
            (127, 20, false),
            (20, 8, true),
            (20, 7, false),
            (0, 0, false),
        ] {
            let loudness = window(&mut LevelMeter::default(), level, packets);
            assert_eq!(loudness.active, active, "{level} dB × {packets}");
            assert_eq!(loudness.level > 0.0, active, "silence has level 0");
        }
    }

    #[test]
    fn louder_and_longer_is_more() {
        let level = |level, packets| {
            let mut meter = LevelMeter::default();
            window(&mut meter, level, packets);
            window(&mut meter, level, packets).level
        };
        assert_eq!(level(0, 20), 1.0);
        assert!(level(0, 20) > level(6, 20));
        assert!(level(6, 20) > level(6, 10));
        assert_eq!(level(35, 20), 0.125, "the least step");
    }

    #[test]
    fn the_average_follows_within_two_windows_and_falls_silent_at_once() {
        let mut meter = LevelMeter::default();
        assert_eq!(window(&mut meter, 0, 20).level, 0.75);
        assert_eq!(window(&mut meter, 0, 20).level, 1.0);
        assert_eq!(window(&mut meter, 127, 20), Loudness::default());
    }

    #[test]
    fn levels_are_steps_of_an_eighth() {
        for level in 0..=ACTIVE_LEVEL {
            let mut meter = LevelMeter::default();
            let told = window(&mut meter, level, 20).level * STEPS;
            assert_eq!(told, told.round());
        }
    }

    #[test]
    fn long_packets_count_their_length() {
        let mut meter = LevelMeter::default();
        for _ in 0..7 {
            meter.observe(10, 60.0);
        }
        assert!(meter.end_window().active);
    }
}
