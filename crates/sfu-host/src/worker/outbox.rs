//! What a worker tells a signalling connection. Bounded: who does not read is cut off, the worker never waits.

use sfu::{RefreshClaims, wire};
use tokio::sync::mpsc;

/// Messages an outbox holds: a join into a large room is a burst of a few dozen.
const CAPACITY: usize = 512;

/// Something for a signalling connection.
pub(crate) enum Outgoing {
    /// Send this.
    Signal(Box<wire::SignalResponse>),
    /// Sign a token that says this, dated then (seconds since 1970), and send it. It may lie here for a while, and
    /// must not outlive a bar for that.
    Refresh { claims: Box<RefreshClaims>, issued_at: u64 },
    /// Close, after what came before.
    Close,
    /// Cut the connection without a word (tests).
    Abort,
}

/// The worker's end.
#[derive(Debug, Clone)]
pub(crate) struct Outbox(mpsc::Sender<Outgoing>);

/// The other end was not reading, or is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotReading;

/// A new outbox and its reader.
pub(crate) fn outbox() -> (Outbox, mpsc::Receiver<Outgoing>) {
    let (sender, receiver) = mpsc::channel(CAPACITY);
    (Outbox(sender), receiver)
}

impl Outbox {
    pub(crate) fn put(&self, outgoing: Outgoing) -> Result<(), NotReading> {
        self.0.try_send(outgoing).map_err(|_| NotReading)
    }

    /// Is the WebSocket gone?
    pub(crate) fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

/// A leave message.
pub(crate) fn leave(reason: wire::DisconnectReason, action: wire::leave_request::Action) -> wire::LeaveRequest {
    wire::LeaveRequest {
        can_reconnect: action != wire::leave_request::Action::Disconnect,
        reason: reason.into(),
        action: action.into(),
        regions: None,
    }
}

/// A leave message as a whole answer.
pub(crate) fn leave_response(leave: wire::LeaveRequest) -> Box<wire::SignalResponse> {
    Box::new(wire::SignalResponse {
        message: Some(wire::signal_response::Message::Leave(leave)),
    })
}
