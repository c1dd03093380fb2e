//! Media packets go from a publisher to everyone who receives its track.

use str0m::media::Mid;
use str0m::rtp::{RtpPacket, Ssrc};

use crate::PeerId;
use crate::room::Room;
use crate::room::participant::Route;
use crate::room::timers::Round;
use crate::signal::sdp::offer::Kind;
use crate::track::TrackKey;

/// Most SSRCs remembered of a publisher: 3 layers of each of 20 tracks.
const MAX_ROUTES: usize = 64;

impl Room {
    /// A media packet came.
    pub(super) fn forward(&mut self, id: PeerId, packet: RtpPacket) {
        let now = self.now;
        let Some(route) = self.route(id, packet.header.ssrc) else {
            return;
        };
        let Some(publisher) = self.participants.get_mut(&id) else {
            return;
        };
        let Some(track) = self.tracks.get_mut(&route.track) else {
            return;
        };
        if track.silenced {
            return;
        }
        self.sink.stats.packets_in += 1;
        let (types, clock) = (publisher.publishing.types, &mut publisher.publishing.clock);
        let (noticed, source) = track.read(&packet, route.layer, types, clock);
        let ask = noticed.lives && track.layers.len() > 1;
        if ask {
            track.retarget(now);
        }
        let mut began = Vec::new();
        if let Some(source) = source {
            let is_video = track.kind == Kind::Video;
            for subscription in &mut track.subscriptions {
                let Some(write) = subscription.take(now, &source) else {
                    continue;
                };
                if is_video && subscription.began() {
                    began.push(subscription.subscriber);
                }
                let Some(to) = self.participants.get_mut(&subscription.subscriber) else {
                    continue;
                };
                if to.peer.write(subscription.outlet.ssrc, write) {
                    self.written.push(subscription.subscriber);
                }
                self.sink.stats.packets_forwarded += 1;
            }
        }
        for to in began {
            for (ssrc, write) in track.overtaking(now, route.layer, packet.seq_no, types, to) {
                if let Some(to) = self.participants.get_mut(&to) {
                    to.peer.write(ssrc, write);
                }
            }
        }
        track.hold(route.layer, packet);
        if ask {
            self.ask_keyframes(route.track);
        }
    }

    /// Which track and layer an SSRC belongs to.
    fn route(&mut self, id: PeerId, ssrc: Ssrc) -> Option<Route> {
        let publisher = self.participants.get_mut(&id)?;
        if let Some(route) = publisher.publishing.routes.get(&ssrc) {
            return *route;
        }
        let (mid, rid) = publisher.peer.incoming(ssrc)?;
        let route = publisher.publishing.by_mid.get(&mid).and_then(|key| {
            let layer = self.tracks.get(key)?.layer_of(rid)?;
            Some(Route { track: *key, layer })
        });
        if publisher.publishing.routes.len() < MAX_ROUTES {
            publisher.publishing.routes.insert(ssrc, route);
        }
        route
    }

    /// A subscriber cannot decode what it gets in a slot.
    pub(super) fn keyframe_wanted(&mut self, id: PeerId, mid: Mid) {
        let Some(subscriber) = self.participants.get(&id) else {
            return;
        };
        let Some(key) = subscriber.receiving.slots.track_in(mid) else {
            return;
        };
        if let Some(track) = self.tracks.get_mut(&key) {
            track.want_keyframe(id);
            self.ask_keyframes(key);
        }
    }

    /// Asks a track's publisher for the keyframes that are wanted, as often as the throttle allows.
    pub(super) fn ask_keyframes(&mut self, key: TrackKey) {
        let now = self.now;
        let Some(track) = self.tracks.get_mut(&key) else { return };
        if track.has_waiting() {
            self.timers.start(Round::Keyframes, now);
            for rid in track.due_keyframes(now) {
                if let Some(publisher) = self.participants.get_mut(&track.publisher)
                    && publisher.peer.request_keyframe(track.mid, rid)
                {
                    self.written.push(track.publisher);
                }
            }
        }
    }

    /// Subscribers that wait: choose again, ask again.
    pub(super) fn keyframe_round(&mut self) {
        let now = self.now;
        let waiting: Vec<TrackKey> = self
            .tracks
            .values_mut()
            .filter(|track| track.has_waiting())
            .map(|track| {
                track.retarget(now);
                track.key
            })
            .collect();
        for key in waiting {
            self.ask_keyframes(key);
        }
    }

    /// Layers that lived or died since the last round: subscribers choose again, publishers hear what is wanted.
    pub(super) fn layer_round(&mut self) {
        let now = self.now;
        let mut changed = Vec::new();
        let mut videos = Vec::new();
        for track in self.tracks.values_mut() {
            if track.kind != Kind::Video {
                continue;
            }
            videos.push(track.key);
            if track.tick_liveness() {
                track.retarget(now);
                changed.push(track.key);
            }
        }
        for key in &videos {
            self.tell_wanted_layers(*key);
        }
        for key in changed {
            self.ask_keyframes(key);
        }
        if !videos.is_empty() {
            self.timers.start(Round::Layers, now);
        }
    }
}
