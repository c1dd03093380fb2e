//! Conferences: a meeting place with a number, an access mode, participants and moderators.

use crate::ids::{AccountId, ConferenceId};
use crate::name::ConferenceName;
use crate::number::ConferenceNumber;
use crate::secret::{Entropy, uniform_below};
use crate::time::Timestamp;

/// How many people a conference's list may hold; bounds every request that carries the list.
pub const MOST_MEMBERS: usize = 1_000;

coded! {
    /// Who gets in without being on the list (CNF-7).
    pub enum Access {
        /// Whoever has the link.
        Open => "open",
        /// Only participants; PIN and waiting room come with CNF-5.
        Closed => "closed",
    }
}

/// The name of a conference's room in the media half: random, with a prefix reserved for conferences.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RoomName(String);

impl RoomName {
    /// No room made from outside may begin with this.
    pub const PREFIX: &'static str = "vc_";

    /// A new name: the prefix and 24 random letters and digits (119 bits).
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(format!("{}{}", Self::PREFIX, random_letters(entropy)))
    }

    /// A name read back from where it was stored.
    #[must_use]
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for RoomName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// 24 random characters of `a`–`z` without the look-alikes, and digits.
pub(crate) fn random_letters(entropy: &dyn Entropy) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    (0..24)
        .map(|_| char::from(ALPHABET[uniform_below(entropy, 32) as usize]))
        .collect()
}

/// Somebody on a conference's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub account: AccountId,
    /// Whether they moderate it.
    pub moderator: bool,
}

/// A conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    /// Its id; people use the number.
    pub id: ConferenceId,
    /// The number in its link.
    pub number: ConferenceNumber,
    /// Its name.
    pub name: ConferenceName,
    /// Who gets in without being on the list.
    pub access: Access,
    /// Whether guests may enter at all (CNF-7).
    pub guests_allowed: bool,
    /// Its room in the media half.
    pub room: RoomName,
    /// Who made it; always participant and moderator.
    pub creator: AccountId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was deleted; its number is not given out again.
    pub deleted_at: Option<Timestamp>,
    /// The list.
    pub members: Vec<Member>,
}

impl Conference {
    /// The list's entry for this account.
    #[must_use]
    pub fn member(&self, account: AccountId) -> Option<&Member> {
        self.members.iter().find(|member| member.account == account)
    }

    /// Whether this account is a participant.
    #[must_use]
    pub fn is_member(&self, account: AccountId) -> bool {
        self.member(account).is_some()
    }

    /// Whether this account moderates it.
    #[must_use]
    pub fn is_moderator(&self, account: AccountId) -> bool {
        self.member(account).is_some_and(|member| member.moderator)
    }
}

/// The list is longer than [`MOST_MEMBERS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a conference has at most {MOST_MEMBERS} participants")]
pub struct TooManyMembers;

/// The list made of what was asked for: each person once, moderators being participants too, the creator always both.
///
/// # Errors
/// [`TooManyMembers`] beyond [`MOST_MEMBERS`] people.
pub fn members_of(
    creator: AccountId,
    participants: &[AccountId],
    moderators: &[AccountId],
) -> Result<Vec<Member>, TooManyMembers> {
    let mut members = std::collections::BTreeMap::new();
    for &account in participants {
        members.insert(account, false);
    }
    for &account in moderators.iter().chain([&creator]) {
        members.insert(account, true);
    }
    if members.len() > MOST_MEMBERS {
        return Err(TooManyMembers);
    }
    Ok(members
        .into_iter()
        .map(|(account, moderator)| Member { account, moderator })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::tests::Seeded;

    #[test]
    fn room_names_carry_the_reserved_prefix_and_never_repeat() {
        let entropy = Seeded::new(5);
        let names: std::collections::HashSet<_> = (0..1_000).map(|_| RoomName::generate(&entropy)).collect();
        assert_eq!(names.len(), 1_000);
        assert!(
            names
                .iter()
                .all(|name| name.as_str().starts_with("vc_") && name.as_str().len() == 27)
        );
    }

    #[test]
    fn the_creator_is_always_participant_and_moderator() {
        let entropy = Seeded::new(6);
        let id = || AccountId::new(Timestamp::from_millis(1), &entropy);
        let (creator, ann, bob) = (id(), id(), id());
        type Row<'a> = (&'a [AccountId], &'a [AccountId], &'a [(AccountId, bool)]);
        let table: [Row<'_>; 5] = [
            (&[], &[], &[(creator, true)]),
            (&[creator], &[], &[(creator, true)]),
            (&[ann, ann], &[], &[(creator, true), (ann, false)]),
            (&[], &[bob], &[(creator, true), (bob, true)]),
            (
                &[ann, bob],
                &[bob, creator],
                &[(creator, true), (ann, false), (bob, true)],
            ),
        ];
        for (participants, moderators, expected) in table {
            let members = members_of(creator, participants, moderators).unwrap();
            assert_eq!(members.len(), expected.len());
            for &(account, moderator) in expected {
                assert!(members.contains(&Member { account, moderator }), "{expected:?}");
            }
        }
    }

    #[test]
    fn the_list_is_bounded() {
        let entropy = Seeded::new(7);
        let ids: Vec<_> = (0..=MOST_MEMBERS)
            .map(|_| AccountId::new(Timestamp::from_millis(1), &entropy))
            .collect();
        assert_eq!(
            members_of(ids[0], &ids[1..MOST_MEMBERS], &[]).unwrap().len(),
            MOST_MEMBERS
        );
        assert_eq!(members_of(ids[0], &ids, &[]), Err(TooManyMembers));
    }
}
