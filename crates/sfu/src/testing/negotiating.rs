//! Offers and answers.

use str0m::change::SdpAnswer;
use str0m::channel::{ChannelConfig, Reliability};
use str0m::media::{Direction, MediaKind, Simulcast, SimulcastLayer};

use super::client::{Client, Sdk};
use super::receiving::Received;
use super::sending::{RIDS, Sending};
use crate::wire::{self, signal_request, signal_response};

impl Client {
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
        let description = self.description(offer.to_sdp_string());
        self.last_offer = Some(description.clone());
        description
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

    /// Makes an offer with all that changed.
    pub(super) fn offer(&mut self) {
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
        self.last_offer = Some(description.clone());
        self.request(signal_request::Message::Offer(description));
        // Names arrive with the answers to the announcements, which may have come before.
        self.name_sendings();
        self.drive();
    }

    pub(super) fn name_sendings(&mut self) {
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

    pub(super) fn answer(&mut self, answer: wire::SessionDescription) {
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

    pub(super) fn add_slots(&mut self, required: wire::MediaSectionsRequirement) {
        let counts = [
            (MediaKind::Audio, required.num_audios),
            (MediaKind::Video, required.num_videos),
        ];
        for (kind, count) in counts {
            self.unadded.extend((0..count).map(|_| kind));
        }
        self.wants_offer = true;
    }
}
