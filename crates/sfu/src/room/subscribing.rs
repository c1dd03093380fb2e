//! Who should receive which track, and in which slot.

use std::collections::HashSet;

use crate::PeerId;
use crate::peer::OfferChanges;
use crate::room::Room;
use crate::room::participant::Participant;
use crate::room::timers::Round;
use crate::signal::session;
use crate::signal::slots::{Counts, Slot};
use crate::track::TrackKey;
use crate::track::audience::Audience;
use crate::track::layers::Setting;
use crate::track::published::Track;
use crate::track::subscription::{Outlet, Subscription};
use crate::wire::{self, signal_response::Message};
use rand::RngExt as _;

/// First sequence numbers are below this: far enough from where the 16 bits wrap for the first packets to be lost.
const MAX_START: u16 = 0x4000;

/// Most tracks one message may be about.
const MAX_NAMED: usize = 2_000;

impl Room {
    /// Everyone may have to receive something else.
    pub(super) fn all_stale(&mut self) {
        self.participants
            .values_mut()
            .for_each(|one| one.receiving.stale = true);
    }

    /// Should this participant receive this track?
    fn wants(&self, subscriber: &Participant, track: &Track) -> bool {
        let Some(publisher) = self.participants.get(&track.publisher) else {
            return false;
        };
        let sid = &track.info.sid;
        publisher.id != subscriber.id
            && publisher.is_visible()
            && subscriber.profile.permission.can_subscribe
            && subscriber
                .receiving
                .desires
                .wants(sid)
                .unwrap_or(subscriber.receiving.auto_subscribe)
            && publisher
                .publishing
                .audience
                .allows(&subscriber.profile.identity, &subscriber.sid, sid)
    }

    /// The tracks this participant should receive and has no slot for.
    fn waiting(&self, subscriber: &Participant) -> Vec<TrackKey> {
        // Asked for everybody twice a second: a look at every slot for every track would be too much in a large room.
        let carried: HashSet<TrackKey> = subscriber
            .receiving
            .slots
            .iter()
            .filter_map(|slot| slot.track)
            .collect();
        self.tracks
            .values()
            .filter(|track| !carried.contains(&track.key))
            .filter(|track| self.wants(subscriber, track))
            .map(|track| track.key)
            .collect()
    }

    /// Ends subscriptions that are not wanted any more.
    fn release_unwanted(&mut self, id: PeerId) {
        let Some(subscriber) = self.participants.get(&id) else {
            return;
        };
        let carried = subscriber.receiving.slots.iter().filter_map(|slot| slot.track);
        let unwanted: Vec<_> = carried
            .filter(|key| self.tracks.get(key).is_none_or(|track| !self.wants(subscriber, track)))
            .collect();
        for key in unwanted {
            if let Some(track) = self.tracks.get_mut(&key) {
                track.subscriptions.retain(|subscription| subscription.subscriber != id);
            }
            if let Some(subscriber) = self.participants.get_mut(&id) {
                subscriber.receiving.slots.free(key);
            }
        }
    }

    /// Asks for new offers those whose slots do not fit any more what they should receive.
    pub(super) fn settle_subscriptions(&mut self) {
        let stale: Vec<PeerId> = self
            .participants
            .values_mut()
            .filter_map(|one| std::mem::take(&mut one.receiving.stale).then_some(one.id))
            .collect();
        for id in stale {
            self.release_unwanted(id);
            self.require_offer(id);
        }
    }

    /// Sends a requirement if there is reason to and none is under way.
    pub(super) fn require_offer(&mut self, id: PeerId) {
        let Some(subscriber) = self.participants.get(&id) else {
            return;
        };
        // Before media is connected clients offer by themselves, and without a WebSocket there is nobody to ask.
        if !subscriber.is_active() || subscriber.connection.is_none() {
            return;
        }
        let mut waiting = Counts::default();
        for track in self.waiting(subscriber).iter().filter_map(|key| self.tracks.get(key)) {
            waiting.add(track.kind);
        }
        let now = self.now;
        let Some(subscriber) = self.participants.get_mut(&id) else {
            return;
        };
        if let Some(missing) = subscriber.receiving.slots.require(now, waiting) {
            subscriber.watch.costly.give();
            let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let message = session::more_sections(count(missing.audio), count(missing.video));
            self.send(id, message);
        }
    }

    /// While an offer is handled: puts waiting tracks into free slots, each with a new SSRC.
    pub(super) fn bind_slots(&mut self, id: PeerId, changes: &mut OfferChanges) -> Vec<(TrackKey, Slot)> {
        self.release_unwanted(id);
        let Some(subscriber) = self.participants.get(&id) else {
            return Vec::new();
        };
        let waiting = self.waiting(subscriber);
        let Some(subscriber) = self.participants.get_mut(&id) else {
            return Vec::new();
        };
        let mut bound = Vec::new();
        for key in waiting {
            let Some(kind) = self.tracks.get(&key).map(|track| track.kind) else {
                continue;
            };
            if let Some(slot) = subscriber.receiving.slots.bind(key, kind) {
                changes.renew.push(slot.mid);
                bound.push((key, slot));
            }
        }
        bound
    }

    /// After the offer was taken: the bound tracks begin to flow.
    pub(super) fn subscribe_bound(&mut self, id: PeerId, bound: &[(TrackKey, Slot)]) {
        let now = self.now;
        let Some(subscriber) = self.participants.get_mut(&id) else {
            return;
        };
        let types = subscriber.publishing.types;
        let mine = self.tracks.values_mut().flat_map(|track| &mut track.subscriptions);
        mine.filter(|mine| mine.subscriber == id)
            .for_each(|mine| mine.outlet.types = types);
        let mut first = Vec::new();
        for (key, slot) in bound {
            let Some(track) = self.tracks.get_mut(key) else {
                continue;
            };
            let Some(ssrc) = subscriber.peer.outgoing(slot.mid, slot.kind) else {
                // The section was not taken (no codec in common): it is no slot.
                subscriber.receiving.slots.remove(slot.mid);
                continue;
            };
            let desired = subscriber.receiving.desires.setting(&track.info.sid);
            let subscription = Subscription::new(
                now,
                id,
                Outlet { ssrc, types },
                desired.unwrap_or(subscriber.receiving.initial),
                subscriber.is_active(),
                (self.random.random_range(1..MAX_START), track.rate()),
            );
            track.subscriptions.push(subscription);
            track.retarget(now);
            if !std::mem::replace(&mut track.told_subscribed, true) {
                first.push((track.publisher, track.info.sid.clone()));
            }
        }
        for (key, _) in bound {
            self.tell_wanted_layers(*key);
            self.ask_keyframes(*key);
        }
        for (publisher, track_sid) in first {
            let message = Message::TrackSubscribed(wire::TrackSubscribed { track_sid });
            self.send(publisher, session::response(message));
        }
    }

    /// The client wants tracks, or does not want them any more.
    pub(super) fn update_subscription(&mut self, id: PeerId, update: &wire::UpdateSubscription) {
        let now = self.now;
        let Some(subscriber) = self.participants.get_mut(&id) else {
            return;
        };
        let by_participant = update.participant_tracks.iter().flat_map(|tracks| &tracks.track_sids);
        for sid in update.track_sids.iter().chain(by_participant).take(MAX_NAMED) {
            subscriber.receiving.desires.subscribe(now, sid, update.subscribe);
        }
        subscriber.receiving.stale = true;
    }

    /// The client says how it wants tracks.
    pub(super) fn track_setting(&mut self, id: PeerId, settings: &wire::UpdateTrackSettings) {
        let setting = Setting::from_wire(settings);
        for sid in settings.track_sids.iter().take(MAX_NAMED) {
            if let Some(subscriber) = self.participants.get_mut(&id) {
                subscriber.receiving.desires.set(sid, setting);
            }
            self.apply_setting(id, sid);
        }
    }

    /// Applies what a subscriber set for a track to its subscription, if there is one.
    pub(super) fn apply_setting(&mut self, id: PeerId, sid: &str) {
        let now = self.now;
        let Some(subscriber) = self.participants.get(&id) else {
            return;
        };
        let Some(setting) = subscriber.receiving.desires.setting(sid) else {
            return;
        };
        let carried: Vec<TrackKey> = subscriber
            .receiving
            .slots
            .iter()
            .filter_map(|slot| slot.track)
            .collect();
        let named = |key: &TrackKey| self.tracks.get(key).is_some_and(|one| one.info.sid == sid);
        let Some(key) = carried.into_iter().find(named) else {
            return;
        };
        let Some(track) = self.tracks.get_mut(&key) else { return };
        for mine in track.subscriptions.iter_mut().filter(|mine| mine.subscriber == id) {
            mine.set(setting);
        }
        track.retarget(now);
        self.timers.start(Round::Layers, now);
        self.ask_keyframes(key);
        self.tell_wanted_layers(key);
    }

    /// A publisher says who may subscribe; those affected are told.
    pub(super) fn set_audience(&mut self, id: PeerId, audience: Audience) {
        let Some(publisher) = self.participants.get_mut(&id) else {
            return;
        };
        let before = std::mem::replace(&mut publisher.publishing.audience, audience);
        let Some(publisher) = self.participants.get(&id) else {
            return;
        };
        let tracks = publisher
            .publishing
            .tracks
            .iter()
            .filter_map(|key| self.tracks.get(key));
        let mut updates = Vec::new();
        for track in tracks {
            let sid = &track.info.sid;
            for other in self.participants.values().filter(|other| other.id != id) {
                let allowed = |audience: &Audience| audience.allows(&other.profile.identity, &other.sid, sid);
                let now_allowed = allowed(&publisher.publishing.audience);
                if allowed(&before) != now_allowed {
                    let update = wire::SubscriptionPermissionUpdate {
                        participant_sid: publisher.sid.clone(),
                        track_sid: sid.clone(),
                        allowed: now_allowed,
                    };
                    updates.push((other.id, update));
                }
            }
        }
        for (other, update) in updates {
            let message = Message::SubscriptionPermissionUpdate(update);
            self.send(other, session::response(message));
        }
        self.all_stale();
    }

    /// Tells a publisher which layers of a track anybody wants, if that changed.
    pub(super) fn tell_wanted_layers(&mut self, key: TrackKey) {
        use crate::track::dynacast;
        let Some(track) = self.tracks.get_mut(&key) else { return };
        if track.kind != crate::signal::sdp::offer::Kind::Video {
            return;
        }
        let needed = dynacast::needed(track.needed_layer(), track.layers.len());
        let Some(highest) = track.dynacast.step(self.now, needed) else {
            return;
        };
        track.expect_layers();
        self.send_wanted_layers(key, highest);
    }

    /// Tells a publisher again which layers of a track are wanted: it may have missed it.
    pub(super) fn repeat_wanted_layers(&mut self, key: TrackKey) {
        let Some(track) = self.tracks.get(&key) else { return };
        if track.kind == crate::signal::sdp::offer::Kind::Video {
            self.send_wanted_layers(key, track.dynacast.told());
        }
    }

    fn send_wanted_layers(&mut self, key: TrackKey, highest: Option<usize>) {
        let Some(track) = self.tracks.get(&key) else { return };
        let update = crate::track::dynacast::update(track.info.sid.clone(), "vp8", highest);
        let publisher = track.publisher;
        self.send(publisher, session::response(Message::SubscribedQualityUpdate(update)));
    }
}
