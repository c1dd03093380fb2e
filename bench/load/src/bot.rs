//! One synthetic person: a WebSocket, a UDP socket and the client of `sfu::testing` between them.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use futures_util::{SinkExt as _, StreamExt as _};
use sfu::testing::{Client, ClientOptions, Publish};
use sfu::wire::{self, Message as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::clock::now;

/// Frames of a video per second.
const FRAMES: u32 = 30;
/// How often the counts are brought up to date.
const COUNT_EVERY: Duration = Duration::from_millis(50);
/// How often a client pings, as the server asks.
const PING_EVERY: Duration = Duration::from_secs(5);

/// What somebody does in the room.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// Sends one video of so many bits per second, in one layer.
    Video {
        /// Bits per second.
        bits: usize,
    },
    /// Sends sound.
    Audio,
    /// Receives what the others send.
    Receiver,
}

/// What one person received so far.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    packets: AtomicU64,
    bytes: AtomicU64,
    tracks: AtomicUsize,
}

impl Counts {
    /// Packets received.
    pub(crate) fn packets(&self) -> u64 {
        self.packets.load(Ordering::Relaxed)
    }

    /// Payload bytes received.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Tracks that something was received of.
    pub(crate) fn tracks(&self) -> usize {
        self.tracks.load(Ordering::Relaxed)
    }
}

/// One synthetic person.
pub(crate) struct Bot {
    client: Client,
    signal: WebSocketStream<MaybeTlsStream<TcpStream>>,
    media: UdpSocket,
    address: SocketAddr,
    counts: Arc<Counts>,
    counted_at: Instant,
    pinged_at: Instant,
}

impl Bot {
    /// Connects and begins to publish its part.
    pub(crate) async fn join(server: SocketAddr, token: &str, part: Part) -> Result<Self> {
        let media = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = media.local_addr()?;
        let mut client = Client::new(ClientOptions::browser(address), now());
        let join = wire::WrappedJoinRequest {
            join_request: client.join_request().encode_to_vec(),
            ..Default::default()
        };
        let url = format!(
            "ws://{server}/rtc/v1?join_request={}",
            URL_SAFE.encode(join.encode_to_vec()).replace('=', "%3D")
        );
        let mut request = url.into_client_request()?;
        request
            .headers_mut()
            .insert("authorization", format!("Bearer {token}").parse()?);
        let (signal, _) = tokio_tungstenite::connect_async(request).await.context("signalling")?;
        match part {
            Part::Video { bits } => client.publish(Publish {
                frames_per_second: FRAMES,
                frame_bytes: bits / 8 / FRAMES as usize,
                ..Publish::camera("camera", 1)
            }),
            Part::Audio => client.publish(Publish::microphone("microphone")),
            Part::Receiver => {}
        }
        let counts = Arc::default();
        Ok(Self {
            client,
            signal,
            media,
            address,
            counts,
            counted_at: now(),
            pinged_at: now(),
        })
    }

    /// What this person receives, to be read while it runs.
    pub(crate) fn counts(&self) -> Arc<Counts> {
        Arc::clone(&self.counts)
    }

    /// Takes part until the server hangs up or the program ends.
    pub(crate) async fn run(mut self) {
        let mut buffer = vec![0; 2_048];
        loop {
            if self.flush().await.is_err() {
                return;
            }
            let due = tokio::time::Instant::from_std(self.client.next_timeout());
            tokio::select! {
                message = self.signal.next() => match message {
                    Some(Ok(Message::Binary(bytes))) => self.handle_signal(&bytes),
                    Some(Ok(_)) => {}
                    _ => return,
                },
                received = self.media.recv_from(&mut buffer) => if let Ok((length, source)) = received {
                    self.handle_datagrams(length, source, &mut buffer);
                },
                () = tokio::time::sleep_until(due) => self.client.handle_timeout(now()),
            }
        }
    }

    fn handle_signal(&mut self, bytes: &[u8]) {
        if let Ok(response) = wire::SignalResponse::decode(bytes) {
            self.client.handle_response(now(), response);
        }
    }

    /// The first datagram and whatever else waits, up to a batch.
    fn handle_datagrams(&mut self, length: usize, source: SocketAddr, buffer: &mut [u8]) {
        self.client
            .handle_datagram(now(), source, self.address, &buffer[..length]);
        for _ in 0..64 {
            let Ok((length, source)) = self.media.try_recv_from(buffer) else {
                break;
            };
            self.client
                .handle_datagram(now(), source, self.address, &buffer[..length]);
        }
    }

    async fn flush(&mut self) -> Result<()> {
        let present = now();
        if present.duration_since(self.pinged_at) >= PING_EVERY {
            self.pinged_at = present;
            self.client.request(wire::signal_request::Message::Ping(0));
        }
        while let Some(request) = self.client.poll_request() {
            self.signal
                .send(Message::Binary(request.encode_to_vec().into()))
                .await?;
        }
        while let Some(datagram) = self.client.poll_datagram() {
            self.media.send_to(&datagram.contents, datagram.destination).await?;
        }
        if present.duration_since(self.counted_at) >= COUNT_EVERY {
            self.counted_at = present;
            self.count();
        }
        Ok(())
    }

    fn count(&self) {
        let received = self.client.received().values();
        let (mut packets, mut bytes, mut tracks) = (0, 0, 0);
        for track in received.filter(|track| track.packets > 0) {
            packets += track.packets;
            bytes += track.bytes;
            tracks += 1;
        }
        self.counts.packets.store(packets, Ordering::Relaxed);
        self.counts.bytes.store(bytes, Ordering::Relaxed);
        self.counts.tracks.store(tracks, Ordering::Relaxed);
    }
}
