//! Counting failures, and locks that end by themselves (SIGN-5, NIST SP 800-63B-4 §3.2.2).
//!
//! Only failures count, successes never do: an office behind one address must get in, and a busy person's many devices
//! are no attack. A lock always ends by itself, so nobody can lock others out for good.

use std::net::{IpAddr, Ipv6Addr};
use std::ops::RangeInclusive;

use sha2::{Digest as _, Sha256};

use crate::ids::{AccountId, ConferenceId, KnownDeviceId};
use crate::time::{Duration, Timestamp, minutes};

/// How many failures in how long a time lead to how long a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureRule {
    /// The failure that locks; at least 1.
    pub limit: u32,
    /// Failures further apart than this do not add up.
    pub window: Duration,
    /// How long the lock holds.
    pub lock: Duration,
}

impl FailureRule {
    /// How many failures may lock an account: typing errors must be forgiven, and guessing must not pay
    /// (NIST SP 800-63B-4 §3.2.2: at most 100).
    pub const ACCOUNT_LIMITS: RangeInclusive<u32> = 1..=100;
    /// How many failures may lock an address, behind which there may be a whole office.
    pub const ADDRESS_LIMITS: RangeInclusive<u32> = 1..=10_000;
    /// How many minutes a window or a lock may have. A lock for good would let anybody shut anybody out.
    pub const MINUTES: RangeInclusive<u32> = 1..=1440;

    /// Sign-in failures of one account, or of one login that no account has.
    pub const ACCOUNT: Self = Self {
        limit: 10,
        window: minutes(15),
        lock: minutes(15),
    };
    /// Sign-in failures from one address (IPv6: one /64).
    pub const ADDRESS: Self = Self {
        limit: 50,
        window: minutes(15),
        lock: minutes(15),
    };
}

/// The failures of one key so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureRecord {
    /// Failures in the running window.
    pub failures: u32,
    /// When the window began: at its first failure.
    pub window_started_at: Timestamp,
    /// Until when tries are refused.
    pub locked_until: Option<Timestamp>,
}

impl FailureRecord {
    /// Whether the failure at `now` is the one that locked.
    #[must_use]
    pub fn was_locked_at(&self, rule: &FailureRule, now: Timestamp) -> bool {
        self.locked_until == Some(now.plus(rule.lock))
    }
}

/// Whether a key may try now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Clear {
        /// How many more failures lead to a lock; at most so many tries may be under way at once (G3).
        left: u32,
    },
    /// It may not, until then.
    Locked {
        /// When the lock ends.
        until: Timestamp,
    },
}

/// Whether a key with this record may try at `now`.
#[must_use]
pub fn standing(record: Option<&FailureRecord>, rule: &FailureRule, now: Timestamp) -> Standing {
    match record {
        Some(FailureRecord {
            locked_until: Some(until),
            ..
        }) if now < *until => Standing::Locked {
            until: capped(*until, rule, now),
        },
        Some(record) if is_running(record, rule, now) => Standing::Clear {
            left: rule.limit.saturating_sub(record.failures).max(1),
        },
        _ => Standing::Clear {
            left: rule.limit.max(1),
        },
    }
}

/// The record after one more failure at `now`.
///
/// A failure while locked (two tries that were under way together) neither counts nor lengthens the lock.
#[must_use]
pub fn after_failure(record: Option<FailureRecord>, rule: &FailureRule, now: Timestamp) -> FailureRecord {
    if let Some(record) = record
        && matches!(standing(Some(&record), rule, now), Standing::Locked { .. })
    {
        return record;
    }
    let running = record.filter(|record| is_running(record, rule, now));
    let failures = running.map_or(0, |record| record.failures).saturating_add(1);
    FailureRecord {
        failures,
        window_started_at: running.map_or(now, |record| record.window_started_at),
        locked_until: (failures >= rule.limit).then(|| now.plus(rule.lock)),
    }
}

/// How many failures of the running window or lock stand in a record.
#[must_use]
pub fn failures(record: Option<&FailureRecord>, rule: &FailureRule, now: Timestamp) -> u32 {
    let counts = |record: &&FailureRecord| {
        let locked = matches!(standing(Some(record), rule, now), Standing::Locked { .. });
        locked || is_running(record, rule, now)
    };
    record.filter(counts).map_or(0, |record| record.failures)
}

/// A window runs until it is over or has led to a lock, whichever is first: after a lock counting starts anew.
fn is_running(record: &FailureRecord, rule: &FailureRule, now: Timestamp) -> bool {
    record.locked_until.is_none() && now.since(record.window_started_at) < rule.window
}

/// A lock never holds longer than the rule says from now, also when the clock was set back meanwhile.
fn capped(until: Timestamp, rule: &FailureRule, now: Timestamp) -> Timestamp {
    until.min(now.plus(rule.lock))
}

coded! {
    /// What is being tried; each has counters of its own.
    pub enum Scope {
        /// Signing in, and every other place where the account's password is checked.
        SignIn => "sign_in",
        /// Proving a second factor.
        SecondFactor => "second_factor",
        /// The set-up link and links to set a password.
        Links => "links",
        /// Asking for captchas.
        Captcha => "captcha",
        /// Visits to third-party providers.
        ThirdParty => "third_party",
        /// Logins that were taken when somebody chose them for an account of their own.
        Registration => "registration",
        /// Looking up conferences by number.
        ConferenceCard => "conference_card",
        /// Asking to be admitted to a conference.
        Admission => "admission",
    }
}

/// The name of a counter: a hash, so that the table of counters tells nobody what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThrottleKey {
    hash: [u8; 32],
    is_unknown: bool,
}

impl ThrottleKey {
    /// Counts per account, however it was named (CVE-2025-24806).
    #[must_use]
    pub fn account(scope: Scope, account: AccountId) -> Self {
        Self::hash(scope, "account", account.as_uuid().as_bytes())
    }

    /// Counts per device that an account signed in from before: strangers who fail fill another counter (SIGN-5).
    #[must_use]
    pub fn device(scope: Scope, device: KnownDeviceId) -> Self {
        Self::hash(scope, "device", device.as_uuid().as_bytes())
    }

    /// Counts per login that no account has, so that unknown ones lock like known ones (SIGN-1). `keyed` is a hash of the
    /// normalised login under a key that is not in the database: what people mistype, a password in the field of the
    /// login among it, cannot be found out from the table by trying.
    #[must_use]
    pub fn unknown_login(scope: Scope, keyed: &[u8; 32]) -> Self {
        Self {
            is_unknown: true,
            ..Self::hash(scope, "unknown_login", keyed)
        }
    }

    /// Counts per address; an IPv6 host owns its /64, so that is what counts there.
    #[must_use]
    pub fn address(scope: Scope, address: IpAddr) -> Self {
        let (kind, host) = host(address);
        Self::hash(scope, kind, &host)
    }

    /// Counts per address and conference: what is refused at one door does not shut the others.
    #[must_use]
    pub fn address_at(scope: Scope, address: IpAddr, conference: ConferenceId) -> Self {
        let (kind, host) = host(address);
        let subject = [conference.as_uuid().as_bytes(), kind.as_bytes(), b"/", host.as_slice()].concat();
        Self::hash(scope, "address_at", &subject)
    }

    /// Counts per conference, over all addresses (CNF-6).
    #[must_use]
    pub fn conference(scope: Scope, conference: ConferenceId) -> Self {
        Self::hash(scope, "conference", conference.as_uuid().as_bytes())
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.hash
    }

    /// A key of an address, account or device, read back from where it was stored.
    #[must_use]
    pub const fn from_bytes(hash: [u8; 32]) -> Self {
        Self {
            hash,
            is_unknown: false,
        }
    }

    /// Whether it counts for something that nobody has: such counters are the first to be dropped when there are too
    /// many.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.is_unknown
    }

    fn hash(scope: Scope, kind: &str, subject: &[u8]) -> Self {
        let mut hash = Sha256::new();
        for part in [scope.code().as_bytes(), b"/", kind.as_bytes(), b"/", subject] {
            hash.update(part);
        }
        Self {
            hash: hash.finalize().into(),
            is_unknown: false,
        }
    }
}

/// What counts as one host, and what kind of address it has.
fn host(address: IpAddr) -> (&'static str, Vec<u8>) {
    match address.to_canonical() {
        IpAddr::V4(v4) => ("ipv4", v4.octets().to_vec()),
        IpAddr::V6(v6) => ("ipv6", network(v6).to_vec()),
    }
}

fn network(address: Ipv6Addr) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = address.octets();
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::tests::Seeded;

    const RULE: FailureRule = FailureRule {
        limit: 3,
        window: minutes(15),
        lock: minutes(10),
    };

    fn at(minute: u64) -> Timestamp {
        Timestamp::from_millis(1_900_000_000_000).plus(minutes(minute))
    }

    /// The standing at `then`, after failures at these minutes.
    fn after(failures: &[u64], then: u64) -> Standing {
        let record = failures
            .iter()
            .fold(None, |record, &minute| Some(after_failure(record, &RULE, at(minute))));
        standing(record.as_ref(), &RULE, at(then))
    }

    #[test]
    fn sign_5_failures_lock_and_locks_end_by_themselves() {
        use Standing::*;
        let cases: &[(&[u64], u64, Standing)] = &[
            (&[], 0, Clear { left: 3 }),
            (&[0], 0, Clear { left: 2 }),
            (&[0, 1], 1, Clear { left: 1 }),
            (&[0, 1, 2], 2, Locked { until: at(12) }),
            (&[0, 1, 2], 11, Locked { until: at(12) }),
            (&[0, 1, 2], 12, Clear { left: 3 }),
            // Tries that were under way when the lock came neither count nor lengthen it.
            (&[0, 1, 2, 2, 3, 11], 11, Locked { until: at(12) }),
            (&[0, 1, 2, 2, 3, 11], 12, Clear { left: 3 }),
            // A window begins at its first failure, and failures further apart do not add up.
            (&[0, 10], 14, Clear { left: 1 }),
            (&[0, 10], 15, Clear { left: 3 }),
            (&[0, 10, 15], 15, Clear { left: 2 }),
            (&[0, 10, 15, 16, 17], 17, Locked { until: at(27) }),
            // After a lock counting starts anew.
            (&[0, 1, 2, 12], 12, Clear { left: 2 }),
            (&[0, 1, 2, 12, 13, 14], 14, Locked { until: at(24) }),
        ];
        for (failures, then, expected) in cases {
            assert_eq!(
                after(failures, *then),
                *expected,
                "failures at {failures:?}, asked at {then}"
            );
        }
    }

    #[test]
    fn cap_1_failures_stand_while_their_window_or_lock_runs() {
        let cases: &[(&[u64], u64, u32)] = &[
            (&[], 0, 0),
            (&[0], 0, 1),
            (&[0, 1], 14, 2),
            (&[0, 1], 15, 0),
            (&[0, 1, 2], 11, 3),
            (&[0, 1, 2], 12, 0),
            (&[0, 1, 2, 12], 12, 1),
        ];
        for (failed_at, then, expected) in cases {
            let record = failed_at
                .iter()
                .fold(None, |record, &minute| Some(after_failure(record, &RULE, at(minute))));
            assert_eq!(
                failures(record.as_ref(), &RULE, at(*then)),
                *expected,
                "failures at {failed_at:?}, asked at {then}"
            );
        }
    }

    #[test]
    fn a_clock_that_jumps_back_never_lengthens_a_lock() {
        let record = FailureRecord {
            failures: 3,
            window_started_at: at(1_000),
            locked_until: Some(at(1_010)),
        };
        assert_eq!(
            standing(Some(&record), &RULE, at(0)),
            Standing::Locked { until: at(10) }
        );
    }

    #[test]
    fn a_rule_of_zero_still_lets_one_try() {
        let zero = FailureRule { limit: 0, ..RULE };
        assert_eq!(standing(None, &zero, at(0)), Standing::Clear { left: 1 });
        let record = after_failure(None, &zero, at(0));
        assert_eq!(
            standing(Some(&record), &zero, at(0)),
            Standing::Locked { until: at(10) }
        );
    }

    proptest! {
        #[test]
        fn nobody_is_ever_locked_for_longer_than_the_lock(steps in prop::collection::vec(0u64..20, 1..60)) {
            let (mut record, mut now, mut tries) = (None, 0, 0);
            for step in steps {
                now += step;
                match standing(record.as_ref(), &RULE, at(now)) {
                    Standing::Locked { until } => prop_assert!(at(now) < until && until <= at(now + 10)),
                    Standing::Clear { left } => {
                        prop_assert!((1..=3).contains(&left));
                        tries += 1;
                    }
                }
                record = Some(after_failure(record, &RULE, at(now)));
            }
            // At most the limit in a window, each followed by a lock.
            prop_assert!(tries <= 3 * (now / 10 + 1));
        }
    }

    #[test]
    fn cve_2025_24806_keys_differ_by_scope_kind_and_subject_alone() {
        let entropy = Seeded::new(1);
        let account = AccountId::new(at(0), &entropy);
        let conference = ConferenceId::from_uuid(account.as_uuid());
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let keys = [
            ThrottleKey::account(Scope::SignIn, account),
            ThrottleKey::account(Scope::Admission, account),
            ThrottleKey::conference(Scope::Admission, conference),
            ThrottleKey::device(Scope::SignIn, KnownDeviceId::from_uuid(account.as_uuid())),
            ThrottleKey::unknown_login(Scope::SignIn, &[1; 32]),
            ThrottleKey::unknown_login(Scope::SignIn, &[2; 32]),
            ThrottleKey::address(Scope::SignIn, ip("192.0.2.1")),
            ThrottleKey::address(Scope::SignIn, ip("192.0.2.2")),
            ThrottleKey::address(Scope::SignIn, ip("2001:db8:0:1::1")),
            ThrottleKey::address(Scope::SignIn, ip("2001:db8:0:2::1")),
            ThrottleKey::address_at(Scope::SignIn, ip("192.0.2.1"), conference),
            ThrottleKey::address_at(Scope::SignIn, ip("192.0.2.2"), conference),
            ThrottleKey::address_at(Scope::SignIn, ip("192.0.2.2"), ConferenceId::new(at(0), &entropy)),
        ];
        let distinct: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn sign_5_an_ipv6_host_counts_by_its_network_and_a_mapped_one_as_ipv4() {
        let key = |text: &str| ThrottleKey::address(Scope::SignIn, text.parse().unwrap());
        assert_eq!(key("2001:db8:0:1::1"), key("2001:db8:0:1:ffff:ffff:ffff:ffff"));
        assert_ne!(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }
}
