//! Which simulcast layers send packets at the moment. A browser switches layers off by itself when its uplink or
//! CPU is short, without saying so.

use std::time::Duration;

/// Numbers of one kind of layer (LiveKit's).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Length of a cycle.
    pub(crate) cycle: Duration,
    /// Packets in a cycle below which the layer is dead.
    least_packets: u32,
    /// Good cycles in a row after which a dead layer is live again.
    good_cycles: u32,
}

/// Cameras are counted in cycles of this length, screens in four of them.
pub(crate) const CYCLE: Duration = Duration::from_millis(500);

/// The rule for a layer, counted from the lowest.
pub(crate) fn rule(is_screen: bool, layer: usize) -> Rule {
    match (is_screen, layer) {
        (true, _) => Rule {
            cycle: Duration::from_secs(2),
            least_packets: 1,
            good_cycles: 1,
        },
        (false, 0) => Rule {
            cycle: CYCLE,
            least_packets: 1,
            good_cycles: 4,
        },
        (false, _) => Rule {
            cycle: CYCLE,
            least_packets: 5,
            good_cycles: 20,
        },
    }
}

/// What is known of a layer's packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LayerState {
    /// None came yet, or it was off on purpose: it may begin any moment.
    Awaited,
    /// They come.
    Live,
    /// They came, and stopped.
    Dead,
}

/// One layer's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// No packet yet: live on the first one.
    #[default]
    Unknown,
    Live,
    Dead {
        good_cycles: u32,
    },
}

/// Counts one layer's packets.
#[derive(Debug, Default)]
pub(crate) struct Liveness {
    state: State,
    packets: u32,
    elapsed: Duration,
}

impl Liveness {
    /// A packet came. True when that made the layer live.
    pub(crate) fn packet(&mut self) -> bool {
        self.packets = self.packets.saturating_add(1);
        if self.state == State::Unknown {
            self.state = State::Live;
            self.elapsed = Duration::ZERO;
            return true;
        }
        false
    }

    /// [`CYCLE`] has passed. True when the layer lived or died.
    pub(crate) fn tick(&mut self, rule: Rule) -> bool {
        self.elapsed += CYCLE;
        if self.elapsed < rule.cycle {
            return false;
        }
        self.elapsed = Duration::ZERO;
        let good = std::mem::take(&mut self.packets) >= rule.least_packets;
        let before = self.is_live();
        self.state = match (self.state, good) {
            (State::Unknown, _) => State::Unknown,
            (State::Live, true) => State::Live,
            (State::Live | State::Dead { .. }, false) => State::Dead { good_cycles: 0 },
            (State::Dead { good_cycles }, true) if good_cycles + 1 >= rule.good_cycles => State::Live,
            (State::Dead { good_cycles }, true) => State::Dead {
                good_cycles: good_cycles + 1,
            },
        };
        before != self.is_live()
    }

    /// The layer was off on purpose (mute, nobody wanted it) and may come back: live on its next packet.
    pub(crate) fn expect(&mut self) {
        if self.state != State::Live {
            *self = Self::default();
        }
    }

    /// Do packets come?
    pub(crate) fn state(&self) -> LayerState {
        match self.state {
            State::Unknown => LayerState::Awaited,
            State::Live => LayerState::Live,
            State::Dead { .. } => LayerState::Dead,
        }
    }

    fn is_live(&self) -> bool {
        self.state == State::Live
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle(liveness: &mut Liveness, rule: Rule, packets: u32) -> bool {
        for _ in 0..packets {
            liveness.packet();
        }
        for _ in 1..rule.cycle.as_millis() / CYCLE.as_millis() {
            assert!(!liveness.tick(rule));
        }
        liveness.tick(rule)
    }

    #[test]
    fn the_first_packet_makes_a_layer_live() {
        let mut liveness = Liveness::default();
        assert!(!liveness.is_live());
        assert!(liveness.packet());
        assert!(liveness.is_live());
        assert!(!liveness.packet());
    }

    #[test]
    fn layers_die_and_live_again_by_their_rule() {
        for (screen, layer, least, good) in [
            (false, 0, 1, 4),
            (false, 1, 5, 20),
            (false, 2, 5, 20),
            (true, 0, 1, 1),
            (true, 1, 1, 1),
        ] {
            let rule = rule(screen, layer);
            let mut liveness = Liveness::default();
            assert!(!cycle(&mut liveness, rule, least), "lives");
            assert!(cycle(&mut liveness, rule, least - 1), "dies");
            for _ in 1..good {
                assert!(!cycle(&mut liveness, rule, least), "still dead: {screen} {layer}");
            }
            assert!(cycle(&mut liveness, rule, least), "lives again: {screen} {layer}");
        }
    }

    #[test]
    fn a_bad_cycle_starts_the_count_anew() {
        let rule = rule(false, 0);
        let mut liveness = Liveness::default();
        cycle(&mut liveness, rule, 1);
        cycle(&mut liveness, rule, 0);
        for packets in [1, 1, 1, 0, 1, 1, 1] {
            assert!(!cycle(&mut liveness, rule, packets));
        }
        assert!(cycle(&mut liveness, rule, 1));
    }

    #[test]
    fn an_expected_layer_lives_on_its_first_packet() {
        let rule = rule(false, 2);
        let mut liveness = Liveness::default();
        cycle(&mut liveness, rule, 5);
        cycle(&mut liveness, rule, 0);
        liveness.expect();
        assert!(!liveness.is_live());
        assert!(liveness.packet());
    }

    #[test]
    fn a_layer_that_never_came_does_not_die() {
        let mut liveness = Liveness::default();
        assert!(!cycle(&mut liveness, rule(false, 1), 0));
        assert!(liveness.packet());
    }
}
