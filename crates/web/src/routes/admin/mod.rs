//! `/api/v1/admin`: settings that act at once, and other people's sessions and locks.

pub(crate) mod accounts;
mod audit_csv;
pub(crate) mod audit_log;
mod cursor;
pub(crate) mod outbox;
pub(crate) mod session_settings;
pub(crate) mod sessions_overview;
pub(crate) mod sign_in_settings;
pub(crate) mod third_party;
