//! What goes into a room.

use std::collections::HashMap;
use std::net::SocketAddr;

use crate::command::Command;
use crate::wire;

/// One signalling WebSocket. The host chooses the number and never reuses it; a resumed participant has a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// One participant's peer connection. The room chooses the number, unique within the room and never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeerId(pub u32);

/// A person (or program) whose token was checked comes in over a new WebSocket.
///
/// Answered by [`Output::Joined`](crate::Output::Joined) and signalling messages, of which `join` is the first; or
/// refused by a `leave` message and [`Output::CloseSignal`](crate::Output::CloseSignal).
#[derive(Debug, Clone)]
pub struct Join {
    /// The WebSocket this participant speaks through.
    pub connection: ConnectionId,
    /// Token `sub`: who it is, unique in the room. Another participant of this identity is told to leave.
    pub identity: String,
    /// Token `name`: how to call them.
    pub name: String,
    /// Token `metadata`.
    pub metadata: String,
    /// Token `attributes`.
    pub attributes: HashMap<String, String>,
    /// Token `kind` (0 = standard), a [`wire::participant_info::Kind`].
    pub kind: i32,
    /// Token `video` grant as the protocol shows it to clients.
    pub permission: wire::ParticipantPermission,
    /// What the client sent with the connection; `reconnect` must be false (else it is a [`Resume`]).
    pub request: wire::JoinRequest,
    /// Addresses of our UDP socket that this client can reach; become host candidates, in this order.
    pub candidates: Vec<SocketAddr>,
    /// STUN and TURN servers to tell the client.
    pub ice_servers: Vec<wire::IceServer>,
}

/// A participant comes back over a new WebSocket and wants to keep its media.
///
/// Answered by a `reconnect` message, or by `leave` with action RECONNECT when the participant is not known any more.
#[derive(Debug, Clone)]
pub struct Resume {
    /// The new WebSocket.
    pub connection: ConnectionId,
    /// Token `sub`; must be the identity of the participant.
    pub identity: String,
    /// What the client sent with the connection; `participant_sid` says who.
    pub request: wire::JoinRequest,
    /// STUN and TURN servers to tell the client.
    pub ice_servers: Vec<wire::IceServer>,
}

/// Everything that can happen to a room.
#[derive(Debug)]
pub enum Input<'a> {
    /// A participant joins.
    Join(Box<Join>),
    /// A participant resumes.
    Resume(Box<Resume>),
    /// A signalling message came. Messages of connections the room does not know (any more) are dropped.
    Signal {
        /// The WebSocket it came through.
        connection: ConnectionId,
        /// The message; see [`crate::signal::decode::request`].
        request: Box<wire::SignalRequest>,
    },
    /// A WebSocket closed, whoever closed it. May be told more than once.
    SignalClosed {
        /// The WebSocket.
        connection: ConnectionId,
    },
    /// A UDP datagram came for a peer (found by address or by the ICE user fragments of
    /// [`Output::UfragAdded`](crate::Output::UfragAdded)).
    Datagram {
        /// Whose it is.
        peer: PeerId,
        /// Where it came from.
        source: SocketAddr,
        /// The local address it came to: one of [`Join::candidates`].
        destination: SocketAddr,
        /// The bytes.
        contents: &'a [u8],
    },
    /// Time has passed: [`Room::next_timeout`](crate::Room::next_timeout) is reached.
    Timeout,
    /// A call of RoomService. Answered by [`Output::CommandDone`](crate::Output::CommandDone) with the same id.
    Command {
        /// The host's number for it.
        id: u64,
        /// What to do.
        command: Box<Command>,
    },
}
