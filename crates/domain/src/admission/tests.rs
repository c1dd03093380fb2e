//! Every combination of facts, against a table of what product.md says.

use super::Decision::{Admit, Refuse};
use super::RefusalReason::*;
use super::*;
use crate::conference::RoomName;
use crate::ids::ConferenceId;
use crate::name::ConferenceName;
use crate::number::ConferenceNumber;
use crate::secret::tests::Seeded;

const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

/// Every fact that a decision may hang on.
#[derive(Debug, Clone, Copy)]
struct Case {
    deleted: bool,
    signed: bool,
    restricted: bool,
    suspended: bool,
    member: bool,
    moderator: bool,
    named: bool,
    server_guests: bool,
    conference_guests: bool,
    open: bool,
    account_type: AccountType,
    level: Level,
}

impl Case {
    fn conference(self) -> Conference {
        let entropy = Seeded::new(1);
        Conference {
            id: ConferenceId::new(NOW, &entropy),
            number: ConferenceNumber::generate(&entropy),
            name: ConferenceName::parse("Weekly").unwrap(),
            access: if self.open { Access::Open } else { Access::Closed },
            guests_allowed: self.conference_guests,
            room: RoomName::generate(&entropy),
            creator: AccountId::new(NOW, &entropy),
            created_at: NOW,
            deleted_at: self.deleted.then_some(NOW),
            members: Vec::new(),
        }
    }

    fn applicant(self) -> Applicant {
        if self.signed {
            Applicant::Signed {
                account: AccountId::new(NOW, &Seeded::new(2)),
                account_type: self.account_type,
                level: self.level,
                is_member: self.member,
                is_moderator: self.moderator,
                restricted: self.restricted,
                suspended: self.suspended,
            }
        } else {
            Applicant::Stranger {
                name: self.named.then(|| DisplayName::parse("Guest").unwrap()),
            }
        }
    }

    fn decide(self) -> (Decision, Trace) {
        let rules = ServerRules {
            guests_allowed: self.server_guests,
        };
        decide(&self.conference(), &self.applicant(), &rules, NOW)
    }

    /// The same moment, seen by somebody who is not signed in and gives a name.
    fn as_stranger(self) -> Self {
        Self {
            signed: false,
            named: true,
            ..self
        }
    }
}

fn every_case() -> Vec<Case> {
    let mut cases = Vec::new();
    for bits in 0u32..1 << 10 {
        let bit = |n: u32| bits & (1 << n) != 0;
        // The type goes through all four with the other facts; it must change nothing.
        for &account_type in AccountType::ALL {
            for &level in Level::ALL {
                cases.push(Case {
                    deleted: bit(0),
                    signed: bit(1),
                    restricted: bit(2),
                    suspended: bit(3),
                    member: bit(4),
                    moderator: bit(5),
                    named: bit(6),
                    server_guests: bit(7),
                    conference_guests: bit(8),
                    open: bit(9),
                    account_type,
                    level,
                });
            }
        }
    }
    cases
}

/// The words of product.md as rows; the first that applies holds.
type Row = (&'static str, fn(&Case) -> bool, Decision);

const TABLE: &[Row] = &[
    (
        "a deleted conference is not found",
        |c| c.deleted,
        Refuse(ConferenceNotFound),
    ),
    (
        "SES-5, CNF-4: a restricted session is told so",
        |c| c.signed && c.restricted,
        Refuse(SessionRestricted),
    ),
    (
        "CNF-11: a moderator enters as one",
        |c| c.signed && !c.suspended && c.member && c.moderator,
        Admit(Role::Moderator),
    ),
    (
        "CNF-3, CNF-5: a participant enters freely",
        |c| c.signed && !c.suspended && c.member,
        Admit(Role::Participant),
    ),
    (
        "CNF-7: the server takes no guests",
        |c| !c.server_guests,
        Refuse(GuestsNotAllowed),
    ),
    (
        "CNF-7: the conference takes no guests",
        |c| !c.conference_guests,
        Refuse(GuestsNotAllowed),
    ),
    (
        "CNF-5: a closed one refuses strangers",
        |c| !c.open,
        Refuse(ClosedToStrangers),
    ),
    (
        "CNF-4: somebody recognised has a name",
        |c| c.signed,
        Admit(Role::Guest),
    ),
    (
        "CNF-2: a guest gives only a display name",
        |c| c.named,
        Admit(Role::Guest),
    ),
    ("CNF-2: and has to give one", |_| true, Refuse(NameRequired)),
];

#[test]
fn cnf_1_to_4_every_combination_is_decided_as_the_table_says() {
    let mut applied = vec![0; TABLE.len()];
    for case in every_case() {
        let row = TABLE.iter().position(|(_, applies, _)| applies(&case)).unwrap();
        applied[row] += 1;
        assert_eq!(case.decide().0, TABLE[row].2, "{}: {case:?}", TABLE[row].0);
    }
    assert!(
        applied.iter().all(|&n| n > 0),
        "a row that never applies proves nothing: {applied:?}"
    );
}

/// How well somebody fares; no refusal is better than another.
fn fortune(decision: Decision) -> u8 {
    match decision {
        Refuse(_) => 0,
        Decision::Wait(_) => 1,
        Admit(Role::Guest) => 2,
        Admit(Role::Participant) => 3,
        Admit(Role::Moderator) => 4,
    }
}

#[test]
fn cnf_4_recognition_never_leaves_anybody_worse_off_than_a_stranger() {
    for case in every_case().into_iter().filter(|case| case.signed && !case.restricted) {
        let (signed, stranger) = (case.decide().0, case.as_stranger().decide().0);
        assert!(
            fortune(signed) >= fortune(stranger),
            "{signed:?} instead of {stranger:?}: {case:?}"
        );
    }
}

#[test]
fn cnf_3_the_account_type_and_level_change_nothing() {
    for case in every_case() {
        let plain = Case {
            account_type: AccountType::Ws,
            level: Level::Standard,
            ..case
        };
        assert_eq!(case.decide(), plain.decide(), "{case:?}");
    }
}

#[test]
fn cnf_12_the_trace_names_the_rules_in_order_and_ends_with_the_one_that_decided() {
    for case in every_case() {
        let (decision, Trace(steps)) = case.decide();
        let positions: Vec<_> = steps
            .iter()
            .map(|step| Rule::ALL.iter().position(|rule| *rule == step.rule).unwrap())
            .collect();
        assert!(positions.is_sorted_by(|a, b| a < b), "{steps:?}");
        let last = steps.last().unwrap();
        let expected = match decision {
            Refuse(ConferenceNotFound) => (vec![Rule::ConferenceExists], false),
            Refuse(SessionRestricted) => (vec![Rule::SessionUnrestricted], false),
            Refuse(GuestsNotAllowed) => (vec![Rule::ServerTakesGuests, Rule::ConferenceTakesGuests], false),
            Refuse(ClosedToStrangers) => (vec![Rule::ConferenceOpen], false),
            Refuse(NameRequired) => (vec![Rule::NameGiven], false),
            Admit(Role::Moderator) => (vec![Rule::Moderates], true),
            Admit(Role::Participant) => (vec![Rule::Moderates], false),
            Admit(Role::Guest) => (vec![Rule::NameGiven], true),
            Decision::Wait(_) => panic!("nothing waits yet: {case:?}"),
        };
        assert!(
            expected.0.contains(&last.rule) && last.met == expected.1,
            "{decision:?}: {steps:?}"
        );
    }
}

#[test]
fn cnf_12_a_trace_survives_its_text() {
    let case = Case {
        deleted: false,
        signed: true,
        open: true,
        server_guests: true,
        conference_guests: true,
        ..every_case()[0]
    };
    let (_, trace) = case.decide();
    let text = serde_json::to_string(&trace).unwrap();
    assert!(
        text.starts_with(r#"[{"rule":"conference_exists","met":true},{"rule":"recognised","met":true}"#),
        "{text}"
    );
    assert_eq!(serde_json::from_str::<Trace>(&text).unwrap(), trace);
}

#[test]
fn one_may_return_for_ten_minutes_unless_closed() {
    let entropy = Seeded::new(3);
    let here = Admission {
        id: AdmissionId::new(NOW, &entropy),
        conference: ConferenceId::new(NOW, &entropy),
        session: None,
        account: None,
        identity: Identity::generate(&entropy),
        name: DisplayName::parse("Guest").unwrap(),
        role: Role::Guest,
        admitted_at: NOW,
        token_expires_at: NOW.plus(minutes(10)),
        joined_at: Some(NOW),
        left_at: None,
        closed: None,
        trace: Trace::default(),
    };
    let left = Admission {
        left_at: Some(NOW),
        ..here.clone()
    };
    let removed = Admission {
        closed: Some((NOW, CloseReason::Removed)),
        ..here.clone()
    };
    let late = NOW.plus(RETURN_WITHIN).plus(Duration::from_millis(1));
    assert!(here.may_return(late), "a reload may be seen before the leaving");
    assert!(left.may_return(NOW.plus(RETURN_WITHIN)));
    assert!(!left.may_return(late));
    assert!(!removed.may_return(NOW));
}

#[test]
fn identities_are_random_and_never_repeat() {
    let entropy = Seeded::new(4);
    let identities: std::collections::HashSet<_> = (0..1_000).map(|_| Identity::generate(&entropy)).collect();
    assert_eq!(identities.len(), 1_000);
    assert!(
        identities
            .iter()
            .all(|identity| identity.as_str().starts_with("p_") && identity.as_str().len() == 26)
    );
}
