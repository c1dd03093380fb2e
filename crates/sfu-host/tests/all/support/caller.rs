//! A participant with media: the core's own test client, on a real WebSocket and a real UDP socket.

use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use futures_util::{SinkExt, StreamExt};
use sfu::testing::{Client as Media, ClientOptions, Publish};
use sfu_host::wire::{self, Message as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::client::parameter;
use super::{Door, join_claims, sign, soon};

/// How a participant fares.
#[derive(Debug, Default, Clone)]
pub(crate) struct Progress {
    /// Packets of each track, by its sid.
    pub(crate) packets: Vec<u64>,
    /// Pictures that could be decoded.
    pub(crate) frames: u64,
    pub(crate) datagrams: u64,
}

/// A participant that takes part by itself, until dropped.
pub(crate) struct Caller {
    progress: watch::Receiver<Progress>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Caller {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[expect(clippy::disallowed_methods, reason = "real sockets keep real time")]
fn now() -> Instant {
    Instant::now()
}

struct Line {
    media: Media,
    signal: WebSocketStream<MaybeTlsStream<TcpStream>>,
    socket: UdpSocket,
    /// The server's address as this participant is told it, where that is translated on the way.
    told: Option<IpAddr>,
    progress: watch::Sender<Progress>,
    datagrams: u64,
}

impl Caller {
    /// Joins with camera and microphone.
    pub(crate) async fn join(door: &Door, key: &str, room: &str, identity: &str) -> Self {
        Self::join_through(door, key, room, identity, None).await
    }

    /// The same from behind a router that makes `told` of the server's address.
    pub(crate) async fn join_through(door: &Door, key: &str, room: &str, identity: &str, told: Option<IpAddr>) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut media = Media::new(ClientOptions::browser(socket.local_addr().unwrap()), now());
        let request = parameter(&media.join_request());
        let token = sign(&join_claims(key, room, identity));
        let url = format!(
            "ws://{}/rtc/v1?access_token={token}&join_request={request}",
            door.address
        );
        let mut request = url.into_client_request().unwrap();
        if told.is_some() {
            // What such a router's neighbour, a proxy for HTTP, adds.
            request
                .headers_mut()
                .insert("x-forwarded-for", "192.0.2.9".parse().unwrap());
        }
        let (signal, _) = soon("the upgrade", connect_async(request)).await.unwrap();
        media.publish(Publish::camera("camera", 1));
        media.publish(Publish::microphone("microphone"));
        let (progress, receiver) = watch::channel(Progress::default());
        let line = Line {
            media,
            signal,
            socket,
            told,
            progress,
            datagrams: 0,
        };
        Self {
            progress: receiver,
            task: tokio::spawn(line.run()),
        }
    }

    /// How it fares now.
    pub(crate) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// Waits until it fares so.
    pub(crate) async fn until(&mut self, what: &str, mut holds: impl FnMut(&Progress) -> bool) {
        soon(what, self.progress.wait_for(|progress| holds(progress)))
            .await
            .unwrap();
    }

    /// Waits until pictures and sounds of `others` participants have come on: twenty packets more of each track.
    pub(crate) async fn hears(&mut self, others: usize) {
        self.until("all tracks", |progress| {
            progress.packets.len() == 2 * others && progress.packets.iter().all(|count| *count > 0)
        })
        .await;
        let before = self.progress();
        self.until("more of all tracks", |progress| {
            let more = |(now, then): (&u64, &u64)| *now >= then + 20;
            progress.frames > before.frames && progress.packets.iter().zip(&before.packets).all(more)
        })
        .await;
    }
}

impl Line {
    async fn run(mut self) {
        let mut buffer = vec![0; 2048];
        loop {
            self.flush().await;
            let due = tokio::time::Instant::from_std(self.media.next_timeout());
            tokio::select! {
                message = self.signal.next() => match message {
                    Some(Ok(Message::Binary(bytes))) => {
                        let response = wire::SignalResponse::decode(bytes).unwrap();
                        self.media.handle_response(now(), response);
                    }
                    Some(Ok(_)) => {}
                    // Goes on listening for media, as somebody might who was sent out.
                    _ => return self.listen(&mut buffer).await,
                },
                received = self.socket.recv_from(&mut buffer) => {
                    let (length, source) = received.unwrap();
                    self.take(source, &buffer[..length]);
                }
                () = tokio::time::sleep_until(due) => self.media.handle_timeout(now()),
            }
            self.tell();
        }
    }

    async fn listen(&mut self, buffer: &mut [u8]) {
        loop {
            let (length, source) = self.socket.recv_from(buffer).await.unwrap();
            self.take(source, &buffer[..length]);
            self.tell();
        }
    }

    fn take(&mut self, source: SocketAddr, contents: &[u8]) {
        self.datagrams += 1;
        let source = SocketAddr::new(self.told.unwrap_or(source.ip()), source.port());
        let local = self.socket.local_addr().unwrap();
        self.media.handle_datagram(now(), source, local, contents);
    }

    async fn flush(&mut self) {
        while let Some(request) = self.media.poll_request() {
            let message = Message::Binary(request.encode_to_vec().into());
            // A closed WebSocket shows when it is read.
            let _ = self.signal.send(message).await;
        }
        while let Some(datagram) = self.media.poll_datagram() {
            let to = match self.told {
                Some(told) if told == datagram.destination.ip() => {
                    SocketAddr::new([127, 0, 0, 1].into(), datagram.destination.port())
                }
                _ => datagram.destination,
            };
            // A candidate that cannot be reached from here is no failure: another one can.
            let _ = self.socket.send_to(&datagram.contents, to).await;
        }
    }

    fn tell(&self) {
        let received = self.media.received();
        let progress = Progress {
            packets: received.values().map(|track| track.packets).collect(),
            frames: received.values().map(|track| track.frames).sum(),
            datagrams: self.datagrams,
        };
        self.progress.send_replace(progress);
    }
}
