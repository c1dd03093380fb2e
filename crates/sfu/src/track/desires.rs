//! What a subscriber asked for, by track: kept before the track is there, and after.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::track::layers::Setting;

/// Most tracks a subscriber may have wishes about.
const MAX_WISHES: usize = 2_000;
/// Longest track identifier; ours have 17 characters.
const MAX_SID: usize = 64;
/// A wish for a track nobody knows is given up after this.
const UNKNOWN_FOR: Duration = Duration::from_secs(60);

/// The wishes of one subscriber.
#[derive(Debug, Default)]
pub(crate) struct Desires {
    subscribed: HashMap<String, Wish>,
    settings: HashMap<String, Setting>,
}

#[derive(Debug, Clone, Copy)]
struct Wish {
    subscribe: bool,
    since: Instant,
}

impl Desires {
    /// The subscriber wants a track, or does not.
    pub(crate) fn subscribe(&mut self, now: Instant, track_sid: &str, subscribe: bool) {
        if admits(&self.subscribed, track_sid) {
            self.subscribed
                .insert(track_sid.to_owned(), Wish { subscribe, since: now });
        }
    }

    /// How the subscriber wants a track.
    pub(crate) fn set(&mut self, track_sid: &str, setting: Setting) {
        if admits(&self.settings, track_sid) {
            self.settings.insert(track_sid.to_owned(), setting);
        }
    }

    /// What was said about wanting a track, if anything.
    pub(crate) fn wants(&self, track_sid: &str) -> Option<bool> {
        self.subscribed.get(track_sid).map(|wish| wish.subscribe)
    }

    /// How the track is wanted, if anything was said.
    pub(crate) fn setting(&self, track_sid: &str) -> Option<Setting> {
        self.settings.get(track_sid).copied()
    }

    /// A track is gone for ever.
    pub(crate) fn forget(&mut self, track_sid: &str) {
        self.subscribed.remove(track_sid);
        self.settings.remove(track_sid);
    }

    /// Gives up wishes for tracks that stayed unknown: those wanted, so that the client can be told.
    pub(crate) fn give_up(&mut self, now: Instant, is_known: impl Fn(&str) -> bool) -> Vec<String> {
        let mut unknown = Vec::new();
        self.subscribed.retain(|sid, wish| {
            let keep = is_known(sid) || now.saturating_duration_since(wish.since) < UNKNOWN_FOR;
            if !keep && wish.subscribe {
                unknown.push(sid.clone());
            }
            keep
        });
        unknown
    }
}

/// Is there room for a wish about this track?
fn admits<T>(wishes: &HashMap<String, T>, track_sid: &str) -> bool {
    wishes.contains_key(track_sid) || (wishes.len() < MAX_WISHES && track_sid.len() <= MAX_SID)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    #[test]
    fn wishes_are_kept_for_tracks_that_are_not_there_yet_and_then_given_up() {
        let mut desires = Desires::default();
        desires.subscribe(origin(), "TR_known", true);
        desires.subscribe(origin(), "TR_wanted", true);
        desires.subscribe(origin(), "TR_unwanted", false);
        let known = |sid: &str| sid == "TR_known";
        assert!(
            desires
                .give_up(origin() + UNKNOWN_FOR - Duration::from_millis(1), known)
                .is_empty()
        );
        assert_eq!(desires.wants("TR_unwanted"), Some(false));
        assert_eq!(desires.give_up(origin() + UNKNOWN_FOR, known), ["TR_wanted"]);
        assert_eq!(desires.wants("TR_wanted"), None);
        assert_eq!(desires.wants("TR_known"), Some(true));
    }

    #[test]
    fn wishes_are_limited() {
        let mut desires = Desires::default();
        for number in 0..MAX_WISHES + 5 {
            desires.subscribe(origin(), &number.to_string(), true);
            desires.set(&number.to_string(), Setting::initial(false));
        }
        assert_eq!(
            (desires.subscribed.len(), desires.settings.len()),
            (MAX_WISHES, MAX_WISHES)
        );
        desires.subscribe(origin(), &"x".repeat(MAX_SID + 1), true);
        assert_eq!(desires.subscribed.len(), MAX_WISHES);
        desires.subscribe(origin(), "0", false);
        assert_eq!(desires.wants("0"), Some(false), "known ones may change");
    }
}
