//! Whose secret this is, remembered: every request asks it, and one process that alone writes to its database knows when
//! the answer changes.
//!
//! What a transaction does to sessions and accounts is seen in its statements ([`Changes`]); once it is committed, what
//! was remembered of them is forgotten, before anybody hears of the commit.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::account::Account;
use domain::ids::SessionId;
use domain::secret::SecretHash;
use domain::session::Session;

/// So many are remembered at most: about a kilobyte each.
const MOST: usize = 20_000;

type Found = Arc<(Session, Account)>;

/// A secret's hash: it may be compared as fast as it can, because nobody can aim at one.
type Key = [u8; 32];

/// Sessions and their accounts as they were read last.
#[derive(Debug, Default)]
pub(crate) struct Remembered(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    by_secret: HashMap<Key, Found>,
    by_id: HashMap<SessionId, Key>,
    /// How often something was forgotten: what was read before is not remembered after.
    forgotten: u64,
}

/// How far a reader was when it began to ask the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(u64);

impl Remembered {
    /// What is remembered of this secret, and otherwise the mark to remember the answer with.
    pub(crate) fn get(&self, secret: &SecretHash) -> Result<Found, Mark> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known
            .by_secret
            .get(secret.as_bytes())
            .cloned()
            .ok_or(Mark(known.forgotten))
    }

    /// Remembers an answer, unless something was forgotten since the question.
    pub(crate) fn remember(&self, secret: &SecretHash, found: Found, mark: Mark) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.forgotten != mark.0 {
            return;
        }
        if known.by_secret.len() >= MOST {
            known.clear();
        }
        let key = *secret.as_bytes();
        known.by_id.insert(found.0.id, key);
        known.by_secret.insert(key, found);
    }

    /// Forgets what the changes may concern.
    pub(crate) fn forget(&self, changes: &Concerned) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.forgotten += 1;
        match changes {
            Concerned::Everybody => known.clear(),
            Concerned::Sessions(ids) => ids.iter().for_each(|id| known.forget(*id)),
        }
    }
}

impl Known {
    fn clear(&mut self) {
        self.by_secret.clear();
        self.by_id.clear();
    }

    fn forget(&mut self, id: SessionId) {
        if let Some(secret) = self.by_id.remove(&id) {
            self.by_secret.remove(&secret);
        }
    }
}

/// Whom the changes of a transaction concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Concerned {
    /// These sessions.
    Sessions(Vec<SessionId>),
    /// Any session or account.
    Everybody,
}

/// What a transaction has changed so far.
#[derive(Debug, Default)]
pub(crate) struct Changes(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    concerned: Option<Concerned>,
    /// The next change concerns these alone.
    announced: Option<Vec<SessionId>>,
}

impl Changes {
    /// Says of the next change that it concerns these sessions alone.
    pub(crate) fn announce(&self, sessions: &[SessionId]) {
        self.seen(|seen| seen.announced = Some(sessions.to_vec()));
    }

    /// Looks at a statement that was run.
    pub(crate) fn note(&self, sql: &str) {
        if !changes_somebody(sql) {
            return;
        }
        self.seen(|seen| {
            let announced = seen.announced.take();
            seen.concerned = match (seen.concerned.take(), announced) {
                (None, Some(sessions)) => Some(Concerned::Sessions(sessions)),
                (Some(Concerned::Sessions(mut before)), Some(sessions)) => {
                    before.extend(sessions);
                    Some(Concerned::Sessions(before))
                }
                _ => Some(Concerned::Everybody),
            };
        });
    }

    /// Whom all of it concerns; nobody where no session and no account changed.
    pub(crate) fn concerned(self) -> Option<Concerned> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).concerned
    }

    fn seen(&self, act: impl FnOnce(&mut Seen)) {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Whether a statement may change a session or an account that is there. One that is new was never remembered.
fn changes_somebody(sql: &str) -> bool {
    let sql = sql.trim_start();
    let begins = |word: &str| {
        sql.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    };
    let only_reads = begins("SELECT");
    let only_adds = begins("INSERT") && !sql.contains("ON CONFLICT");
    !only_reads && !only_adds && (sql.contains("sessions") || sql.contains("accounts"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_that_changes_somebody_is_seen() {
        for (sql, expected) in [
            (r#"UPDATE "sessions" SET "slot" = ?"#, true),
            (r#"update "accounts" SET "name" = ?"#, true),
            (r#"DELETE FROM "sessions" WHERE "id" = ?"#, true),
            (r#"WITH x AS (SELECT 1) UPDATE sessions SET slot = 1"#, true),
            (
                r#"INSERT INTO "sessions" ("id") VALUES (?) ON CONFLICT ("id") DO UPDATE SET "slot" = 1"#,
                true,
            ),
            (r#"INSERT INTO "sessions" ("id") VALUES (?)"#, false),
            (r#"SELECT "id" FROM "sessions" FOR UPDATE"#, false),
            (r#"UPDATE "throttles" SET "failures" = ?"#, false),
            ("", false),
        ] {
            assert_eq!(changes_somebody(sql), expected, "{sql}");
        }
    }

    #[test]
    fn a_change_concerns_everybody_unless_announced() {
        let id = |n: u128| SessionId::from_uuid(uuid::Uuid::from_u128(n));
        let update = r#"UPDATE "sessions" SET "slot" = ?"#;
        let changes = Changes::default();
        changes.note("SELECT 1");
        assert_eq!(changes.concerned(), None);

        let changes = Changes::default();
        changes.announce(&[id(1)]);
        changes.note(update);
        changes.announce(&[id(2)]);
        changes.note(update);
        assert_eq!(changes.concerned(), Some(Concerned::Sessions(vec![id(1), id(2)])));

        let changes = Changes::default();
        changes.announce(&[id(1)]);
        changes.note(update);
        changes.note(update);
        assert_eq!(changes.concerned(), Some(Concerned::Everybody));
    }
}
