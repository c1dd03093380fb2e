//! Which conferences are going on now.

use domain::time::Timestamp;

/// A conference that is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    /// Since when.
    pub since: Timestamp,
    /// How many people are in it.
    pub count: u32,
}
