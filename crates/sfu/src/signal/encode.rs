//! Messages to bytes.

use crate::wire::{self, Message as _};

/// A binary WebSocket frame's contents.
#[must_use]
pub fn response(response: &wire::SignalResponse) -> Vec<u8> {
    response.encode_to_vec()
}
