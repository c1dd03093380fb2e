//! The client: signalling v1 over one peer connection.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::change::SdpPendingOffer;
use str0m::channel::ChannelId;
use str0m::media::{Direction, KeyframeRequestKind, MediaKind, Mid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpPacket;
use str0m::{Candidate, Event, Input, Output, Rtc};

use super::receiving::Received;
use super::sending::{Publish, Sending};
use crate::wire::data_packet::Kind;
use crate::wire::{self, Message as _, signal_request, signal_response};

/// Clients ping so often.
const PING_EVERY: Duration = Duration::from_secs(5);

/// Whose ways the client has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sdk {
    /// A browser: offers are numbered, an ended track's section turns `inactive`.
    Browser,
    /// A native engine: every offer is number 0, an ended track's section turns `recvonly`.
    Native,
}

/// How the client is made.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// Whose ways it has.
    pub sdk: Sdk,
    /// Its own address.
    pub address: SocketAddr,
    /// Can it take redundant audio?
    pub red: bool,
    /// Does it want everyone's tracks without asking?
    pub auto_subscribe: bool,
    /// Does it measure its tiles?
    pub adaptive_stream: bool,
    /// Its sections for receiving at the start, of each kind.
    pub sections: usize,
}

impl ClientOptions {
    /// A browser at this address.
    #[must_use]
    pub fn browser(address: SocketAddr) -> Self {
        Self {
            sdk: Sdk::Browser,
            address,
            red: true,
            auto_subscribe: true,
            adaptive_stream: false,
            sections: 3,
        }
    }
}

/// A datagram to send.
#[derive(Debug, Clone)]
pub struct ClientDatagram {
    /// Where from.
    pub source: SocketAddr,
    /// Where to.
    pub destination: SocketAddr,
    /// The bytes.
    pub contents: Vec<u8>,
}

/// A client in one room.
pub struct Client {
    pub(super) options: ClientOptions,
    pub(super) rtc: Rtc,
    pub(super) now: Instant,
    pub(super) due: Instant,
    pub(super) connected: bool,
    pub(super) offer_id: u32,
    pub(super) pending: Option<SdpPendingOffer>,
    pub(super) last_offer: Option<wire::SessionDescription>,
    pub(super) wants_offer: bool,
    pub(super) wants_restart: bool,
    pub(super) slots: Vec<(Mid, MediaKind)>,
    /// Required, not offered yet.
    pub(super) unadded: Vec<MediaKind>,
    pub(super) sendings: Vec<Sending>,
    /// Published, not offered yet.
    pub(super) unoffered: Vec<Publish>,
    pub(super) slot_tracks: HashMap<String, String>,
    pub(super) received: BTreeMap<String, Received>,
    pub(super) channels: HashMap<String, ChannelId>,
    pub(super) sequence: u32,
    pub(super) requests: VecDeque<wire::SignalRequest>,
    pub(super) datagrams: VecDeque<ClientDatagram>,
    pub(super) data: Vec<(Kind, wire::DataPacket)>,
    pub(super) log: Vec<wire::SignalResponse>,
    pub(super) participants: BTreeMap<String, wire::ParticipantInfo>,
    pub(super) own_sid: String,
    /// When to ping next, once joined.
    pub(super) ping_at: Option<Instant>,
}

impl Client {
    /// A client that has not joined.
    #[must_use]
    pub fn new(options: ClientOptions, now: Instant) -> Self {
        let mut rtc = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, options.red)
            .enable_vp8(true)
            .build(now);
        rtc.add_local_candidate(Candidate::host(options.address, Protocol::Udp).unwrap());
        Self {
            options,
            rtc,
            now,
            due: now,
            connected: false,
            offer_id: 0,
            pending: None,
            last_offer: None,
            wants_offer: false,
            wants_restart: false,
            slots: Vec::new(),
            unadded: Vec::new(),
            sendings: Vec::new(),
            unoffered: Vec::new(),
            slot_tracks: HashMap::new(),
            received: BTreeMap::new(),
            channels: HashMap::new(),
            sequence: 0,
            requests: VecDeque::new(),
            datagrams: VecDeque::new(),
            data: Vec::new(),
            log: Vec::new(),
            participants: BTreeMap::new(),
            own_sid: String::new(),
            ping_at: None,
        }
    }

    /// Publishes a track: announces it, and offers.
    pub fn publish(&mut self, publish: Publish) {
        self.request(signal_request::Message::AddTrack(publish.request()));
        self.unoffered.push(publish);
        self.wants_offer = true;
    }

    /// Takes a track back.
    pub fn unpublish(&mut self, cid: &str) {
        let at = self
            .sendings
            .iter()
            .position(|sending| sending.publish.cid == cid)
            .expect("published");
        let sending = self.sendings.remove(at);
        let direction = match self.options.sdk {
            Sdk::Browser => Direction::Inactive,
            Sdk::Native => Direction::RecvOnly,
        };
        if self.options.sdk == Sdk::Native {
            let audio = sending.publish.is_audio();
            self.slots
                .push((sending.mid, if audio { MediaKind::Audio } else { MediaKind::Video }));
        }
        self.rtc.sdp_api().set_direction(sending.mid, direction);
        self.wants_offer = true;
    }

    /// Mutes or unmutes a published track.
    pub fn mute(&mut self, cid: &str, muted: bool) {
        let sending = self.sending(cid);
        sending.muted = muted;
        sending.keyframe(None);
        let sid = sending.sid.clone();
        self.request(signal_request::Message::Mute(wire::MuteTrackRequest { sid, muted }));
    }

    /// Pings no more.
    pub fn stop_pings(&mut self) {
        self.ping_at = None;
    }

    /// Answers nothing that the room requires.
    pub fn deaf(&mut self) {
        self.wants_offer = false;
        self.unadded.clear();
    }

    /// Sends on although it was muted, as a client that does not obey.
    pub fn unmute_silently(&mut self, cid: &str) {
        self.sending(cid).muted = false;
    }

    /// Closes the peer connection without a word over signalling.
    pub fn close(&mut self) {
        let _ = self.rtc.close();
        self.drive();
    }

    /// Switches layers of a published video on and off without a word.
    pub fn enable_layers(&mut self, cid: &str, enabled: &[bool]) {
        self.sending(cid).enable_layers(enabled);
    }

    /// Makes a published sound this loud, in dB below overload.
    pub fn set_audio_level(&mut self, cid: &str, level: u8) {
        self.sending(cid).publish.audio_level = level;
    }

    fn sending(&mut self, cid: &str) -> &mut Sending {
        self.sendings
            .iter_mut()
            .find(|sending| sending.publish.cid == cid)
            .expect("published")
    }

    /// Sends a data packet. False when its channel is not open.
    pub fn send_data(&mut self, kind: Kind, mut packet: wire::DataPacket) -> bool {
        let label = if kind == Kind::Reliable { "_reliable" } else { "_lossy" };
        if kind == Kind::Reliable {
            self.sequence += 1;
            packet.sequence = self.sequence;
        }
        self.send_bytes(label, &packet.encode_to_vec())
    }

    /// Sends bytes through a data channel.
    pub fn send_bytes(&mut self, label: &str, bytes: &[u8]) -> bool {
        let Some(channel) = self.channels.get(label).copied() else {
            return false;
        };
        let sent = self
            .rtc
            .channel(channel)
            .is_some_and(|mut channel| channel.write(true, bytes).unwrap_or(false));
        self.drive();
        sent
    }

    /// Sends a signalling message.
    pub fn request(&mut self, message: signal_request::Message) {
        self.requests.push_back(wire::SignalRequest { message: Some(message) });
    }

    /// The next signalling message to send.
    pub fn poll_request(&mut self) -> Option<wire::SignalRequest> {
        if self.wants_offer && self.pending.is_none() && self.requests.is_empty() {
            self.offer();
        }
        self.requests.pop_front()
    }

    /// A signalling message came.
    pub fn handle_response(&mut self, now: Instant, response: wire::SignalResponse) {
        self.now = self.now.max(now);
        use signal_response::Message;
        self.log.push(response.clone());
        match response.message {
            Some(Message::Join(join)) => {
                self.ping_at = Some(self.now + PING_EVERY);
                self.own_sid = join.participant.as_ref().map(|own| own.sid.clone()).unwrap_or_default();
                self.participants = join
                    .other_participants
                    .into_iter()
                    .map(|other| (other.identity.clone(), other))
                    .collect();
            }
            Some(Message::Answer(answer)) => self.answer(answer),
            Some(Message::Update(update)) => self.update(update),
            Some(Message::MediaSectionsRequirement(required)) => self.add_slots(required),
            Some(Message::TrackPublished(_)) => self.name_sendings(),
            Some(Message::Mute(mute)) => {
                if let Some(sending) = self.sendings.iter_mut().find(|one| one.sid == mute.sid) {
                    sending.muted = mute.muted;
                }
            }
            _ => {}
        }
    }

    fn update(&mut self, update: wire::ParticipantUpdate) {
        for participant in update.participants {
            if participant.sid == self.own_sid {
                continue;
            }
            let gone = participant.state() == wire::participant_info::State::Disconnected;
            let known = self.participants.get(&participant.identity);
            // A late word about somebody who was replaced says nothing about the newcomer.
            if known.is_some_and(|known| known.sid != participant.sid) && gone {
                continue;
            }
            if known.is_some_and(|known| known.sid == participant.sid && known.version > participant.version) {
                continue;
            }
            if gone {
                self.participants.remove(&participant.identity);
            } else {
                self.participants.insert(participant.identity.clone(), participant);
            }
        }
    }

    /// A datagram came.
    pub fn handle_datagram(&mut self, now: Instant, source: SocketAddr, destination: SocketAddr, contents: &[u8]) {
        self.now = self.now.max(now);
        let Ok(receive) = Receive::new(Protocol::Udp, source, destination, contents) else {
            return;
        };
        let input = Input::Receive(self.now, receive);
        if self.rtc.accepts(&input) {
            let _ = self.rtc.handle_input(input);
        }
        self.drive();
    }

    /// Time has passed.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = self.now.max(now);
        for sending in &mut self.sendings {
            sending.drive(self.now, &mut self.rtc, self.connected, self.options.red);
        }
        if let Some(ping_at) = self.ping_at.filter(|ping_at| *ping_at <= self.now) {
            self.ping_at = Some(ping_at + PING_EVERY);
            self.request(signal_request::Message::Ping(0));
        }
        let _ = self.rtc.handle_input(Input::Timeout(self.now));
        self.drive();
    }

    /// When [`Client::handle_timeout`] is due.
    #[must_use]
    pub fn next_timeout(&self) -> Instant {
        let sendings = self.sendings.iter().map(Sending::next_at);
        sendings.chain(self.ping_at).fold(self.due, Instant::min)
    }

    /// The next datagram to send.
    pub fn poll_datagram(&mut self) -> Option<ClientDatagram> {
        self.datagrams.pop_front()
    }

    pub(super) fn drive(&mut self) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(due)) => {
                    self.due = due;
                    return;
                }
                Ok(Output::Transmit(transmit)) => self.datagrams.push_back(ClientDatagram {
                    source: transmit.source,
                    destination: transmit.destination,
                    contents: transmit.contents.to_vec(),
                }),
                Ok(Output::Event(event)) => self.event(event),
                Err(_) => return,
            }
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Connected => self.connected = true,
            Event::RtpPacket(packet) => self.packet(&packet),
            Event::KeyframeRequest(request) => {
                let mut asked = self.sendings.iter_mut().filter(|sending| sending.mid == request.mid);
                if let Some(sending) = asked.next() {
                    sending.keyframe(request.rid);
                }
            }
            Event::ChannelOpen(channel, label) => {
                self.channels.insert(label, channel);
            }
            Event::ChannelData(data) => {
                let reliable = self.channels.get("_reliable") == Some(&data.id);
                let kind = if reliable { Kind::Reliable } else { Kind::Lossy };
                let packet = wire::DataPacket::decode(data.data.as_slice()).expect("relayed packets are valid");
                self.data.push((kind, packet));
            }
            _ => {}
        }
    }

    fn packet(&mut self, packet: &RtpPacket) {
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_rx(&packet.header.ssrc) else {
            return;
        };
        let mid = stream.mid();
        let Some(track) = self.slot_tracks.get(&*mid) else {
            return;
        };
        let received = self.received.entry(track.clone()).or_default();
        let codecs = self.rtc.codec_config();
        let payload_type = Some(packet.header.payload_type);
        let is_red = codecs.iter().any(|params| params.red() == payload_type);
        let is_audio = is_red
            || codecs
                .iter()
                .any(|params| Some(params.pt()) == payload_type && params.spec().codec.is_audio());
        if is_audio {
            received.sound(packet, is_red);
        } else if received.picture(self.now, packet)
            && let Some(stream) = self.rtc.direct_api().stream_rx(&packet.header.ssrc)
        {
            stream.request_keyframe(KeyframeRequestKind::Pli);
        }
    }
}
