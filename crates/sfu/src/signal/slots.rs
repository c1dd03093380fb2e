//! The sections in which a client receives: a pool of slots, each carrying one track of somebody else or nothing,
//! and the rule for when the client must offer again.
//!
//! The client alone offers. When tracks wait for a slot, or a slot became free and the client does not know, it is
//! sent one requirement ("so many sections more", or none: "offer again") at a time; everything that changes
//! meanwhile goes into the same answer.

use std::time::{Duration, Instant};

use str0m::media::Mid;

use crate::signal::sdp::offer::Kind;
use crate::track::TrackKey;

/// A requirement nobody answered is repeated after this.
const ASK_AGAIN: Duration = Duration::from_secs(3);
/// Most slots of a client; tracks beyond wait.
pub(crate) const MAX_SLOTS: usize = 250;

/// A section in which the client receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) mid: Mid,
    pub(crate) kind: Kind,
    /// What it carries.
    pub(crate) track: Option<TrackKey>,
}

/// So many of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) audio: usize,
    pub(crate) video: usize,
}

impl Counts {
    /// One more of `kind`.
    pub(crate) fn add(&mut self, kind: Kind) {
        match kind {
            Kind::Audio => self.audio += 1,
            Kind::Video => self.video += 1,
        }
    }

    fn is_empty(self) -> bool {
        self == Self::default()
    }

    fn minus(self, other: Self) -> Self {
        Self {
            audio: self.audio.saturating_sub(other.audio),
            video: self.video.saturating_sub(other.video),
        }
    }
}

/// A requirement that was sent.
#[derive(Debug)]
struct Asked {
    at: Instant,
    /// Slots there will be once it is met.
    total: Counts,
}

/// A client's slots.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    slots: Vec<Slot>,
    /// A slot was freed since the last answer.
    untold: bool,
    asked: Option<Asked>,
    /// The client has had an answer: before that, it offers by itself.
    answered: bool,
}

impl Slots {
    /// The offer shows a section for receiving.
    pub(crate) fn keep(&mut self, mid: Mid, kind: Kind) {
        if !self.slots.iter().any(|slot| slot.mid == mid) && self.slots.len() < MAX_SLOTS {
            self.slots.push(Slot { mid, kind, track: None });
        }
    }

    /// The offer shows that a section is none for receiving (any more). Answers what it carried.
    pub(crate) fn remove(&mut self, mid: Mid) -> Option<TrackKey> {
        let at = self.slots.iter().position(|slot| slot.mid == mid)?;
        self.slots.swap_remove(at).track
    }

    /// A track goes away: its slot is free.
    pub(crate) fn free(&mut self, track: TrackKey) -> Option<Mid> {
        let slot = self.slots.iter_mut().find(|slot| slot.track == Some(track))?;
        slot.track = None;
        self.untold = true;
        Some(slot.mid)
    }

    /// Puts a track into a free slot: the slot. `None` when there is none.
    pub(crate) fn bind(&mut self, track: TrackKey, kind: Kind) -> Option<Slot> {
        let slot = self
            .slots
            .iter_mut()
            .find(|slot| slot.track.is_none() && slot.kind == kind)?;
        let before = slot.clone();
        slot.track = Some(track);
        Some(before)
    }

    /// The track in this slot.
    pub(crate) fn track_in(&self, mid: Mid) -> Option<TrackKey> {
        self.slots.iter().find(|slot| slot.mid == mid)?.track
    }

    /// All slots.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter()
    }

    /// An answer went out with all that stands here.
    pub(crate) fn answered(&mut self) {
        self.answered = true;
        self.untold = false;
        let total = self.count(|_| true);
        if self
            .asked
            .as_ref()
            .is_some_and(|asked| asked.total.minus(total).is_empty())
        {
            self.asked = None;
        }
    }

    /// The signalling connection is a new one: what was asked before may be lost.
    pub(crate) fn forget_asked(&mut self) {
        self.asked = None;
    }

    /// Is a requirement under way?
    #[cfg(test)]
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    /// What to require of the client now, when `waiting` tracks wait for a slot.
    pub(crate) fn require(&mut self, now: Instant, waiting: Counts) -> Option<Counts> {
        let nothing_to_say = waiting.is_empty() && !self.untold;
        let fresh = |asked: &Asked| now.saturating_duration_since(asked.at) < ASK_AGAIN;
        if !self.answered || nothing_to_say || self.asked.as_ref().is_some_and(fresh) {
            return None;
        }
        let total = self.count(|_| true);
        let free = self.count(|slot| slot.track.is_none());
        let mut missing = waiting.minus(free);
        let room = MAX_SLOTS.saturating_sub(total.audio + total.video);
        missing.audio = missing.audio.min(room);
        missing.video = missing.video.min(room - missing.audio);
        let helps = |waiting, free, missing| waiting > 0 && (free > 0 || missing > 0);
        let useful = helps(waiting.audio, free.audio, missing.audio) || helps(waiting.video, free.video, missing.video);
        if !useful && !self.untold {
            // No slot is free and none is to be had: what waits, waits for somebody to leave.
            return None;
        }
        self.asked = Some(Asked {
            at: now,
            total: Counts {
                audio: total.audio + missing.audio,
                video: total.video + missing.video,
            },
        });
        Some(missing)
    }

    fn count(&self, counts: impl Fn(&Slot) -> bool) -> Counts {
        let mut total = Counts::default();
        self.slots
            .iter()
            .filter(|slot| counts(slot))
            .for_each(|slot| total.add(slot.kind));
        total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    fn at(ms: u64) -> Instant {
        origin() + Duration::from_millis(ms)
    }

    fn counts(audio: usize, video: usize) -> Counts {
        Counts { audio, video }
    }

    /// The slots of a browser that joined: three of each kind.
    fn joined() -> Slots {
        let mut slots = Slots::default();
        for mid in 0..6 {
            let kind = if mid < 3 { Kind::Audio } else { Kind::Video };
            slots.keep(Mid::from(mid.to_string().as_str()), kind);
        }
        slots.answered();
        slots
    }

    #[test]
    fn nothing_is_required_before_the_first_answer_nor_without_reason() {
        assert_eq!(Slots::default().require(at(0), counts(1, 1)), None);
        assert_eq!(joined().require(at(0), Counts::default()), None);
    }

    #[test]
    fn only_what_the_free_pool_lacks_is_required() {
        for (waiting, expected) in [
            (counts(1, 0), counts(0, 0)),
            (counts(3, 3), counts(0, 0)),
            (counts(4, 6), counts(1, 3)),
            (counts(0, 4), counts(0, 1)),
        ] {
            assert_eq!(joined().require(at(0), waiting), Some(expected), "{waiting:?}");
        }
        let mut slots = joined();
        slots.bind(TrackKey(1), Kind::Video).unwrap();
        assert_eq!(slots.require(at(0), counts(0, 3)), Some(counts(0, 1)));
    }

    #[test]
    fn one_requirement_is_under_way_at_a_time() {
        let mut slots = joined();
        assert!(slots.require(at(0), counts(0, 4)).is_some());
        assert_eq!(slots.require(at(10), counts(0, 5)), None);
        // An offer that was on its way does not meet it.
        slots.answered();
        assert!(slots.is_asked());
        slots.keep(Mid::from("9"), Kind::Video);
        slots.answered();
        assert!(!slots.is_asked());
        assert_eq!(slots.require(at(20), counts(0, 5)), Some(counts(0, 1)));
    }

    #[test]
    fn an_unanswered_requirement_is_repeated() {
        let mut slots = joined();
        assert!(slots.require(at(0), counts(0, 4)).is_some());
        assert_eq!(slots.require(at(2_999), counts(0, 4)), None);
        assert_eq!(slots.require(at(3_000), counts(0, 4)), Some(counts(0, 1)));
    }

    #[test]
    fn freeing_a_slot_asks_for_a_new_offer() {
        let mut slots = joined();
        slots.bind(TrackKey(1), Kind::Audio).unwrap();
        slots.answered();
        assert_eq!(slots.free(TrackKey(1)), Some(Mid::from("0")));
        assert_eq!(slots.free(TrackKey(1)), None);
        assert_eq!(slots.require(at(0), Counts::default()), Some(counts(0, 0)));
        slots.answered();
        assert_eq!(slots.require(at(0), Counts::default()), None);
    }

    #[test]
    fn a_free_slot_is_used_again() {
        let mut slots = joined();
        let first = slots.bind(TrackKey(1), Kind::Video).unwrap().mid;
        slots.free(TrackKey(1));
        assert_eq!(slots.bind(TrackKey(2), Kind::Video).unwrap().mid, first);
        assert_eq!(
            slots.iter().filter_map(|slot| slot.track).collect::<Vec<_>>(),
            [TrackKey(2)]
        );
    }

    #[test]
    fn the_pool_ends_at_its_limit() {
        let mut slots = Slots::default();
        for mid in 0..MAX_SLOTS + 10 {
            slots.keep(Mid::from(mid.to_string().as_str()), Kind::Video);
        }
        assert_eq!(slots.iter().count(), MAX_SLOTS);
        for track in 0..MAX_SLOTS as u32 {
            slots.bind(TrackKey(track), Kind::Video).unwrap();
        }
        slots.answered();
        assert_eq!(slots.bind(TrackKey(9_999), Kind::Video), None);
        assert_eq!(slots.require(at(0), counts(0, 1)), None, "nothing to be had");
        assert_eq!(slots.require(at(0), counts(1, 0)), None, "nothing to be had");
    }
}
