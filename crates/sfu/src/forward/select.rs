//! Which layer of a video a subscriber gets.
//!
//! A layer is changed only on a keyframe of the wanted one; until it comes, the old one goes on.

use std::time::{Duration, Instant};

use crate::track::liveness::LayerState;

/// At the start a subscriber waits this long for the layer it wants, if that may begin any moment, before it takes
/// another: browsers begin their layers one after the other, lowest first, within a second.
pub(crate) const WAIT_FOR_WANTED: Duration = Duration::from_secs(1);

/// What to do with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// It is of the layer being forwarded.
    Forward,
    /// It is the first of the layer changed to (or of the first layer).
    Begin,
    /// It is of another layer.
    Drop,
}

/// One subscriber's choice of layer. Layers are counted from the lowest, 0.
#[derive(Debug)]
pub(crate) struct Selector {
    /// What the subscriber asked for; `None` = nothing now.
    wanted: Option<usize>,
    /// What is forwarded.
    current: Option<usize>,
    /// What is to be forwarded from its next keyframe on.
    target: Option<usize>,
    waiting_since: Instant,
}

impl Selector {
    /// Begins at `now`, with nothing forwarded yet.
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            wanted: None,
            current: None,
            target: None,
            waiting_since: now,
        }
    }

    /// Chooses the target anew. `layers` says for each layer whether packets come.
    ///
    /// True when the target changed to a layer that is not forwarded: its publisher should be asked for a keyframe.
    pub(crate) fn retarget(&mut self, now: Instant, wanted: Option<usize>, layers: &[LayerState]) -> bool {
        if wanted.is_none() {
            *self = Self::new(now);
            return false;
        }
        self.wanted = wanted;
        let target = self.choose(now, layers);
        let changed = target != self.target && target.is_some() && target != self.current;
        self.target = target;
        changed
    }

    fn choose(&self, now: Instant, layers: &[LayerState]) -> Option<usize> {
        let wanted = self.wanted?.min(layers.len().saturating_sub(1));
        let state = |layer: usize| layers.get(layer).copied().unwrap_or(LayerState::Dead);
        let is_live = |layer: &usize| state(*layer) == LayerState::Live;
        if is_live(&wanted) {
            return Some(wanted);
        }
        let waiting = now.saturating_duration_since(self.waiting_since) < WAIT_FOR_WANTED;
        if self.current.is_none() && self.target.is_none() && waiting && state(wanted) == LayerState::Awaited {
            return None;
        }
        let below = (0..wanted).rev().find(is_live);
        let above = (wanted + 1..layers.len()).find(is_live);
        // With every layer silent (muted, network gone) what was stays.
        below.or(above).or(self.target).or(self.current)
    }

    /// A packet of `layer` came.
    pub(crate) fn choice(&mut self, layer: usize, starts_keyframe: bool) -> Choice {
        if self.current == Some(layer) && self.target == self.current {
            return Choice::Forward;
        }
        if self.target == Some(layer) && starts_keyframe {
            self.current = self.target;
            return Choice::Begin;
        }
        match self.current {
            Some(current) if current == layer => Choice::Forward,
            _ => Choice::Drop,
        }
    }

    /// The source of the layer being forwarded was replaced (new SSRC): waits for its keyframe.
    pub(crate) fn source_replaced(&mut self, layer: usize) {
        if self.current == Some(layer) {
            self.current = None;
        }
    }

    /// The layer a keyframe is needed of, if one is.
    pub(crate) fn needs_keyframe(&self) -> Option<usize> {
        self.target.filter(|_| self.target != self.current)
    }

    /// The layer being forwarded.
    pub(crate) fn current(&self) -> Option<usize> {
        self.current
    }

    /// Is the wait for the wanted layer still on?
    pub(crate) fn is_waiting(&self) -> bool {
        self.wanted.is_some() && self.current.is_none() && self.target.is_none()
    }
}

#[cfg(test)]
mod tests {
    use LayerState::{Awaited, Dead, Live};

    use super::*;
    use crate::testing::origin;

    const Q: usize = 0;
    const H: usize = 1;
    const F: usize = 2;

    fn at(ms: u64) -> Instant {
        origin() + Duration::from_millis(ms)
    }

    /// A selector that forwards `layer` of three live ones.
    fn forwarding(layer: usize) -> Selector {
        let mut selector = Selector::new(at(0));
        assert!(selector.retarget(at(0), Some(layer), &[Live; 3]));
        assert_eq!(selector.choice(layer, true), Choice::Begin);
        selector
    }

    #[test]
    fn the_start_waits_for_the_wanted_layer() {
        let mut selector = Selector::new(at(0));
        assert!(!selector.retarget(at(0), Some(F), &[Live, Awaited, Awaited]));
        assert!(selector.is_waiting());
        assert_eq!(
            selector.choice(Q, true),
            Choice::Drop,
            "the first SSRC seen is not latched"
        );
        assert!(selector.retarget(at(300), Some(F), &[Live; 3]));
        assert_eq!(selector.needs_keyframe(), Some(F));
        assert_eq!(selector.choice(F, false), Choice::Drop);
        assert_eq!(selector.choice(F, true), Choice::Begin);
        assert_eq!(selector.choice(F, false), Choice::Forward);
        assert_eq!(selector.needs_keyframe(), None);
    }

    #[test]
    fn after_a_second_the_best_present_layer_is_taken() {
        for (wanted, live, expected) in [
            (F, [Live, Live, Awaited], Some(H)),
            (F, [Live, Awaited, Awaited], Some(Q)),
            (Q, [Awaited, Awaited, Live], Some(F)),
            (H, [Live, Awaited, Live], Some(Q)),
            (F, [Awaited; 3], None),
        ] {
            let mut selector = Selector::new(at(0));
            selector.retarget(at(0), Some(wanted), &live);
            assert_eq!(selector.needs_keyframe(), None);
            selector.retarget(at(1000), Some(wanted), &live);
            assert_eq!(selector.needs_keyframe(), expected, "{wanted} of {live:?}");
        }
    }

    #[test]
    fn a_wanted_layer_that_died_is_not_waited_for() {
        for (layers, expected) in [
            ([Live, Live, Dead], Some(H)),
            ([Live, Dead, Dead], Some(Q)),
            ([Dead; 3], None),
        ] {
            let mut selector = Selector::new(at(0));
            selector.retarget(at(0), Some(F), &layers);
            assert_eq!(selector.needs_keyframe(), expected, "{layers:?}");
        }
    }

    #[test]
    fn another_layer_once_chosen_is_not_given_up_for_waiting() {
        let mut selector = Selector::new(at(0));
        selector.retarget(at(0), Some(F), &[Live, Live, Dead]);
        // Its publisher was asked to wake the wanted layer.
        selector.retarget(at(100), Some(F), &[Live, Live, Awaited]);
        assert_eq!(selector.needs_keyframe(), Some(H));
        assert_eq!(selector.choice(H, true), Choice::Begin);
        assert!(selector.retarget(at(200), Some(F), &[Live; 3]));
    }

    #[test]
    fn switches_happen_only_on_a_keyframe_and_the_old_layer_goes_on_until_then() {
        for (from, to) in [(Q, H), (H, F), (F, Q), (F, H), (H, Q), (Q, F)] {
            let mut selector = forwarding(from);
            assert!(selector.retarget(at(10), Some(to), &[Live; 3]));
            assert!(!selector.retarget(at(11), Some(to), &[Live; 3]), "asked once");
            assert_eq!(selector.choice(to, false), Choice::Drop);
            assert_eq!(selector.choice(from, false), Choice::Forward);
            assert_eq!(selector.choice(from, true), Choice::Forward);
            assert_eq!(selector.choice(to, true), Choice::Begin);
            assert_eq!(selector.choice(from, true), Choice::Drop);
            assert_eq!(selector.choice(to, false), Choice::Forward);
        }
    }

    #[test]
    fn changing_ones_mind_before_the_keyframe_changes_nothing() {
        let mut selector = forwarding(H);
        assert!(selector.retarget(at(10), Some(F), &[Live; 3]));
        assert!(!selector.retarget(at(20), Some(H), &[Live; 3]));
        assert_eq!(selector.choice(F, true), Choice::Drop);
        assert_eq!(selector.choice(H, false), Choice::Forward);
    }

    #[test]
    fn a_dead_layer_gives_way_to_a_lower_one_and_comes_back() {
        let mut selector = forwarding(F);
        assert!(selector.retarget(at(10), Some(F), &[Live, Live, Dead]));
        assert_eq!(selector.needs_keyframe(), Some(H));
        assert_eq!(selector.choice(H, true), Choice::Begin);
        assert!(selector.retarget(at(20), Some(F), &[Live; 3]));
        assert_eq!(selector.choice(F, true), Choice::Begin);
    }

    #[test]
    fn silence_of_all_layers_changes_nothing() {
        let mut selector = forwarding(H);
        assert!(!selector.retarget(at(10_000), Some(H), &[Dead; 3]));
        assert_eq!(selector.choice(H, false), Choice::Forward);
    }

    #[test]
    fn wanting_more_layers_than_there_are_gets_the_highest() {
        let mut selector = Selector::new(at(0));
        assert!(selector.retarget(at(0), Some(F), &[Live]));
        assert_eq!(selector.choice(0, true), Choice::Begin);
    }

    #[test]
    fn a_pause_forgets_and_needs_a_keyframe_again() {
        let mut selector = forwarding(H);
        assert!(!selector.retarget(at(10), None, &[Live; 3]));
        assert_eq!(selector.choice(H, true), Choice::Drop);
        assert!(selector.retarget(at(20), Some(H), &[Live; 3]));
        assert_eq!(selector.choice(H, false), Choice::Drop);
        assert_eq!(selector.choice(H, true), Choice::Begin);
    }

    #[test]
    fn a_replaced_source_needs_a_keyframe() {
        let mut selector = forwarding(H);
        selector.source_replaced(Q);
        assert_eq!(selector.choice(H, false), Choice::Forward);
        selector.source_replaced(H);
        assert_eq!(selector.needs_keyframe(), Some(H));
        assert_eq!(selector.choice(H, false), Choice::Drop);
        assert_eq!(selector.choice(H, true), Choice::Begin);
    }
}
