//! What Vestibule remembers: accounts, sessions, conferences, admissions and what surrounds them.
//!
//! This is the only crate that knows SeaORM and SQL. One [`Store`] serves SQLite and PostgreSQL from one set of
//! (private) entities and migrations; everything public speaks in `domain` types. Nothing here decides a rule, hashes
//! a password, reads a clock or talks to a network other than the database's.
//!
//! Reading: [`Store::read`] gives a [`Reader`]. Writing: [`Store::begin_write`] gives a [`Tx`], which reads too, and
//! leaves no trace unless [`Tx::commit`] is called. A file is named after what it keeps; its read methods are on
//! [`Reader`] (and so on [`Tx`]), its write methods on [`Tx`].

mod accounts;
mod admissions;
mod audit;
mod captchas;
mod conferences;
mod conn;
mod connect;
mod entity;
mod error;
mod jobs;
mod known_devices;
mod letters;
mod meta;
mod migration;
mod options;
mod password_links;
mod remembered;
mod rows;
mod second_factors;
mod sessions;
mod settings;
mod sign_ins;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod third_party;
mod throttles;
mod tx;

pub use accounts::{AccountInserted, AccountSearch, Credentials, Page, SearchWithin};
pub use admissions::ClosedAdmission;
pub use audit::AuditSearch;
pub use captchas::{CaptchaAllowance, CaptchaPlace};
pub use conferences::{ConferenceChange, ConferenceListed, MemberListed};
pub use error::{Result, StoreError};
pub use options::DatabaseOptions;
pub use password_links::NewPasswordLink;
pub use second_factors::TotpFactor;
pub use sessions::{DayOfSessions, EndedSession, SessionsOverview};
pub use store::Store;
pub use third_party::{IdentityInserted, VisitPlace};
pub use tx::{Reader, Tx};
