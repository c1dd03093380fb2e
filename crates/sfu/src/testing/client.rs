//! The client: signalling v1 over one peer connection.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::channel::{ChannelConfig, ChannelId, Reliability};
use str0m::media::{Direction, KeyframeRequestKind, MediaKind, Mid, Simulcast, SimulcastLayer};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpPacket;
use str0m::{Candidate, Event, Input, Output, Rtc};

use super::receiving::Received;
use super::sending::{Publish, RIDS, Sending};
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
    options: ClientOptions,
    rtc: Rtc,
    now: Instant,
    due: Instant,
    connected: bool,
    offer_id: u32,
    pending: Option<SdpPendingOffer>,
    wants_offer: bool,
    wants_restart: bool,
    slots: Vec<(Mid, MediaKind)>,
    /// Required, not offered yet.
    unadded: Vec<MediaKind>,
    sendings: Vec<Sending>,
    /// Published, not offered yet.
    unoffered: Vec<Publish>,
    slot_tracks: HashMap<String, String>,
    received: BTreeMap<String, Received>,
    channels: HashMap<String, ChannelId>,
    sequence: u32,
    requests: VecDeque<wire::SignalRequest>,
    datagrams: VecDeque<ClientDatagram>,
    data: Vec<(Kind, wire::DataPacket)>,
    log: Vec<wire::SignalResponse>,
    participants: BTreeMap<String, wire::ParticipantInfo>,
    own_sid: String,
    /// When to ping next, once joined.
    ping_at: Option<Instant>,
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

    /// The request to connect with; it carries the first offer.
    pub fn join_request(&mut self) -> wire::JoinRequest {
        let offer = self.first_offer();
        wire::JoinRequest {
            client_info: Some(self.client_info()),
            connection_settings: Some(wire::ConnectionSettings {
                auto_subscribe: self.options.auto_subscribe,
                adaptive_stream: self.options.adaptive_stream,
                ..Default::default()
            }),
            publisher_offer: Some(offer),
            ..Default::default()
        }
    }

    /// The request to connect with after the WebSocket was lost; media goes on.
    #[must_use]
    pub fn resume_request(&mut self) -> wire::JoinRequest {
        self.pending = None;
        self.wants_restart = true;
        self.wants_offer = true;
        wire::JoinRequest {
            client_info: Some(self.client_info()),
            reconnect: true,
            participant_sid: self.own_sid.clone(),
            ..Default::default()
        }
    }

    fn client_info(&self) -> wire::ClientInfo {
        let (sdk, browser) = match self.options.sdk {
            Sdk::Browser => (wire::client_info::Sdk::Js, "Chrome"),
            Sdk::Native => (wire::client_info::Sdk::Python, ""),
        };
        wire::ClientInfo {
            sdk: sdk.into(),
            browser: browser.to_owned(),
            protocol: 17,
            client_protocol: 2,
            ..Default::default()
        }
    }

    fn first_offer(&mut self) -> wire::SessionDescription {
        let mut api = self.rtc.sdp_api();
        for kind in [MediaKind::Audio, MediaKind::Video] {
            for _ in 0..self.options.sections {
                let mid = api.add_media(kind, Direction::RecvOnly, None, None, None);
                self.slots.push((mid, kind));
            }
        }
        api.add_channel("_reliable".to_owned());
        for label in ["_lossy", "_data_track"] {
            api.add_channel_with_config(ChannelConfig {
                label: label.to_owned(),
                ordered: false,
                reliability: Reliability::MaxRetransmits { retransmits: 0 },
                ..Default::default()
            });
        }
        let (offer, pending) = api.apply().expect("there are changes");
        self.pending = Some(pending);
        self.description(offer.to_sdp_string())
    }

    fn description(&mut self, sdp: String) -> wire::SessionDescription {
        if self.options.sdk == Sdk::Browser {
            self.offer_id += 1;
        }
        wire::SessionDescription {
            r#type: "offer".to_owned(),
            sdp,
            id: self.offer_id,
            ..Default::default()
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

    /// Identifier of a published track.
    #[must_use]
    pub fn track_sid(&self, cid: &str) -> Option<String> {
        let mut sendings = self.sendings.iter().filter(|sending| sending.publish.cid == cid);
        sendings
            .next()
            .map(|sending| sending.sid.clone())
            .filter(|sid| !sid.is_empty())
    }

    /// Keyframes a published video sent.
    #[must_use]
    pub fn keyframes_sent(&self, cid: &str) -> u64 {
        self.sendings
            .iter()
            .find(|sending| sending.publish.cid == cid)
            .map_or(0, |one| one.keyframes)
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

    /// Makes an offer with all that changed.
    fn offer(&mut self) {
        self.wants_offer = false;
        let mut api = self.rtc.sdp_api();
        for (mid, _) in &self.slots {
            // Twice, so that there is always something to offer.
            api.set_direction(*mid, Direction::Inactive);
            api.set_direction(*mid, Direction::RecvOnly);
        }
        for kind in self.unadded.drain(..) {
            let mid = api.add_media(kind, Direction::RecvOnly, None, None, None);
            self.slots.push((mid, kind));
        }
        if std::mem::take(&mut self.wants_restart) {
            api.ice_restart(true);
        }
        for publish in self.unoffered.drain(..) {
            let kind = if publish.is_audio() {
                MediaKind::Audio
            } else {
                MediaKind::Video
            };
            let simulcast = (publish.layers > 1 && !publish.is_audio()).then(|| {
                let mut simulcast = Simulcast::new();
                for rid in &RIDS[..publish.layers] {
                    simulcast.add_send_layer(SimulcastLayer::new(rid));
                }
                simulcast
            });
            let cid = Some(publish.cid.clone());
            let mid = api.add_media(kind, Direction::SendOnly, Some("stream".into()), cid, simulcast);
            self.sendings.push(Sending::new(publish, mid, self.now));
        }
        let Some((offer, pending)) = api.apply() else { return };
        self.pending = Some(pending);
        let description = self.description(offer.to_sdp_string());
        self.request(signal_request::Message::Offer(description));
        // Names arrive with the answers to the announcements, which may have come before.
        self.name_sendings();
        self.drive();
    }

    fn name_sendings(&mut self) {
        for message in &self.log {
            if let Some(signal_response::Message::TrackPublished(published)) = &message.message {
                let sid = published
                    .track
                    .as_ref()
                    .map(|track| track.sid.clone())
                    .unwrap_or_default();
                let named = self
                    .sendings
                    .iter_mut()
                    .filter(|sending| sending.publish.cid == published.cid);
                named.for_each(|sending| sending.sid.clone_from(&sid));
            }
        }
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

    fn answer(&mut self, answer: wire::SessionDescription) {
        let Some(pending) = self.pending.take() else { return };
        assert_eq!(answer.id, self.offer_id, "the answer names the offer");
        for (mid, track) in &answer.mid_to_track_id {
            if self.slot_tracks.get(mid) != Some(track) {
                self.received.insert(track.clone(), Received::default());
            }
        }
        self.slot_tracks = answer.mid_to_track_id;
        let parsed = SdpAnswer::from_sdp_string(&answer.sdp).expect("the answer is SDP");
        self.rtc
            .sdp_api()
            .accept_answer(pending, parsed)
            .expect("the answer fits the offer");
        for sending in &self.sendings {
            sending.resend_freely(&mut self.rtc);
        }
        self.drive();
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

    fn add_slots(&mut self, required: wire::MediaSectionsRequirement) {
        let counts = [
            (MediaKind::Audio, required.num_audios),
            (MediaKind::Video, required.num_videos),
        ];
        for (kind, count) in counts {
            self.unadded.extend((0..count).map(|_| kind));
        }
        self.wants_offer = true;
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

    fn drive(&mut self) {
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

    /// Is media connected?
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.connected
    }

    /// Its own `PA_…`.
    #[must_use]
    pub fn own_sid(&self) -> &str {
        &self.own_sid
    }

    /// Who is there, by identity.
    #[must_use]
    pub fn participants(&self) -> &BTreeMap<String, wire::ParticipantInfo> {
        &self.participants
    }

    /// What was received, by track, since the track came into its slot.
    #[must_use]
    pub fn received(&self) -> &BTreeMap<String, Received> {
        &self.received
    }

    /// Which section carries which track at the moment.
    #[must_use]
    pub fn slot_tracks(&self) -> &HashMap<String, String> {
        &self.slot_tracks
    }

    /// Every signalling message that came.
    #[must_use]
    pub fn log(&self) -> &[wire::SignalResponse] {
        &self.log
    }

    /// The data packets that came since the last call.
    pub fn take_data(&mut self) -> Vec<(Kind, wire::DataPacket)> {
        std::mem::take(&mut self.data)
    }
}
