//! Cheap counters of a room.

/// Counters since the room began. Bytes are of whole UDP datagrams, without IP and UDP headers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoomStats {
    /// Datagrams received.
    pub datagrams_in: u64,
    /// Bytes received.
    pub bytes_in: u64,
    /// Datagrams sent.
    pub datagrams_out: u64,
    /// Bytes sent.
    pub bytes_out: u64,
    /// Media packets received.
    pub packets_in: u64,
    /// Media packets written to subscribers (one packet to ten subscribers counts ten).
    pub packets_forwarded: u64,
    /// Datagrams that belonged to no peer connection or could not be read.
    pub datagrams_refused: u64,
    /// Offers that could not be answered.
    pub offers_refused: u64,
    /// Reliable data packets lost because their reader was too slow.
    pub data_lost: u64,
    /// Peers that ended because their peer connection panicked.
    pub peer_panics: u64,
    /// Participants present now.
    pub participants: u64,
    /// Tracks published now.
    pub tracks: u64,
}
