//! Telling who speaks.

use crate::PeerId;
use crate::room::Room;
use crate::room::timers::Round;
use crate::signal::sdp::offer::Kind;
use crate::signal::session;
use crate::speakers::Loudness;
use crate::wire;

impl Room {
    /// A window has passed: tells what changed, to each speaker and to those who hear it.
    pub(super) fn speaker_round(&mut self) {
        for track in self.tracks.values_mut().filter(|track| track.kind == Kind::Audio) {
            track.loudness = track.meter.end_window();
        }
        let mut changes = Vec::new();
        let mut any = false;
        let now = self.now;
        for participant in self.participants.values_mut() {
            let tracks = participant.publishing.tracks.iter();
            let mut loudness = tracks
                .filter_map(|key| self.tracks.get(key))
                .filter(|track| !track.info.muted)
                .map(|track| track.loudness)
                .max_by(|a, b| a.level.total_cmp(&b.level))
                .unwrap_or_default();
            if participant.publishing.speaks_until.is_some_and(|until| now < until) {
                loudness = Loudness {
                    level: 0.5,
                    active: true,
                };
                any = true;
            }
            any |= loudness.active || !participant.publishing.tracks.is_empty();
            if loudness != participant.publishing.told {
                participant.publishing.told = loudness;
                changes.push((participant.id, speaker(&participant.sid, loudness)));
            }
        }
        if !changes.is_empty() {
            self.tell_speakers(&changes);
        }
        if any {
            self.timers.start(Round::Speakers, self.now);
        }
    }

    fn tell_speakers(&mut self, changes: &[(PeerId, wire::SpeakerInfo)]) {
        let receivers: Vec<PeerId> = self.participants.keys().copied().collect();
        for to in receivers {
            let heard: Vec<_> = changes
                .iter()
                .filter(|(speaker, _)| *speaker == to || self.hears(to, *speaker))
                .map(|(_, info)| info.clone())
                .collect();
            if !heard.is_empty() {
                self.send(to, session::speakers_changed(heard));
            }
        }
    }

    /// Tells one participant who speaks at the moment, and that the others do not.
    pub(super) fn tell_current_speakers(&mut self, to: PeerId) {
        let heard = self
            .participants
            .values()
            .filter(|one| one.id == to || self.hears(to, one.id));
        let heard: Vec<_> = heard.map(|one| speaker(&one.sid, one.publishing.told)).collect();
        self.send(to, session::speakers_changed(heard));
    }

    /// Is `to` subscribed to anything `speaker` publishes?
    fn hears(&self, to: PeerId, speaker: PeerId) -> bool {
        let Some(speaker) = self.participants.get(&speaker) else {
            return false;
        };
        let mut tracks = speaker.publishing.tracks.iter().filter_map(|key| self.tracks.get(key));
        tracks.any(|track| track.subscriptions.iter().any(|one| one.subscriber == to))
    }
}

fn speaker(sid: &str, loudness: Loudness) -> wire::SpeakerInfo {
    wire::SpeakerInfo {
        sid: sid.to_owned(),
        level: loudness.level,
        active: loudness.active,
    }
}
