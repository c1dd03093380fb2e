//! A client offers, and is answered: what it publishes becomes tracks, what it should receive gets slots.

use std::collections::HashMap;

use str0m::media::Mid;

use crate::PeerId;
use crate::peer::OfferChanges;
use crate::room::Room;
use crate::room::leaving::Exit;
use crate::room::participant::Participant;
use crate::room::publishing::unclaimed;
use crate::signal::sdp::answer::{self, AnswerPlan, SectionPlan};
use crate::signal::sdp::offer::{self, Direction, Kind, OfferRefusal, Section};
use crate::signal::session;
use crate::wire::{self, DisconnectReason, leave_request::Action};

impl Room {
    /// Answers an offer. One that cannot be answered ends the participant at once: its client would wait for 15 s.
    pub(super) fn offer(&mut self, id: PeerId, description: &wire::SessionDescription) {
        let sections = match offer::sections(&description.sdp) {
            Ok(sections) => sections,
            Err(refusal) => return self.refuse_offer(id, refusal),
        };
        let mut changes = OfferChanges::default();
        self.take_sections(id, &sections, &mut changes);
        let bound = self.bind_slots(id, &mut changes);
        let offer::Narrowed { sdp, unsaid } = offer::narrowed(&description.sdp);
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let idle = participant.receiving.slots.iter().filter(|slot| slot.track.is_none());
        changes.idle.extend(idle.map(|slot| slot.mid));
        let Some(answer) = participant.peer.answer(self.now, &sdp, &changes, &mut self.sink) else {
            // If str0m panicked, the event says so as well; whichever comes first ends the participant.
            self.sink.stats.offers_refused += 1;
            let exit = Exit::to(DisconnectReason::MediaFailure, Action::Reconnect);
            return self.remove(id, exit);
        };
        participant.publishing.types = participant.peer.payload_types();
        self.subscribe_bound(id, &bound);
        self.tell_ufrag(id);
        self.schedule(id);
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.receiving.slots.answered();
        participant.receiving.stale = true;
        let Some(participant) = self.participants.get(&id) else {
            return;
        };
        let (mut plan, slots) = self.plan(participant);
        plan.accept(unsaid);
        let answer = answer::rewrite(&answer, &plan);
        self.send(id, session::answer(description.id, answer, slots));
        self.peer_events();
    }

    fn refuse_offer(&mut self, id: PeerId, refusal: OfferRefusal) {
        tracing::debug!(peer = id.0, %refusal, "offer refused");
        self.sink.stats.offers_refused += 1;
        // A weak fingerprint will be as weak the next time.
        let action = match refusal {
            OfferRefusal::WeakFingerprint => Action::Disconnect,
            OfferRefusal::TooLarge | OfferRefusal::Malformed => Action::Reconnect,
        };
        self.remove(id, Exit::to(DisconnectReason::MediaFailure, action));
    }

    /// Reads the offer's sections: tracks that began or ended, slots that came or went.
    fn take_sections(&mut self, id: PeerId, sections: &[Section<'_>], changes: &mut OfferChanges) {
        self.drop_vanished(id, sections);
        let mut fresh = Vec::new();
        for section in sections {
            let mid = Mid::from(section.mid);
            let Some(participant) = self.participants.get_mut(&id) else {
                return;
            };
            let published = participant.publishing.by_mid.get(&mid).copied();
            match section.direction {
                Direction::Receives => {
                    participant.receiving.slots.keep(mid, section.kind);
                    // Native clients end a track so: its section is a slot from now on.
                    if let Some(track) = published {
                        self.unpublish(track);
                    }
                }
                Direction::Sends => {
                    self.drop_slot(id, mid);
                    let replaced = published.filter(|key| {
                        self.tracks
                            .get(key)
                            .is_some_and(|track| section.track_id.is_some_and(|name| name != sdp_cid(&track.info)))
                    });
                    if let Some(track) = replaced {
                        self.unpublish(track);
                    }
                    if published.is_none() || replaced.is_some() {
                        fresh.push(section);
                    }
                }
                Direction::Inactive | Direction::Stopped => {
                    let recycle = participant.recycles_sections() && section.direction == Direction::Inactive;
                    self.drop_slot(id, mid);
                    if let Some(track) = published {
                        self.unpublish(track);
                        if recycle {
                            changes.stop.push(mid);
                        }
                    }
                }
            }
        }
        self.publish_fresh(id, &fresh);
    }

    /// Ends what the offer no longer shows: another section took its place.
    fn drop_vanished(&mut self, id: PeerId, sections: &[Section<'_>]) {
        let Some(participant) = self.participants.get(&id) else {
            return;
        };
        let shown: Vec<Mid> = sections.iter().map(|section| Mid::from(section.mid)).collect();
        let tracks = participant.publishing.by_mid.iter();
        let tracks: Vec<_> = tracks
            .filter(|(mid, _)| !shown.contains(mid))
            .map(|(_, track)| *track)
            .collect();
        let slots = participant.receiving.slots.iter().map(|slot| slot.mid);
        let slots: Vec<_> = slots.filter(|mid| !shown.contains(mid)).collect();
        tracks.into_iter().for_each(|track| self.unpublish(track));
        slots.into_iter().for_each(|mid| self.drop_slot(id, mid));
    }

    /// A section is no slot (any more): what it carried waits for another.
    fn drop_slot(&mut self, id: PeerId, mid: Mid) {
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        let carried = participant.receiving.slots.remove(mid);
        if let Some(track) = carried.and_then(|key| self.tracks.get_mut(&key)) {
            track.subscriptions.retain(|subscription| subscription.subscriber != id);
        }
    }

    /// New sending sections become tracks if they were announced; the others wait for their announcement.
    fn publish_fresh(&mut self, id: PeerId, fresh: &[&Section<'_>]) {
        let names: Vec<_> = fresh.iter().map(|section| (section.kind, section.track_id)).collect();
        let Some(participant) = self.participants.get_mut(&id) else {
            return;
        };
        participant.publishing.routes.clear();
        participant.publishing.unclaimed.clear();
        let found = participant.publishing.pending.matching(&names);
        for (section, pending) in fresh.iter().zip(found) {
            let section = unclaimed(section);
            match pending {
                Some(pending) => self.publish(id, pending, &section),
                None => {
                    if let Some(participant) = self.participants.get_mut(&id) {
                        participant.publishing.unclaimed.push(section);
                    }
                }
            }
        }
    }

    /// What the answer is to say about each slot and each own sound, and which slot carries which track.
    fn plan(&self, participant: &Participant) -> (AnswerPlan<'static>, HashMap<String, String>) {
        let mut plan = AnswerPlan::default();
        let mut carried = HashMap::new();
        for slot in participant.receiving.slots.iter() {
            let Some(track) = slot.track.and_then(|key| self.tracks.get(&key)) else {
                plan.set(&slot.mid, SectionPlan::Idle);
                continue;
            };
            let sid = track.info.sid.clone();
            let publisher = self.participants.get(&track.publisher);
            let publisher = publisher.map(|publisher| publisher.sid.as_str()).unwrap_or_default();
            let stream = self.stream_id(publisher, &track.info, participant);
            plan.set(
                &slot.mid,
                SectionPlan::Carries {
                    stream,
                    track: sid.clone(),
                },
            );
            carried.insert(slot.mid.to_string(), sid);
        }
        for track in participant
            .publishing
            .tracks
            .iter()
            .filter_map(|key| self.tracks.get(key))
        {
            if track.kind == Kind::Audio {
                plan.set(&track.mid, sound(&track.info));
            }
        }
        (plan, carried)
    }

    /// The stream a track is told to be of. One per track; where the room asks for it, one for a person's camera and
    /// microphone, which makes browsers keep lips and voice together.
    fn stream_id(&self, publisher: &str, track: &wire::TrackInfo, receiver: &Participant) -> String {
        use wire::TrackSource::{Camera, Microphone, ScreenShare, ScreenShareAudio};
        let client = &receiver.profile.client;
        let sync = self.options.sync_streams && client.protocol > 9 && !client.browser.eq_ignore_ascii_case("firefox");
        let shared = match wire::TrackSource::try_from(track.source) {
            _ if !track.stream.is_empty() && sync => track.stream.as_str(),
            Ok(Camera | Microphone) if sync => "camera",
            Ok(ScreenShare | ScreenShareAudio) if sync => "screen",
            _ => track.sid.as_str(),
        };
        format!("{publisher}|{shared}")
    }
}

/// The name the track's section had in its offer.
fn sdp_cid(info: &wire::TrackInfo) -> &str {
    info.codecs
        .first()
        .map(|codec| codec.sdp_cid.as_str())
        .unwrap_or_default()
}

#[expect(deprecated, reason = "older clients set these fields still")]
fn sound(info: &wire::TrackInfo) -> SectionPlan {
    SectionPlan::Sound {
        dtx: !info.disable_dtx,
        stereo: info.stereo,
        red: !info.disable_red,
    }
}
