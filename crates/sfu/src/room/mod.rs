//! One room: its participants, what they publish and what they receive.

use std::time::Instant;

use crate::{Input, Outputs, RoomOptions};

/// A room, alive from [`Room::new`] until [`Output::Finished`](crate::Output::Finished).
pub struct Room {
    options: RoomOptions,
    now: Instant,
}

impl Room {
    /// Makes an empty room. `seed` feeds the identifiers the room makes; `now` is the present.
    #[must_use]
    pub fn new(options: RoomOptions, seed: [u8; 32], now: Instant) -> Self {
        let _ = seed;
        Self { options, now }
    }

    /// The room's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.options.name
    }

    /// Something happened. Never fails: what is wrong with an input is answered by outputs, or counted.
    ///
    /// `now` must not go back. Inputs of one round (a batch of received datagrams) should share one `now`.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        let _ = input;
        self.now = now;
    }

    /// Ends a round: writes out what its inputs caused and moves all outputs to the end of `outputs`.
    pub fn poll_outputs(&mut self, outputs: &mut Outputs) {
        let _ = outputs;
    }

    /// When [`Input::Timeout`] is due. Valid after [`Room::poll_outputs`].
    #[must_use]
    pub fn next_timeout(&self) -> Instant {
        self.now + std::time::Duration::from_secs(1)
    }
}
