//! Turns at guessing one account's password.

/// Turns.
#[derive(Clone)]
pub(crate) struct Turns;

impl Turns {
    pub(crate) fn new(_: usize) -> Self {
        Self
    }
}
