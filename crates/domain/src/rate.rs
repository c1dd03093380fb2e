//! Counting failures, and locks that end by themselves (SIGN-5, NIST SP 800-63B-4 §3.2.2).
//!
//! Only failures count, successes never do: an office behind one address must get in, and a busy person's many devices
//! are no attack. A lock always ends by itself, so nobody can lock others out for good.

use std::net::{IpAddr, Ipv6Addr};

use sha2::{Digest as _, Sha256};

use crate::identifier::IdentifierKey;
use crate::ids::{AccountId, ConferenceId};
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
        /// The set-up link and links to set a password.
        Links => "links",
        /// Looking up conferences by number.
        ConferenceCard => "conference_card",
        /// Asking to be admitted to a conference.
        Admission => "admission",
    }
}

/// The name of a counter: a hash, so that the table of counters tells nobody what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThrottleKey([u8; 32]);

impl ThrottleKey {
    /// Counts per account, however it was named (CVE-2025-24806).
    #[must_use]
    pub fn account(scope: Scope, account: AccountId) -> Self {
        Self::hash(scope, "account", account.as_uuid().as_bytes())
    }

    /// Counts per login that no account has, so that unknown ones lock like known ones (SIGN-1).
    #[must_use]
    pub fn identifier(scope: Scope, key: &IdentifierKey) -> Self {
        Self::hash(scope, "identifier", key.as_str().as_bytes())
    }

    /// Counts per address; an IPv6 host owns its /64, so that is what counts there.
    #[must_use]
    pub fn address(scope: Scope, address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self::hash(scope, "ipv4", &v4.octets()),
            IpAddr::V6(v6) => Self::hash(scope, "ipv6", &network(v6)),
        }
    }

    /// Counts per conference, over all addresses (CNF-6).
    #[must_use]
    pub fn conference(scope: Scope, conference: ConferenceId) -> Self {
        Self::hash(scope, "conference", conference.as_uuid().as_bytes())
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn hash(scope: Scope, kind: &str, subject: &[u8]) -> Self {
        let mut hash = Sha256::new();
        for part in [scope.code().as_bytes(), b"/", kind.as_bytes(), b"/", subject] {
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

fn network(address: Ipv6Addr) -> [u8; 8] {
    let [a, b, c, d, e, f, g, h, ..] = address.octets();
    [a, b, c, d, e, f, g, h]
}
