//! Participants publish tracks, mute them, take them back.

use str0m::media::{Mid, Rid};

use crate::event::RoomEventKind;
use crate::room::Room;
use crate::room::participant::Unclaimed;
use crate::room::timers::Round;
use crate::signal::sdp::offer::Kind;
use crate::signal::session;
use crate::track::TrackKey;
use crate::track::pending::{Announced, Pending};
use crate::track::published::Track;
use crate::wire::request_response::{Reason, Request};
use crate::wire::{self, AudioTrackFeature, TrackSource, TrackType};
use crate::{PeerId, ids};

/// Most simulcast layers of a track.
const MAX_LAYERS: usize = 3;
/// Most tracks of a participant at a time.
const MAX_TRACKS: usize = 40;
/// Longest name and client-side name of a track, in bytes.
const MAX_TRACK_NAME: usize = 256;

impl Room {
    /// A client announces a track.
    pub(super) fn add_track(&mut self, id: PeerId, request: wire::AddTrackRequest) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let refusal = if !participant.may_publish(request.source) {
            Some((
                Reason::NotAllowed,
                "does not have permission to publish from this source",
            ))
        } else if request.r#type == i32::from(TrackType::Data) || TrackType::try_from(request.r#type).is_err() {
            Some((Reason::UnsupportedType, "not a media track"))
        } else if participant.publishing.tracks.len() >= MAX_TRACKS {
            Some((Reason::LimitExceeded, "too many tracks"))
        } else if !request.sid.is_empty() {
            Some((Reason::NotFound, "no second codec is needed for any track"))
        } else if request.cid.is_empty() || request.cid.len() > MAX_TRACK_NAME || request.name.len() > MAX_TRACK_NAME {
            Some((Reason::InvalidRequest, "cid or name is empty or too long"))
        } else {
            None
        };
        if let Some((reason, words)) = refusal {
            let request = Some(Request::AddTrack(request));
            return self.send(id, session::refusal(0, reason, words, request));
        }
        let published = participant
            .publishing
            .tracks
            .iter()
            .any(|key| self.tracks.get(key).is_some_and(|track| track.cid == request.cid));
        match participant.publishing.pending.admit(&request, published) {
            Announced::Taken => self.take_announced(id, request),
            Announced::Queued => {
                let request = Some(Request::AddTrack(request));
                let words = "a track of this cid is there";
                self.send(id, session::refusal(0, Reason::Queued, words, request));
            }
            Announced::Refused => {
                let request = Some(Request::AddTrack(request));
                let words = "too many tracks";
                self.send(id, session::refusal(0, Reason::LimitExceeded, words, request));
            }
        }
    }

    fn take_announced(&mut self, id: PeerId, request: wire::AddTrackRequest) {
        let kind = TrackType::try_from(request.r#type).unwrap_or(TrackType::Audio);
        let source = TrackSource::try_from(request.source).unwrap_or(TrackSource::Unknown);
        let sid = ids::random(ids::track_prefix(kind, source), &mut self.random);
        let cid = request.cid.clone();
        let info = track_info(sid, request);
        self.send(id, session::track_published(cid.clone(), info.clone()));
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let unclaimed = &mut participant.publishing.unclaimed;
        let at = unclaimed.iter().position(|section| section.cid == cid);
        match at.map(|at| unclaimed.remove(at)) {
            // The offer overtook the announcement.
            Some(section) => self.publish(id, Pending { cid, info }, &section),
            None => participant.publishing.pending.push(Pending { cid, info }),
        }
    }

    /// An announced track has its section: it is published.
    pub(super) fn publish(&mut self, id: PeerId, pending: Pending, section: &Unclaimed) {
        let key = TrackKey(self.next_track);
        self.next_track += 1;
        let Pending { cid, mut info } = pending;
        let rids: Vec<Rid> = section
            .rids
            .iter()
            .take(MAX_LAYERS)
            .map(|rid| Rid::from(rid.as_str()))
            .collect();
        negotiated(&mut info, section, &cid);
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.publishing.by_mid.insert(section.mid, key);
        participant.publishing.tracks.push(key);
        participant.publishing.routes.clear();
        participant.presence.changed = true;
        let is_active = participant.is_active();
        let track = Track::new(key, id, cid, (section.mid, section.kind), info, &rids);
        match section.kind {
            Kind::Audio => self.timers.start(Round::Speakers, self.now),
            Kind::Video => self.timers.start(Round::Layers, self.now),
        }
        self.tracks.insert(key, track);
        if is_active {
            self.track_is_public(key);
        }
    }

    /// The track's publisher is seen by others, so the track is.
    pub(super) fn track_is_public(&mut self, key: TrackKey) {
        let Some(track) = self.tracks.get(&key) else { return };
        let publisher = self
            .participants
            .get(&track.publisher)
            .map(|publisher| self.info(publisher));
        let info = track.info.clone();
        self.emit(RoomEventKind::TrackPublished, publisher, Some(info));
        self.all_stale();
    }

    /// A track goes away.
    pub(super) fn unpublish(&mut self, key: TrackKey) {
        let Some(track) = self.tracks.remove(&key) else { return };
        for subscription in &track.subscriptions {
            if let Some(subscriber) = self.participants.get_mut(&subscription.subscriber) {
                subscriber.receiving.slots.free(key);
                subscriber.receiving.stale = true;
            }
        }
        for participant in self.participants.values_mut() {
            participant.receiving.desires.forget(&track.info.sid);
        }
        let Some(publisher) = self.participants.get_mut(&track.publisher) else {
            return;
        };
        publisher.publishing.tracks.retain(|published| *published != key);
        publisher.publishing.by_mid.remove(&track.mid);
        publisher.peer.forget_streams(track.mid);
        publisher.publishing.routes.clear();
        publisher.presence.changed = true;
        let queued = publisher.publishing.pending.next_queued(&track.cid);
        if publisher.is_active() {
            let who = Some(wire::ParticipantInfo {
                sid: publisher.sid.clone(),
                identity: publisher.profile.identity.clone(),
                ..Default::default()
            });
            self.emit(RoomEventKind::TrackUnpublished, who, Some(track.info));
        }
        if let Some(request) = queued {
            self.add_track(track.publisher, request);
        }
    }

    /// The server takes a participant's tracks back that it may not publish (any more).
    pub(super) fn unpublish_forbidden(&mut self, id: PeerId) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let permission = participant.profile.permission.clone();
        let allowed = |source: i32| {
            let sources = &permission.can_publish_sources;
            permission.can_publish && (sources.is_empty() || sources.contains(&source))
        };
        participant.publishing.pending.retain(|info| allowed(info.source));
        for key in participant.publishing.tracks.clone() {
            let Some(track) = self.tracks.get(&key).filter(|track| !allowed(track.info.source)) else {
                continue;
            };
            let sid = track.info.sid.clone();
            self.send(id, session::track_unpublished(sid));
            self.unpublish(key);
        }
    }

    /// The client muted or unmuted its track.
    pub(super) fn mute(&mut self, id: PeerId, mute: &wire::MuteTrackRequest) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        if participant.publishing.pending.set_muted(&mute.sid, mute.muted) {
            return;
        }
        let key = self.track_of(id, &mute.sid);
        if let Some(key) = key {
            self.set_muted(key, mute.muted);
            if let Some(track) = self.tracks.get_mut(&key)
                && !mute.muted
            {
                // Its owner speaks again: a moderator's mute is over.
                track.silenced = false;
            }
        }
    }

    /// The track of this identifier that a participant publishes.
    pub(super) fn track_of(&self, id: PeerId, sid: &str) -> Option<TrackKey> {
        let tracks = &self.participants.get(&id)?.publishing.tracks;
        tracks
            .iter()
            .copied()
            .find(|key| self.tracks.get(key).is_some_and(|track| track.info.sid == sid))
    }

    pub(super) fn set_muted(&mut self, key: TrackKey, muted: bool) {
        let now = self.now;
        let Some(track) = self.tracks.get_mut(&key) else { return };
        if track.info.muted == muted {
            return;
        }
        track.info.muted = muted;
        if muted {
            track.meter.reset();
        } else {
            track.expect_layers();
            track.retarget(now);
            self.timers.start(Round::Keyframes, now);
        }
        if let Some(publisher) = self.participants.get_mut(&track.publisher) {
            publisher.presence.changed = true;
        }
    }

    pub(super) fn update_audio_track(&mut self, id: PeerId, update: wire::UpdateLocalAudioTrack) {
        if let Some(track) = self
            .track_of(id, &update.track_sid)
            .and_then(|key| self.tracks.get_mut(&key))
        {
            track.info.audio_features = update.features;
            track.info.audio_features.truncate(16);
            self.mark_changed(id);
        }
    }

    pub(super) fn update_video_track(&mut self, id: PeerId, update: &wire::UpdateLocalVideoTrack) {
        if let Some(track) = self
            .track_of(id, &update.track_sid)
            .and_then(|key| self.tracks.get_mut(&key))
        {
            (track.info.width, track.info.height) = (update.width, update.height);
            self.mark_changed(id);
        }
    }

    fn mark_changed(&mut self, id: PeerId) {
        if let Some(participant) = self.participants.get_mut(&id) {
            participant.presence.changed = true;
        }
    }
}

/// What participants see of an announced track.
#[expect(deprecated, reason = "older clients read these fields still")]
fn track_info(sid: String, request: wire::AddTrackRequest) -> wire::TrackInfo {
    let mut layers = request.layers;
    if layers.is_empty() {
        layers = request
            .simulcast_codecs
            .into_iter()
            .next()
            .map(|one| one.layers)
            .unwrap_or_default();
    }
    layers.sort_by_key(|layer| layer.quality);
    layers.truncate(MAX_LAYERS);
    layers.iter_mut().for_each(|layer| layer.rid.clear());
    let has = |feature: AudioTrackFeature| request.audio_features.contains(&i32::from(feature));
    let (no_dtx, stereo) = (has(AudioTrackFeature::TfNoDtx), has(AudioTrackFeature::TfStereo));
    let mut audio_features = request.audio_features;
    audio_features.truncate(16);
    wire::TrackInfo {
        sid,
        r#type: request.r#type,
        name: request.name,
        muted: request.muted,
        width: request.width,
        height: request.height,
        source: request.source,
        layers,
        disable_dtx: request.disable_dtx || no_dtx,
        stereo: request.stereo || stereo,
        disable_red: request.disable_red,
        encryption: request.encryption,
        stream: request.stream.chars().take(64).collect(),
        audio_features,
        backup_codec_policy: request.backup_codec_policy,
        ..Default::default()
    }
}

/// Fills in what the negotiation settled.
#[expect(deprecated, reason = "older clients read these fields still")]
fn negotiated(info: &mut wire::TrackInfo, section: &Unclaimed, cid: &str) {
    let mime = match section.kind {
        Kind::Audio => "audio/opus",
        Kind::Video => "video/VP8",
    };
    info.mime_type = mime.to_owned();
    info.mid = section.mid.to_string();
    info.simulcast = section.rids.len() > 1;
    for (index, layer) in info.layers.iter_mut().enumerate() {
        layer.spatial_layer = i32::try_from(index).unwrap_or(0);
        if let Some(rid) = section.rids.get(index) {
            layer.rid.clone_from(rid);
        }
    }
    info.codecs = vec![wire::SimulcastCodecInfo {
        mime_type: mime.to_owned(),
        mid: info.mid.clone(),
        cid: cid.to_owned(),
        sdp_cid: section.cid.clone(),
        layers: info.layers.clone(),
        ..Default::default()
    }];
}

/// The section of a client's own track, as later announcements find it.
pub(super) fn unclaimed(section: &crate::signal::sdp::offer::Section<'_>) -> Unclaimed {
    Unclaimed {
        mid: Mid::from(section.mid),
        kind: section.kind,
        cid: section.track_id.unwrap_or_default().to_owned(),
        rids: section.rids.iter().map(|&rid| rid.to_owned()).collect(),
    }
}
