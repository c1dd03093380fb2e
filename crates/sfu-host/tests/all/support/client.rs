//! A LiveKit client as far as signalling goes: joins without an offer, as some browsers do, and never sends media.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use futures_util::{SinkExt, StreamExt};
use sfu_host::wire::signal_response::Message as Said;
use sfu_host::wire::{self, Message as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Door, soon};

/// A signalling connection.
pub(crate) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Its participant's sid.
    pub(crate) sid: String,
}

/// An upgrade that was refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) words: String,
}

/// What ended a connection.
#[derive(Debug, Default)]
pub(crate) struct Ending {
    pub(crate) leave: Option<wire::LeaveRequest>,
    pub(crate) close_code: Option<u16>,
}

/// A `join_request` parameter.
pub(crate) fn parameter(request: &wire::JoinRequest) -> String {
    let wrapped = wire::WrappedJoinRequest {
        compression: wire::wrapped_join_request::Compression::None.into(),
        join_request: request.encode_to_vec(),
    };
    URL_SAFE.encode(wrapped.encode_to_vec()).replace('=', "%3D")
}

impl Client {
    /// Opens the WebSocket without waiting for a message.
    pub(crate) async fn open(door: &Door, token: &str, request: &wire::JoinRequest) -> Result<Self, Refused> {
        let url = format!(
            "ws://{}/rtc/v1?access_token={token}&join_request={}",
            door.address,
            parameter(request)
        );
        match soon("the upgrade", connect_async(url)).await {
            Ok((socket, _)) => Ok(Self {
                socket,
                sid: String::new(),
            }),
            Err(Error::Http(response)) => Err(Refused {
                status: response.status().as_u16(),
                words: String::from_utf8_lossy(response.body().as_deref().unwrap_or_default()).into_owned(),
            }),
            Err(error) => panic!("no upgrade: {error}"),
        }
    }

    /// Joins and waits for the join message.
    pub(crate) async fn join(door: &Door, token: &str) -> Self {
        let request = wire::JoinRequest::default();
        let mut client = Self::open(door, token, &request).await.unwrap();
        let Said::Join(join) = client.hear().await else {
            panic!("the first message is no join");
        };
        client.sid = join.participant.unwrap().sid;
        client
    }

    /// Sends bytes as they are.
    pub(crate) async fn send_bytes(&mut self, bytes: Vec<u8>) {
        // The server may have closed already: the test looks at how it ended.
        let _ = self.socket.send(Message::Binary(bytes.into())).await;
    }

    /// Sends text.
    pub(crate) async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    /// Sends a message.
    pub(crate) async fn say(&mut self, message: wire::signal_request::Message) {
        let request = wire::SignalRequest { message: Some(message) };
        self.send_bytes(request.encode_to_vec()).await;
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> Said {
        loop {
            match soon("a message", self.socket.next()).await {
                Some(Ok(Message::Binary(bytes))) => {
                    return wire::SignalResponse::decode(bytes).unwrap().message.unwrap();
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("instead of a message: {other:?}"),
            }
        }
    }

    /// The next message that `pick` wants.
    pub(crate) async fn hear_for<T>(&mut self, pick: impl Fn(Said) -> Option<T>) -> T {
        loop {
            if let Some(picked) = pick(self.hear().await) {
                return picked;
            }
        }
    }

    /// Is the other side alive and answering?
    pub(crate) async fn ping(&mut self) {
        let ping = wire::Ping {
            timestamp: 4711,
            rtt: 0,
        };
        self.say(wire::signal_request::Message::PingReq(ping)).await;
        let answered = self
            .hear_for(|said| match said {
                Said::PongResp(pong) => Some(pong.last_ping_timestamp),
                _ => None,
            })
            .await;
        assert_eq!(answered, 4711);
    }

    /// Reads until the connection has ended.
    pub(crate) async fn ending(&mut self) -> Ending {
        let mut ending = Ending::default();
        loop {
            match soon("the end", self.socket.next()).await {
                Some(Ok(Message::Binary(bytes))) => {
                    let said = wire::SignalResponse::decode(bytes).unwrap().message;
                    if let Some(Said::Leave(leave)) = said {
                        ending.leave = Some(leave);
                    }
                }
                Some(Ok(Message::Close(frame))) => ending.close_code = frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return ending,
            }
        }
    }
}
