//! Where the database is and how much of it we use.

use std::fmt;
use std::time::Duration;

/// How to open the database. `Debug` shows no password.
#[derive(Clone)]
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
    /// Whether no other process writes to the database while it is open: then sessions are remembered (SQLite only).
    pub writes_alone: bool,
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
            writes_alone: false,
        }
    }
}

impl fmt::Debug for DatabaseOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The scheme tells which database it is; what follows may hold a password.
        let scheme = self.url.split(':').next().unwrap_or_default();
        f.debug_struct("DatabaseOptions")
            .field("url", &format_args!("{scheme}:…"))
            .field("connections", &self.connections)
            .field("patience", &self.patience)
            .field("insecure_test_hashing", &self.insecure_test_hashing)
            .field("writes_alone", &self.writes_alone)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asvs_16_2_5_the_database_password_does_not_show_in_debug() {
        let shown = format!(
            "{:?}",
            DatabaseOptions::new("postgres://ann:hunter2@db/vestibule?password=hunter3")
        );
        assert!(!shown.contains("hunter") && shown.contains("postgres:…"), "{shown}");
    }
}
