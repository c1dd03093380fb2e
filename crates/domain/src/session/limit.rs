//! How many sessions an account may have at once, and who gets a place when one is free (SES-1 to SES-6, SES-12).
//!
//! An unrestricted session holds a *slot*: a number from 1, unique among the account's live sessions, the smallest that
//! is free. Restricted sessions and sign-ins that wait stand in one queue for a slot.

use std::collections::BTreeSet;

use super::Session;
use crate::time::Timestamp;

/// The most restricted sessions an account may have; beyond that a sign-in waits, whatever the policy (SES-12).
pub const MOST_RESTRICTED: usize = 10;

/// The greatest limit that can be set (SES-1).
pub const GREATEST_LIMIT: u16 = 100;

coded! {
    /// What happens to a sign-in over the limit.
    pub enum Policy {
        /// The person is let in without the limited components (SES-3).
        Restrict => "restrict",
        /// The sign-in stops until a place is free (SES-4).
        Wait => "wait",
    }
}

/// How many sessions one account may have at once; zero means any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limit(u16);

impl Limit {
    /// A limit as it is configured or saved; 0 sets none.
    #[must_use]
    pub const fn new(most: u16) -> Option<Self> {
        if most <= GREATEST_LIMIT { Some(Self(most)) } else { None }
    }

    /// The number; 0 where there is no limit.
    #[must_use]
    pub const fn as_number(self) -> u16 {
        self.0
    }

    /// How many unrestricted sessions must end before one more fits, when there are `in_use`.
    #[must_use]
    pub fn to_end(self, in_use: usize) -> usize {
        match usize::from(self.0) {
            0 => 0,
            most => (in_use + 1).saturating_sub(most),
        }
    }

    const fn allows(self, in_use: usize) -> bool {
        self.0 == 0 || in_use < self.0 as usize
    }
}

/// The limit and what happens beyond it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitRule {
    /// How many.
    pub limit: Limit,
    /// What happens to one more.
    pub policy: Policy,
}

impl Default for LimitRule {
    fn default() -> Self {
        Self {
            limit: Limit::default(),
            policy: Policy::Restrict,
        }
    }
}

impl LimitRule {
    /// The rule for an account that may have a limit of its own, which wins (SES-1).
    #[must_use]
    pub fn for_account(self, own: Option<Limit>) -> Self {
        Self {
            limit: own.unwrap_or(self.limit),
            ..self
        }
    }
}

/// The account's live sessions, as far as the limit is concerned. Read under the account's lock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// The slots that unrestricted sessions hold.
    pub taken: BTreeSet<u16>,
    /// How many sessions are restricted.
    pub restricted: usize,
}

/// What a sign-in gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An unrestricted session in this slot.
    Slot(u16),
    /// A restricted session.
    Restricted,
    /// None yet.
    Wait,
}

impl Places {
    /// The places of these sessions.
    #[must_use]
    pub fn of<'a>(live: impl IntoIterator<Item = &'a Session>) -> Self {
        let mut places = Self::default();
        for session in live {
            match session.slot {
                Some(slot) => {
                    places.taken.insert(slot);
                }
                None => places.restricted += 1,
            }
        }
        places
    }

    /// The smallest free slot, if one more unrestricted session fits.
    #[must_use]
    pub fn free(&self, limit: Limit) -> Option<u16> {
        if !limit.allows(self.taken.len()) {
            return None;
        }
        (1..=u16::MAX).find(|slot| !self.taken.contains(slot))
    }

    /// What one more sign-in gets. Whoever waits already was served before it came to this.
    #[must_use]
    pub fn for_one_more(&self, rule: LimitRule) -> Place {
        match (self.free(rule.limit), rule.policy) {
            (Some(slot), _) => Place::Slot(slot),
            (None, Policy::Restrict) if self.restricted < MOST_RESTRICTED => Place::Restricted,
            (None, _) => Place::Wait,
        }
    }
}

/// Somebody in the queue for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiter<T> {
    /// Who.
    pub who: T,
    /// The place in the queue: the order of commits, smaller first.
    pub queue_place: i64,
    /// Whether it is a sign-in, which gets a slot only while its window is open; otherwise a restricted session.
    pub is_sign_in: bool,
    /// Whether its device is connected now.
    pub connected: bool,
}

/// Whose the next free slot is (SES-6): whoever ended the other session, else the longest-waiting device that is
/// connected now, else the longest-waiting restricted session.
#[must_use]
pub fn next_in_line<T: Copy + PartialEq>(queue: &[Waiter<T>], first: Option<T>) -> Option<T> {
    let ended_it = |waiter: &&Waiter<T>| first == Some(waiter.who);
    let may_have_it = |waiter: &&Waiter<T>| waiter.connected || !waiter.is_sign_in;
    queue
        .iter()
        .find(ended_it)
        .or_else(|| {
            let waiting = queue.iter().filter(may_have_it);
            waiting.min_by_key(|waiter| (!waiter.connected, waiter.queue_place))
        })
        .map(|waiter| waiter.who)
}

/// Hands out every slot that is free to whoever is next in line, and says who gets which.
#[must_use]
pub fn hand_out<T: Copy + PartialEq>(
    mut places: Places,
    mut queue: Vec<Waiter<T>>,
    limit: Limit,
    first: Option<T>,
) -> Vec<(T, u16)> {
    let mut given = Vec::new();
    while let Some(slot) = places.free(limit) {
        let Some(who) = next_in_line(&queue, first) else { break };
        queue.retain(|waiter| waiter.who != who);
        places.taken.insert(slot);
        given.push((who, slot));
    }
    given
}

/// The one session that is best to end (SES-7): one that is not used first, then the earliest. Only ending one in a slot
/// frees a place; none is advised where nothing but the session one looks from would free one.
#[must_use]
pub fn best_to_end<'a>(
    live: impl IntoIterator<Item = &'a Session>,
    own: Option<crate::ids::SessionId>,
    is_used: impl Fn(&Session) -> bool,
) -> Option<crate::ids::SessionId> {
    let may_be_advised = |session: &&Session| session.slot.is_some() && Some(session.id) != own;
    live.into_iter()
        .filter(may_be_advised)
        .min_by_key(|session| (is_used(session), session.signed_in_at, session.id))
        .map(|session| session.id)
}

/// A sign-in that waits for a place (SES-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait;

impl Wait {
    /// How long a sign-in waits at most.
    pub const LONGEST: crate::time::Duration = crate::time::minutes(15);
    /// How long it outlives its window.
    pub const AFTER_WINDOW: crate::time::Duration = crate::time::minutes(1);

    /// Until when it may still go on, having begun to wait at `since` and been seen with an open window until `seen`.
    #[must_use]
    pub fn until(since: Timestamp, seen: Timestamp) -> Timestamp {
        since.plus(Self::LONGEST).min(seen.plus(Self::AFTER_WINDOW))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(taken: &[u16], restricted: usize) -> Places {
        Places {
            taken: taken.iter().copied().collect(),
            restricted,
        }
    }

    const fn rule(limit: u16, policy: Policy) -> LimitRule {
        LimitRule {
            limit: Limit(limit),
            policy,
        }
    }

    #[test]
    fn ses_1_ses_3_ses_4_ses_12_what_one_more_sign_in_gets() {
        use Place::{Restricted, Slot, Wait};
        use Policy::{Restrict, Wait as Waits};
        let table = [
            (places(&[], 0), rule(0, Restrict), Slot(1)),
            (places(&[1, 2, 3], 0), rule(0, Restrict), Slot(4)),
            (places(&[1, 3], 0), rule(0, Waits), Slot(2)),
            (places(&[], 0), rule(1, Restrict), Slot(1)),
            (places(&[1], 0), rule(1, Restrict), Restricted),
            (places(&[1], 0), rule(1, Waits), Wait),
            (places(&[1], 9), rule(1, Restrict), Restricted),
            (places(&[1], 10), rule(1, Restrict), Wait),
            // A limit that was lowered: a free number alone is not enough.
            (places(&[2, 3, 4], 0), rule(2, Restrict), Restricted),
            (places(&[2, 3, 4], 0), rule(4, Restrict), Slot(1)),
            (places(&[5], 0), rule(2, Waits), Slot(1)),
            // Ten restricted ones are no bar to a slot.
            (places(&[2], 10), rule(2, Restrict), Slot(1)),
        ];
        for (places, rule, expected) in table {
            assert_eq!(places.for_one_more(rule), expected, "{places:?} {rule:?}");
        }
    }

    #[test]
    fn ses_1_an_accounts_own_limit_wins() {
        let global = rule(3, Policy::Wait);
        assert_eq!(global.for_account(None), global);
        assert_eq!(global.for_account(Limit::new(0)), rule(0, Policy::Wait));
        assert_eq!(global.for_account(Limit::new(1)), rule(1, Policy::Wait));
        assert_eq!(Limit::new(101), None);
    }

    #[test]
    fn ses_6_how_many_have_to_end() {
        for (limit, in_use, expected) in [(0, 50, 0), (3, 2, 0), (3, 3, 1), (3, 4, 2), (1, 5, 5)] {
            assert_eq!(Limit(limit).to_end(in_use), expected, "{in_use} of {limit}");
        }
    }

    #[test]
    fn ses_6_whose_a_freed_slot_is() {
        let session = |who: u8, queue_place, connected| Waiter {
            who,
            queue_place,
            is_sign_in: false,
            connected,
        };
        let sign_in = |who, queue_place, connected| Waiter {
            is_sign_in: true,
            ..session(who, queue_place, connected)
        };
        let table = [
            (vec![], None, None, "nobody waits"),
            (
                vec![session(1, 1, true), session(2, 2, true)],
                None,
                Some(1),
                "the longest waiting",
            ),
            (
                vec![session(1, 1, true), session(2, 2, true)],
                Some(2),
                Some(2),
                "whoever ended it",
            ),
            (
                vec![session(1, 1, false), sign_in(2, 2, true)],
                None,
                Some(2),
                "who is connected now",
            ),
            (
                vec![sign_in(1, 1, false), session(2, 2, false)],
                None,
                Some(2),
                "a closed window gets none",
            ),
            (
                vec![sign_in(1, 1, false)],
                None,
                None,
                "a closed window gets none, ever",
            ),
            (vec![sign_in(1, 1, false)], Some(1), Some(1), "ending is asking"),
            (
                vec![session(1, 5, false), session(2, 4, false)],
                None,
                Some(2),
                "else the longest waiting restricted one",
            ),
            (
                vec![session(1, 1, true)],
                Some(9),
                Some(1),
                "the ender needs none itself",
            ),
        ];
        for (queue, first, expected, why) in table {
            assert_eq!(next_in_line(&queue, first), expected, "{why}");
        }
    }

    #[test]
    fn ses_6_every_free_slot_is_handed_out_and_none_beyond() {
        let queue: Vec<_> = (1..=4)
            .map(|n| Waiter {
                who: n,
                queue_place: n,
                is_sign_in: n % 2 == 0,
                connected: true,
            })
            .collect();
        let hand_out = |taken: &[u16], limit, first| hand_out(places(taken, 4), queue.clone(), Limit(limit), first);
        assert_eq!(hand_out(&[1, 2], 2, None), []);
        assert_eq!(hand_out(&[1, 3], 3, None), [(1, 2)]);
        assert_eq!(hand_out(&[1, 3], 4, Some(3)), [(3, 2), (1, 4)]);
        assert_eq!(
            hand_out(&[2], 0, None),
            [(1, 1), (2, 3), (3, 4), (4, 5)],
            "no limit frees everybody"
        );
        assert_eq!(
            hand_out(&[1, 2, 3], 3, Some(1)),
            [],
            "one more is over the lowered limit"
        );
    }

    #[test]
    fn ses_4_a_wait_ends_after_a_quarter_of_an_hour_or_a_minute_after_its_window() {
        let at = |seconds: i64| Timestamp::from_millis(1_000 * seconds);
        assert_eq!(Wait::until(at(0), at(0)), at(60));
        assert_eq!(Wait::until(at(0), at(600)), at(660));
        assert_eq!(Wait::until(at(0), at(890)), at(900));
    }
}
