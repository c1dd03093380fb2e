//! One signalling WebSocket: binary protobuf both ways, pings, and an end for whoever misbehaves.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use bytes::Bytes;
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use sfu::wire::signal_response::Message as Say;
use sfu::{ConnectionId, signal, wire};
use tokio::sync::mpsc;

use super::budget::Budget;
use super::entry::Entry;
use super::presence::Present;
use super::{Gate, refresh};
use crate::clock;
use crate::worker::mailbox::{Mail, Mailbox};
use crate::worker::outbox::{Outgoing, leave, leave_response};

/// Longest message taken from a client, in bytes. Offers have tens of kilobytes.
const LONGEST_MESSAGE: usize = 1024 * 1024;
/// Longest message read at all: one between the two is answered properly, a longer one ends in the middle.
pub(super) const LONGEST_READ: usize = 4 * LONGEST_MESSAGE;

/// How often the server pings on the WebSocket, as LiveKit's does.
const PING: Duration = Duration::from_secs(10);
/// A connection nothing (not even a pong) came from for this long is dead.
const SILENCE: Duration = Duration::from_secs(30);
/// A client that does not take a message for this long is dead.
const STALL: Duration = Duration::from_secs(10);
/// How long a closed connection may take to close its side: closing ours first could lose what we sent last.
const LINGER: Duration = Duration::from_secs(1);
/// Messages put on the wire at a time.
const AT_ONCE: usize = 32;

/// A participant's place at the gateway: what it says goes to the worker, what the worker says goes to it.
///
/// Dropping it tells the worker that the connection is gone.
pub(super) struct Seat {
    gate: Arc<Gate>,
    mailbox: Mailbox,
    connection: ConnectionId,
    letters: mpsc::Receiver<Outgoing>,
    entry: Entry,
    _present: Present,
}

impl Seat {
    pub(super) fn new(
        gate: &Arc<Gate>,
        mailbox: Mailbox,
        connection: ConnectionId,
        letters: mpsc::Receiver<Outgoing>,
        entry: Entry,
    ) -> Self {
        Self {
            gate: Arc::clone(gate),
            mailbox,
            connection,
            letters,
            entry,
            _present: gate.presence.enter(),
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // If the mailbox is full now, the worker finds the closed outbox within a second.
        self.mailbox.try_send(Mail::SignalClosed {
            connection: self.connection,
        });
    }
}

/// Why a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The connection broke: there is nobody to say anything to.
    Gone,
    /// The client closed; it waits for our side to do the same.
    Closed,
    /// The room said so; it sent its farewell before.
    Told,
    /// The client broke a rule: it is told, and taken out of the room.
    Offence(Offence),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offence {
    Malformed,
    Text,
    TooLong,
    TooFast,
}

impl Offence {
    fn close_frame(self) -> CloseFrame {
        let (code, reason) = match self {
            Self::Malformed => (close_code::INVALID, "not a valid protobuf message"),
            Self::Text => (close_code::UNSUPPORTED, "send binary protobuf, not text"),
            Self::TooLong => (close_code::SIZE, "messages have at most 1 MiB"),
            Self::TooFast => (close_code::POLICY, "too many messages"),
        };
        CloseFrame {
            code,
            reason: reason.into(),
        }
    }
}

/// Serves a connection until it ends.
pub(super) async fn speak(socket: WebSocket, mut seat: Seat) {
    let (mut sink, mut stream) = socket.split();
    let mut ping = tokio::time::interval(PING);
    ping.tick().await;
    let mut heard_at = clock::instant();
    let mut budget = Budget::new(heard_at);
    let mut letters = Vec::with_capacity(AT_ONCE);
    let end = loop {
        let step = tokio::select! {
            count = seat.letters.recv_many(&mut letters, AT_ONCE) => {
                if count == 0 {
                    // The worker let go of a connection that did not read, or stopped.
                    break End::Told;
                }
                send_all(&seat, &mut sink, &mut letters).await
            }
            message = stream.next() => {
                heard_at = clock::instant();
                hear(&seat, message, &mut budget, heard_at).await
            }
            _ = ping.tick() => {
                let silent = clock::instant().saturating_duration_since(heard_at) >= SILENCE;
                if silent { Err(End::Gone) } else { send(&mut sink, Message::Ping(Bytes::new())).await }
            }
        };
        if let Err(end) = step {
            break end;
        }
    };
    if finish(&seat, &mut sink, end).await {
        // It may be gone already, or say something more: neither matters now.
        let silence = async { while let Some(Ok(_)) = stream.next().await {} };
        let _ = tokio::time::timeout(LINGER, silence).await;
    }
}

async fn hear(
    seat: &Seat,
    message: Option<Result<Message, axum::Error>>,
    budget: &mut Budget,
    now: Instant,
) -> Result<(), End> {
    let message = match message {
        None => return Err(End::Gone),
        Some(Ok(Message::Close(_))) => return Err(End::Closed),
        Some(Err(error)) => return Err(end_by(&error)),
        Some(Ok(message)) => message,
    };
    if !budget.spend(now) {
        return Err(End::Offence(Offence::TooFast));
    }
    match message {
        Message::Binary(bytes) if bytes.len() > LONGEST_MESSAGE => Err(End::Offence(Offence::TooLong)),
        Message::Binary(bytes) => {
            let request = signal::decode::request(&bytes).map_err(|_| End::Offence(Offence::Malformed))?;
            let mail = Mail::Signal {
                connection: seat.connection,
                request: Box::new(request),
            };
            seat.mailbox.send(mail).await.map_err(|_| End::Told)
        }
        Message::Text(_) => Err(End::Offence(Offence::Text)),
        // Pings are answered by the WebSocket itself.
        Message::Ping(_) | Message::Pong(_) | Message::Close(_) => Ok(()),
    }
}

/// An error while reading: too long a message is an offence, everything else a broken connection.
fn end_by(error: &axum::Error) -> End {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("too long") {
            return End::Offence(Offence::TooLong);
        }
        cause = error.source();
    }
    End::Gone
}

type Sink = SplitSink<WebSocket, Message>;

/// Puts letters on the wire, in one go where there are several.
async fn send_all(seat: &Seat, sink: &mut Sink, letters: &mut Vec<Outgoing>) -> Result<(), End> {
    let mut end = None;
    for letter in letters.drain(..) {
        let response = match letter {
            Outgoing::Signal(response) => response,
            Outgoing::Refresh { claims, issued_at } => {
                match refresh::fresh_token(&seat.gate.keys, &seat.entry, *claims, issued_at) {
                    Some(token) => Box::new(wire::SignalResponse {
                        message: Some(Say::RefreshToken(token)),
                    }),
                    None => continue,
                }
            }
            Outgoing::Close => {
                end = Some(End::Told);
                break;
            }
            Outgoing::Abort => {
                end = Some(End::Gone);
                break;
            }
        };
        let bytes = signal::encode::response(&response);
        in_time(sink.feed(Message::Binary(bytes.into()))).await?;
    }
    in_time(sink.flush()).await?;
    end.map_or(Ok(()), Err)
}

async fn send(sink: &mut Sink, message: Message) -> Result<(), End> {
    in_time(sink.send(message)).await
}

async fn in_time(work: impl Future<Output = Result<(), axum::Error>>) -> Result<(), End> {
    match tokio::time::timeout(STALL, work).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// The last words. False when there is nobody to hear them.
async fn finish(seat: &Seat, sink: &mut Sink, end: End) -> bool {
    let frame = match end {
        End::Gone => return false,
        End::Closed => {
            // Sends the answering close frame, which the WebSocket has ready.
            let _ = in_time(sink.close()).await;
            return false;
        }
        End::Told => CloseFrame {
            code: close_code::NORMAL,
            reason: "".into(),
        },
        End::Offence(offence) => {
            tracing::info!(?offence, connection = seat.connection.0, "signalling connection ended");
            put_out(seat, sink).await;
            offence.close_frame()
        }
    };
    send(sink, Message::Close(Some(frame))).await.is_ok()
}

/// Takes an offender out of the room, media and all, and tells it not to come back by itself.
async fn put_out(seat: &Seat, sink: &mut Sink) {
    let message = leave(
        wire::DisconnectReason::UnknownReason,
        wire::leave_request::Action::Disconnect,
    );
    let request = Box::new(wire::SignalRequest {
        message: Some(wire::signal_request::Message::Leave(message.clone())),
    });
    let mail = Mail::Signal {
        connection: seat.connection,
        request,
    };
    // A worker that is gone has no room to take it out of.
    let _ = seat.mailbox.send(mail).await;
    let bytes = signal::encode::response(&leave_response(message));
    let _ = send(sink, Message::Binary(bytes.into())).await;
}
