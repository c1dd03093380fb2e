//! Where the database is and how much of it we use.

use std::time::Duration;

/// How to open the database.
#[derive(Debug, Clone)]
pub struct DatabaseOptions {
    /// `sqlite:PATH`, `sqlite::memory:`, or `postgres://USER@HOST/DATABASE`.
    pub url: String,
    /// The most connections used for reading (SQLite), or in all (PostgreSQL).
    pub connections: u32,
    /// How long to wait for a connection or for the writer's turn before answering [`crate::StoreError::Busy`].
    pub patience: Duration,
    /// Whether passwords are hashed at a cost that only tests may use. A database is marked with this when it is
    /// created and is refused when the mark and this option differ.
    pub insecure_test_hashing: bool,
}

impl DatabaseOptions {
    /// The usual options for this URL.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            connections: 8,
            patience: Duration::from_secs(2),
            insecure_test_hashing: false,
        }
    }
}
