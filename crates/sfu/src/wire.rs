//! The LiveKit protocol's own message types: the only file of this crate that names their crate.
//!
//! Everything that travels on the signalling WebSocket, in data packets and in RoomService calls is one of
//! these. `sfu-host` uses them through here.

pub use livekit_protocol::*;
pub use prost::Message;

/// Protocol generation this server speaks; clients gate features on it.
pub const PROTOCOL: i32 = 17;
