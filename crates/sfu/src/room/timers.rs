//! When a room must be woken: by its peer connections, and by its own rounds.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use crate::PeerId;

/// Something a room looks at regularly while there is reason to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Round {
    /// Who speaks.
    Speakers,
    /// Which layers live.
    Layers,
    /// Who waits for a keyframe.
    Keyframes,
    /// What ran out, what is to be refreshed.
    House,
}

const ROUNDS: [Round; 4] = [Round::Speakers, Round::Layers, Round::Keyframes, Round::House];

impl Round {
    fn period(self) -> Duration {
        match self {
            Self::Speakers => crate::speakers::WINDOW,
            Self::Layers => crate::track::liveness::CYCLE,
            Self::Keyframes => Duration::from_millis(100),
            Self::House => Duration::from_millis(500),
        }
    }
}

/// The timers of a room.
#[derive(Debug, Default)]
pub(super) struct Timers {
    /// Peers by due time. An entry counts only while the participant still names this very time.
    peers: BinaryHeap<Reverse<(Instant, PeerId)>>,
    rounds: [Option<Instant>; ROUNDS.len()],
}

impl Timers {
    /// Sets a peer's timer.
    pub(super) fn set_peer(&mut self, due: Instant, peer: PeerId) {
        self.peers.push(Reverse((due, peer)));
    }

    /// The next peer timer that is due, if any.
    pub(super) fn take_peer(&mut self, now: Instant) -> Option<(Instant, PeerId)> {
        let Reverse((due, _)) = self.peers.peek()?;
        if *due > now {
            return None;
        }
        self.peers.pop().map(|Reverse(entry)| entry)
    }

    /// Starts a round unless it runs.
    pub(super) fn start(&mut self, round: Round, now: Instant) {
        if let Some(due) = self.rounds.get_mut(round as usize) {
            due.get_or_insert(now + round.period());
        }
    }

    /// The rounds that are due; each must be started again if there is reason to.
    pub(super) fn take_rounds(&mut self, now: Instant) -> impl Iterator<Item = Round> + use<> {
        let mut due = Vec::new();
        for (round, at) in ROUNDS.into_iter().zip(&mut self.rounds) {
            if at.is_some_and(|at| at <= now) {
                *at = None;
                due.push(round);
            }
        }
        due.into_iter()
    }

    /// The earliest of all timers and `other`.
    pub(super) fn next(&self, other: Instant) -> Instant {
        let peer = self.peers.peek().map(|Reverse((due, _))| *due);
        self.rounds
            .iter()
            .flatten()
            .copied()
            .chain(peer)
            .fold(other, Instant::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    fn at(ms: u64) -> Instant {
        origin() + Duration::from_millis(ms)
    }

    #[test]
    fn the_earliest_timer_is_next() {
        let mut timers = Timers::default();
        assert_eq!(timers.next(at(9_000)), at(9_000));
        timers.set_peer(at(700), PeerId(1));
        timers.start(Round::House, at(0));
        assert_eq!(timers.next(at(9_000)), at(500));
        timers.start(Round::Keyframes, at(0));
        assert_eq!(timers.next(at(9_000)), at(100));
    }

    #[test]
    fn rounds_run_once_per_start() {
        let mut timers = Timers::default();
        timers.start(Round::Speakers, at(0));
        timers.start(Round::Speakers, at(300));
        assert_eq!(timers.take_rounds(at(399)).count(), 0);
        assert!(timers.take_rounds(at(400)).eq([Round::Speakers]));
        assert_eq!(timers.take_rounds(at(9_000)).count(), 0);
    }

    #[test]
    fn peers_come_in_order_and_only_when_due() {
        let mut timers = Timers::default();
        timers.set_peer(at(20), PeerId(2));
        timers.set_peer(at(10), PeerId(1));
        assert_eq!(timers.take_peer(at(15)), Some((at(10), PeerId(1))));
        assert_eq!(timers.take_peer(at(15)), None);
    }
}
