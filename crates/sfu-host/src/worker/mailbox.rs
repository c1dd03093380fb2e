//! What the rest of the process can ask of a worker. Bounded: a worker that is behind makes its askers wait.

use std::sync::Arc;

use sfu::{Command, CommandReply, ConnectionId, Join, Resume, wire};
use tokio::sync::{mpsc, oneshot};

use super::outbox::Outbox;
use crate::refusal::RoomRefusal;

/// Letters a mailbox holds.
const CAPACITY: usize = 1024;

/// Where an answer is awaited.
pub(crate) type Reply<T> = oneshot::Sender<T>;

/// What a call on a room comes to.
pub(crate) type CallResult = Result<CommandReply, RoomRefusal>;

/// Someone with a checked token wants in.
pub(crate) struct JoinCall {
    pub(crate) room: String,
    /// The settings the room comes to life with, if it does not live yet.
    pub(crate) configuration: wire::RoomConfiguration,
    pub(crate) join: Box<Join>,
    pub(crate) outbox: Outbox,
    pub(crate) reply: Reply<Result<(), EntryRefusal>>,
}

/// Someone with a checked token comes back over a new WebSocket.
pub(crate) struct ResumeCall {
    pub(crate) room: String,
    pub(crate) resume: Box<Resume>,
    pub(crate) outbox: Outbox,
    pub(crate) reply: Reply<Result<(), EntryRefusal>>,
}

/// Why the door stays shut although the token is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EntryRefusal {
    #[error("you were removed from this room")]
    ParticipantBarred,
    #[error("this room has been closed")]
    RoomBarred,
    #[error("the server is stopping, try again in a moment")]
    Stopping,
    #[error("the media server is busy, try again in a moment")]
    Busy,
}

/// A letter.
pub(crate) enum Mail {
    Join(Box<JoinCall>),
    Resume(Box<ResumeCall>),
    /// Would this identity be let in?
    Check {
        room: String,
        identity: String,
        reply: Reply<Result<(), EntryRefusal>>,
    },
    Signal {
        connection: ConnectionId,
        request: Box<wire::SignalRequest>,
    },
    SignalClosed {
        connection: ConnectionId,
    },
    /// A call on a room that should live already.
    Call {
        room: String,
        command: Box<Command>,
        reply: Reply<CallResult>,
    },
    CreateRoom {
        configuration: Box<wire::RoomConfiguration>,
        reply: Reply<CallResult>,
    },
    RoomNames {
        reply: Reply<Vec<String>>,
    },
    /// Tests only: does something to a participant's signalling connection.
    Disturb {
        room: String,
        identity: String,
        disturbance: Disturbance,
        reply: Reply<bool>,
    },
    /// Sends everyone away and takes no one in any more.
    ShutDown {
        reply: Reply<()>,
    },
    /// Ends the thread.
    Stop,
}

/// What a test may do to a signalling connection.
pub(crate) enum Disturbance {
    /// Cut it without a word.
    Drop,
    /// Send this leave message.
    Leave(wire::LeaveRequest),
}

/// The worker is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the media worker has stopped")]
pub(crate) struct Gone;

/// The way to a worker. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Mailbox {
    sender: mpsc::Sender<Mail>,
    waker: Arc<mio::Waker>,
}

impl Mailbox {
    pub(crate) fn new(waker: mio::Waker) -> (Self, mpsc::Receiver<Mail>) {
        let (sender, receiver) = mpsc::channel(CAPACITY);
        let waker = Arc::new(waker);
        (Self { sender, waker }, receiver)
    }

    /// Puts a letter in, waiting for room.
    pub(crate) async fn send(&self, mail: Mail) -> Result<(), Gone> {
        self.sender.send(mail).await.map_err(|_| Gone)?;
        self.wake();
        Ok(())
    }

    /// Puts a letter in if there is room; for those who cannot wait.
    pub(crate) fn try_send(&self, mail: Mail) {
        if self.sender.try_send(mail).is_ok() {
            self.wake();
        }
    }

    /// Puts a letter in and waits for its answer.
    pub(crate) async fn ask<T>(&self, mail: impl FnOnce(Reply<T>) -> Mail) -> Result<T, Gone> {
        let (reply, answer) = oneshot::channel();
        self.send(mail(reply)).await?;
        answer.await.map_err(|_| Gone)
    }

    /// Has the worker's thread ended?
    pub(crate) fn is_gone(&self) -> bool {
        self.sender.is_closed()
    }

    fn wake(&self) {
        // Fails only when the poll is gone, and with it the worker.
        let _ = self.waker.wake();
    }
}
