//! Who and what may not come (back) in: removed participants and deleted rooms.
//!
//! A join token stays valid until it expires, whoever was removed meanwhile. So in reserved rooms a removal
//! keeps the identity out, present or not, until the last token that can name it has expired.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Longest life of a token for a reserved room, first issue or refresh alike.
pub(crate) const TOKEN_LIFE: Duration = Duration::from_secs(600);

/// Clock difference allowed when a token is checked.
pub(crate) const LEEWAY: Duration = Duration::from_secs(60);

/// How long a bar stands.
///
/// A token issued just before the bar lives [`TOKEN_LIFE`] and is honoured [`LEEWAY`] longer; it may say that it
/// begins up to [`LEEWAY`] after it was issued. After this long none can be left.
pub(crate) const BAR: Duration = Duration::from_secs(600 + 2 * 60);

/// The bars of one worker's rooms.
#[derive(Debug, Default)]
pub(crate) struct Bars {
    rooms: HashMap<String, Instant>,
    participants: HashMap<(String, String), Instant>,
}

impl Bars {
    /// Keeps `identity` out of `room` for [`BAR`].
    pub(crate) fn bar_participant(&mut self, room: &str, identity: &str, now: Instant) {
        self.participants
            .insert((room.to_owned(), identity.to_owned()), now + BAR);
    }

    /// Keeps everyone out of `room` for [`BAR`].
    pub(crate) fn bar_room(&mut self, room: &str, now: Instant) {
        self.rooms.insert(room.to_owned(), now + BAR);
    }

    /// Is the whole room barred?
    pub(crate) fn is_room_barred(&self, room: &str, now: Instant) -> bool {
        self.rooms.get(room).is_some_and(|until| now < *until)
    }

    /// Is this identity barred from this room?
    pub(crate) fn is_participant_barred(&self, room: &str, identity: &str, now: Instant) -> bool {
        self.participants
            .get(&(room.to_owned(), identity.to_owned()))
            .is_some_and(|until| now < *until)
    }

    /// Forgets bars that have run out.
    pub(crate) fn sweep(&mut self, now: Instant) {
        self.rooms.retain(|_, until| now < *until);
        self.participants.retain(|_, until| now < *until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_outlives_every_token_and_then_ends() {
        let start = crate::clock::instant();
        let mut bars = Bars::default();
        bars.bar_participant("vc_a", "anna", start);
        bars.bar_room("vc_b", start);
        let last_honoured = start + LEEWAY + TOKEN_LIFE + LEEWAY - Duration::from_millis(1);
        for now in [start, last_honoured] {
            assert!(bars.is_participant_barred("vc_a", "anna", now));
            assert!(bars.is_room_barred("vc_b", now));
            assert!(!bars.is_participant_barred("vc_a", "boris", now));
            assert!(!bars.is_participant_barred("vc_c", "anna", now));
            assert!(!bars.is_room_barred("vc_a", now));
        }
        assert!(!bars.is_participant_barred("vc_a", "anna", start + BAR));
        bars.sweep(start + BAR);
        assert!(bars.participants.is_empty() && bars.rooms.is_empty());
    }

    #[test]
    fn barring_again_prolongs() {
        let start = crate::clock::instant();
        let mut bars = Bars::default();
        bars.bar_participant("vc_a", "anna", start);
        let later = start + Duration::from_secs(300);
        bars.bar_participant("vc_a", "anna", later);
        assert!(bars.is_participant_barred("vc_a", "anna", start + BAR));
    }
}
