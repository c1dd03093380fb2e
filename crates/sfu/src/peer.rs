//! One participant's peer connection: the only code that touches [`str0m::Rtc`].
//!
//! Every method changes the connection **and drains** what comes of it, except the writing ones: those queue, and
//! the round's one [`Peer::flush`] sends the whole batch (str0m stamps queued packets only when time is fed to it).
//! A panic inside ends this peer connection only: it is caught, told once, and nothing is called any more.

mod early;
mod event;
mod guard;

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use str0m::change::SdpOffer;
use str0m::channel::ChannelId;
use str0m::format::{Codec, PayloadParams};
use str0m::media::{KeyframeRequestKind, Mid, Pt, Rid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{RtpWrite, Ssrc};
use str0m::{Candidate, Event, Input, Output, Rtc};

use self::early::EarlyDatagrams;
use self::event::translate;
pub(crate) use self::event::{Breakage, PeerEvent, PeerSink};
use self::guard::StreamGuard;
use crate::PeerId;
use crate::options::Certificate;
use crate::signal::sdp::offer::Kind;

/// Bytes of data channel messages str0m holds for a slow reader, over all channels.
const MAX_CHANNEL_BUFFER: usize = 256 * 1024;
/// Packets kept for resending to a subscriber: half a second of a large video, two seconds of a usual one.
const RESEND_VIDEO_PACKETS: usize = 500;
/// … but not older than this.
const RESEND_FOR: Duration = Duration::from_secs(3);
/// Resent bytes may be this share of all; with more loss than that, resending makes it worse. str0m's own 15 % would end
/// repair on ordinary bad networks.
const MAX_RESENT_SHARE: f32 = 0.4;
/// More outputs than this from one input mean that something runs in circles.
const MAX_DRAIN: usize = 20_000;
/// A timer is never set closer than this: a connection that asks for time again and again must not spin.
const LEAST_WAIT: Duration = Duration::from_millis(1);

/// Should a packet leave something to be put out behind it after all, it goes out not later than this.
const LONGEST_LEFTOVER: Duration = Duration::from_millis(50);

/// Payload types of this connection: each client numbers them as it likes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PayloadTypes {
    pub(crate) opus: Option<Pt>,
    pub(crate) red: Option<Pt>,
    pub(crate) vp8: Option<Pt>,
}

/// Changes that go with an offer.
#[derive(Debug, Default)]
pub(crate) struct OfferChanges {
    /// Sections to reject for ever, so that the client can use their place again.
    pub(crate) stop: Vec<Mid>,
    /// Slots that get a new SSRC, because they carry another track from now on.
    pub(crate) renew: Vec<Mid>,
    /// Slots that carry nothing.
    pub(crate) idle: Vec<Mid>,
}

/// What became of a data channel message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChannelWrite {
    /// Taken.
    Sent,
    /// The buffer is full: try again after [`PeerEvent::ChannelDrained`].
    Full,
    /// The channel is not open.
    Gone,
}

/// What was written since the last flush, which makes it go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Nothing,
    /// So many media packets, and nothing else.
    Packets(usize),
    /// Messages or feedback, or a timer is due.
    Anything,
}

/// One peer connection.
pub(crate) struct Peer {
    id: PeerId,
    rtc: Rtc,
    broken: bool,
    /// str0m panicked where nothing could be told; told at the next drive.
    panicked: bool,
    early: EarlyDatagrams,
    streams: StreamGuard,
    written: Written,
    due: Instant,
    #[cfg(test)]
    panic_next: bool,
}

/// How far [`Peer::poll`] asks for output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// Until there is none.
    Nothing,
    /// Until so many media packets came. str0m puts them out last, so that nothing is left, and to be told so costs as
    /// much as another packet.
    Sent(usize),
}

impl Peer {
    /// Makes a connection that waits for an offer and for datagrams on `candidates`. `None` when str0m panics.
    pub(crate) fn new(id: PeerId, certificate: &Certificate, candidates: &[SocketAddr], now: Instant) -> Option<Self> {
        let build = || {
            let mut rtc = Rtc::builder()
                .set_crypto_provider(certificate.crypto.clone())
                .set_dtls_cert(certificate.dtls.clone())
                .set_rtp_mode(true)
                .clear_codecs()
                .enable_opus(true, true)
                .enable_vp8(true)
                .set_send_buffer_video(RESEND_VIDEO_PACKETS)
                .set_sctp_max_buffered_amount(MAX_CHANNEL_BUFFER)
                .build(now);
            for address in candidates {
                // Unspecified and multicast addresses are refused here: they never leave.
                if let Ok(candidate) = Candidate::host(*address, Protocol::Udp) {
                    rtc.add_local_candidate(candidate);
                }
            }
            rtc
        };
        let rtc = catch_unwind(AssertUnwindSafe(build)).ok()?;
        Some(Self {
            id,
            rtc,
            broken: false,
            panicked: false,
            early: EarlyDatagrams::default(),
            streams: StreamGuard::default(),
            written: Written::Nothing,
            due: now,
            #[cfg(test)]
            panic_next: false,
        })
    }

    /// A datagram came. False when it is none of this connection's: not from its client, or nothing readable.
    pub(crate) fn receive(
        &mut self,
        now: Instant,
        source: SocketAddr,
        destination: SocketAddr,
        contents: &[u8],
        sink: &mut PeerSink,
    ) -> bool {
        self.guarded(sink, |peer, sink| {
            let Ok(receive) = Receive::new(Protocol::Udp, source, destination, contents) else {
                return false;
            };
            let input = Input::Receive(now, receive);
            // Until ICE has proved an address, nothing from it reaches DTLS or SRTP (ASVS 17.2.6).
            if !peer.rtc.accepts(&input) {
                return peer.early.hold(source, destination, contents);
            }
            if !peer.streams.admits(now, contents) {
                return false;
            }
            // An error here is the datagram's: whoever can fake the client's address must not end its connection.
            let taken = peer.rtc.handle_input(input).is_ok();
            peer.drain(now, sink);
            peer.feed_early(now, sink);
            taken
        })
        .unwrap_or(false)
    }

    /// Feeds what came before ICE had proved its address, if it has by now.
    fn feed_early(&mut self, now: Instant, sink: &mut PeerSink) {
        for early in self.early.take() {
            let receive = Receive::new(Protocol::Udp, early.source, early.destination, &early.contents);
            let Ok(receive) = receive else { continue };
            let input = Input::Receive(now, receive);
            if self.rtc.accepts(&input) {
                let _ = self.rtc.handle_input(input);
                self.drain(now, sink);
            } else {
                self.early.put_back(early);
            }
        }
    }

    /// Feeds time: due timers fire, and what was written since the last time goes out.
    pub(crate) fn flush(&mut self, now: Instant, sink: &mut PeerSink) {
        let until = match std::mem::replace(&mut self.written, Written::Nothing) {
            Written::Packets(packets) if now < self.due => Until::Sent(packets),
            _ => Until::Nothing,
        };
        self.guarded(sink, |peer, sink| {
            if peer.rtc.handle_input(Input::Timeout(now)).is_err() {
                peer.fail(sink);
            }
            peer.poll(now, sink, until);
        });
    }

    /// Takes the client's offer and answers it, in str0m's words. `None` when it cannot.
    pub(crate) fn answer(
        &mut self,
        now: Instant,
        offer: &str,
        changes: &OfferChanges,
        sink: &mut PeerSink,
    ) -> Option<String> {
        self.guarded(sink, |peer, sink| {
            peer.streams.learn(offer);
            let offer = SdpOffer::from_sdp_string(offer)
                .inspect_err(|error| tracing::debug!(%error, "offer is not understood"))
                .ok()?;
            for mid in &changes.stop {
                peer.rtc.sdp_api().stop_media(*mid);
            }
            changes.renew.iter().for_each(|mid| peer.remove_outgoing(*mid));
            let answer = peer
                .rtc
                .sdp_api()
                .accept_offer(offer)
                .inspect_err(|error| tracing::debug!(%error, "offer is not acceptable"))
                .ok()?;
            changes.idle.iter().for_each(|mid| peer.remove_outgoing(*mid));
            peer.drain(now, sink);
            Some(answer.to_sdp_string())
        })
        .flatten()
    }

    /// Removes a slot's outgoing stream; the next offer makes another, with SSRCs of its own.
    ///
    /// A slot that changes its track needs that: native clients deliver no frame of a second track on an SSRC. (Not by
    /// `reset_stream_tx`: str0m 0.25 files the stream under its old SSRC still, and then finds it neither for writing
    /// nor for the subscriber's NACKs.) And one that carries nothing is spared that str0m looks after its stream with
    /// every packet of the others.
    fn remove_outgoing(&mut self, mid: Mid) {
        let mut api = self.rtc.direct_api();
        if let Some(ssrc) = api.stream_tx_by_mid(mid, None).map(|stream| stream.ssrc()) {
            api.remove_stream_tx(ssrc);
        }
    }

    /// Makes a slot's outgoing stream ready for a new track, and names its SSRC.
    pub(crate) fn outgoing(&mut self, mid: Mid, kind: Kind) -> Option<Ssrc> {
        self.quietly(|peer| {
            let mut api = peer.rtc.direct_api();
            let stream = api.stream_tx_by_mid(mid, None)?;
            if kind == Kind::Video {
                stream.set_rtx_cache(RESEND_VIDEO_PACKETS, RESEND_FOR, Some(MAX_RESENT_SHARE));
            }
            Some(stream.ssrc())
        })
        .flatten()
    }

    /// Which section and layer an incoming SSRC belongs to.
    pub(crate) fn incoming(&mut self, ssrc: Ssrc) -> Option<(Mid, Option<Rid>)> {
        self.quietly(|peer| {
            let mut api = peer.rtc.direct_api();
            let stream = api.stream_rx(&ssrc)?;
            Some((stream.mid(), stream.rid()))
        })
        .flatten()
    }

    /// A track in this section ended.
    pub(crate) fn forget_streams(&mut self, mid: Mid) {
        self.streams.forget(&mid);
    }

    /// The payload types that were agreed on.
    pub(crate) fn payload_types(&mut self) -> PayloadTypes {
        self.quietly(|peer| {
            let codecs = peer.rtc.codec_config();
            let opus = codecs.find(|params| params.spec().codec == Codec::Opus);
            let vp8 = codecs.find(|params| params.spec().codec == Codec::Vp8);
            PayloadTypes {
                opus: opus.map(PayloadParams::pt),
                red: opus.and_then(PayloadParams::red),
                vp8: vp8.map(PayloadParams::pt),
            }
        })
        .unwrap_or_default()
    }

    /// The local ICE user fragment; changes when the client restarts ICE.
    pub(crate) fn ufrag(&mut self) -> String {
        self.quietly(|peer| peer.rtc.direct_api().local_ice_credentials().ufrag)
            .unwrap_or_default()
    }

    /// Queues a media packet. True when it is the first write since the last flush.
    pub(crate) fn write(&mut self, ssrc: Ssrc, packet: RtpWrite) -> bool {
        self.quietly(|peer| {
            if let Some(stream) = peer.rtc.direct_api().stream_tx(&ssrc) {
                stream.write_rtp(packet);
            }
        });
        let before = self.written;
        self.written = match before {
            Written::Nothing => Written::Packets(1),
            Written::Packets(packets) => Written::Packets(packets + 1),
            Written::Anything => Written::Anything,
        };
        before == Written::Nothing
    }

    /// Queues a request for a keyframe. True when it is the first write since the last flush.
    pub(crate) fn request_keyframe(&mut self, mid: Mid, rid: Option<Rid>) -> bool {
        self.quietly(|peer| {
            if let Some(stream) = peer.rtc.direct_api().stream_rx_by_mid(mid, rid) {
                stream.request_keyframe(KeyframeRequestKind::Pli);
            }
        });
        self.mark_written()
    }

    /// Queues a data channel message.
    pub(crate) fn write_channel(&mut self, channel: ChannelId, message: &[u8]) -> ChannelWrite {
        let result = self.quietly(|peer| match peer.rtc.channel(channel) {
            None => ChannelWrite::Gone,
            Some(mut channel) => match channel.write(true, message) {
                Ok(true) => ChannelWrite::Sent,
                Ok(false) => ChannelWrite::Full,
                Err(_) => ChannelWrite::Gone,
            },
        });
        result.unwrap_or(ChannelWrite::Gone)
    }

    /// Bytes a data channel holds back for its reader.
    pub(crate) fn channel_backlog(&mut self, channel: ChannelId) -> usize {
        self.quietly(|peer| peer.rtc.channel(channel).map(|mut channel| channel.buffered_amount()))
            .flatten()
            .unwrap_or(0)
    }

    /// Tells [`PeerEvent::ChannelDrained`] when no more than `bytes` are held back.
    pub(crate) fn tell_when_drained(&mut self, channel: ChannelId, bytes: usize) {
        self.quietly(|peer| {
            if let Some(mut channel) = peer.rtc.channel(channel) {
                channel.set_buffered_amount_low_threshold(bytes);
            }
        });
    }

    /// Ends the connection: the client is told by DTLS close_notify, and by RTCP BYE of what it received.
    pub(crate) fn close(&mut self, now: Instant, sink: &mut PeerSink) {
        self.guarded(sink, |peer, sink| {
            if peer.rtc.close().is_ok() {
                peer.drain(now, sink);
            }
        });
        self.broken = true;
    }

    /// Notes that something other than a packet was written. True when it is the first write since the last flush.
    pub(crate) fn mark_written(&mut self) -> bool {
        std::mem::replace(&mut self.written, Written::Anything) == Written::Nothing
    }

    /// When time must be fed next; `None` for a connection that does nothing any more.
    pub(crate) fn due(&self) -> Option<Instant> {
        (!self.broken).then_some(self.due)
    }

    fn drain(&mut self, now: Instant, sink: &mut PeerSink) {
        self.poll(now, sink, Until::Nothing);
    }

    fn poll(&mut self, now: Instant, sink: &mut PeerSink, until: Until) {
        let mut sent = 0;
        for _ in 0..MAX_DRAIN {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(due)) => {
                    self.due = due.max(now + LEAST_WAIT);
                    return;
                }
                Ok(Output::Transmit(transmit)) => {
                    sink.stats.datagrams_out += 1;
                    sink.stats.bytes_out += transmit.contents.len() as u64;
                    let (source, destination) = (transmit.source, transmit.destination);
                    sink.datagrams.push(self.id, source, destination, &transmit.contents);
                    sent += usize::from(guard::ssrc(&transmit.contents).is_some());
                    if until == Until::Sent(sent) {
                        self.due = self.due.min(now + LONGEST_LEFTOVER);
                        return;
                    }
                }
                Ok(Output::Event(event)) => {
                    match &event {
                        Event::Connected => self.early.close(),
                        Event::RtpPacket(packet) => self.note_stream(now, packet.header.ssrc),
                        _ => {}
                    }
                    if let Some(event) = translate(event) {
                        sink.events.push((self.id, event));
                    }
                }
                Err(error) => {
                    tracing::debug!(peer = self.id.0, %error, "peer connection failed");
                    break;
                }
            }
        }
        self.fail(sink);
    }

    /// An authenticated packet came: its SSRC is what it says.
    fn note_stream(&mut self, now: Instant, ssrc: Ssrc) {
        if self.streams.heard(now, *ssrc)
            && let Some(stream) = self.rtc.direct_api().stream_rx(&ssrc)
        {
            let (mid, rid) = (stream.mid(), stream.rid());
            self.streams.bind(*ssrc, &mid, rid.as_deref());
        }
    }

    fn fail(&mut self, sink: &mut PeerSink) {
        if !std::mem::replace(&mut self.broken, true) {
            sink.events.push((self.id, PeerEvent::Broken(Breakage::Failed)));
        }
    }

    /// Runs `work` unless the connection is broken; a panic breaks it and is told.
    fn guarded<R>(&mut self, sink: &mut PeerSink, work: impl FnOnce(&mut Self, &mut PeerSink) -> R) -> Option<R> {
        if self.broken {
            return None;
        }
        #[cfg(test)]
        let panic_now = std::mem::take(&mut self.panic_next);
        let result = catch_unwind(AssertUnwindSafe(|| {
            #[cfg(test)]
            assert!(!panic_now, "asked for by a test");
            (!self.panicked).then(|| work(self, sink))
        }));
        let result = result.ok().flatten();
        if result.is_none() {
            self.broken = true;
            sink.stats.peer_panics += 1;
            sink.events.push((self.id, PeerEvent::Broken(Breakage::Panicked)));
        }
        result
    }

    /// Like [`Peer::guarded`] where nothing is drained. A panic is told at the next drive.
    fn quietly<R>(&mut self, work: impl FnOnce(&mut Self) -> R) -> Option<R> {
        if self.broken || self.panicked {
            return None;
        }
        let result = catch_unwind(AssertUnwindSafe(|| work(self)));
        self.panicked = result.is_err();
        result.ok()
    }

    /// The next drive of this connection panics.
    #[cfg(test)]
    pub(crate) fn panic_next(&mut self) {
        self.panic_next = true;
    }
}
