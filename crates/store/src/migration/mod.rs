//! The schema, as a list of changes that only ever grows.
//!
//! Each file is one change, written once for both databases, applied in a transaction of its own and never edited
//! after a release: words in checks are repeated here rather than taken from `domain`, which may change. Lists of words
//! that later work will lengthen (levels, reasons, roles) are checked where rows are read instead: SQLite cannot change
//! a check without rebuilding the table.
//!
//! The runner is our own because SeaORM's brings every optional type of every database with it.

mod column;
mod m0001_meta;
mod m0002_accounts;
mod m0003_numbers;
mod m0004_sessions;
mod m0005_throttles;
mod m0006_password_links;
mod m0007_conferences;
mod m0008_admissions;
mod m0009_settings;
mod m0010_jobs;
mod m0011_audit;
mod m0012_session_places;
mod m0013_known_devices;
mod m0014_sign_ins;
mod m0015_session_days;
mod m0016_second_factors;
mod m0017_unknown_throttles;
mod m0018_captchas;
mod m0019_third_party;
mod m0020_audit_search;
mod m0021_letters;
mod run;

pub(crate) use run::{check_mark, run};
use sea_orm::sea_query::{IndexCreateStatement, TableAlterStatement, TableCreateStatement};

/// A change: its name, which is kept in the database once it is applied, and its steps.
type Change = (&'static str, fn() -> Vec<Step>);

/// All changes, oldest first.
const CHANGES: &[Change] = &[
    ("m0001_meta", m0001_meta::steps),
    ("m0002_accounts", m0002_accounts::steps),
    ("m0003_numbers", m0003_numbers::steps),
    ("m0004_sessions", m0004_sessions::steps),
    ("m0005_throttles", m0005_throttles::steps),
    ("m0006_password_links", m0006_password_links::steps),
    ("m0007_conferences", m0007_conferences::steps),
    ("m0008_admissions", m0008_admissions::steps),
    ("m0009_settings", m0009_settings::steps),
    ("m0010_jobs", m0010_jobs::steps),
    ("m0011_audit", m0011_audit::steps),
    ("m0012_session_places", m0012_session_places::steps),
    ("m0013_known_devices", m0013_known_devices::steps),
    ("m0014_sign_ins", m0014_sign_ins::steps),
    ("m0015_session_days", m0015_session_days::steps),
    ("m0016_second_factors", m0016_second_factors::steps),
    ("m0017_unknown_throttles", m0017_unknown_throttles::steps),
    ("m0018_captchas", m0018_captchas::steps),
    ("m0019_third_party", m0019_third_party::steps),
    ("m0020_audit_search", m0020_audit_search::steps),
    ("m0021_letters", m0021_letters::steps),
];

/// One statement of a change.
enum Step {
    /// Makes a table.
    Table(Box<TableCreateStatement>),
    /// Changes a table.
    Alter(Box<TableAlterStatement>),
    /// Makes an index.
    Index(Box<IndexCreateStatement>),
    /// Says what both databases understand as it stands: partial indexes are not in the builder.
    Sql(&'static str),
}
