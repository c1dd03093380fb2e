//! Tracks a client announced (`add_track`) and has not offered yet.

use crate::signal::sdp::offer::Kind;
use crate::wire;

/// Most announced tracks at a time.
const MAX_PENDING: usize = 20;
/// Most announcements of one name that wait for the earlier track of this name to go.
const MAX_QUEUED: usize = 3;

/// An announced track.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) cid: String,
    pub(crate) info: wire::TrackInfo,
}

/// What became of an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Announced {
    /// Taken: answer with the track's identifier.
    Taken,
    /// A track of this name is there: waits until it goes.
    Queued,
    /// Too many.
    Refused,
}

/// The announced tracks of one client, in order.
#[derive(Debug, Default)]
pub(crate) struct PendingTracks {
    pending: Vec<Pending>,
    queued: Vec<wire::AddTrackRequest>,
}

impl PendingTracks {
    /// May a track of this name be announced? `published`: a track of this name is there already.
    pub(crate) fn admit(&mut self, request: &wire::AddTrackRequest, published: bool) -> Announced {
        if published || self.pending.iter().any(|pending| pending.cid == request.cid) {
            let queued = self.queued.iter().filter(|queued| queued.cid == request.cid).count();
            if queued >= MAX_QUEUED || self.queued.len() >= MAX_PENDING {
                return Announced::Refused;
            }
            self.queued.push(request.clone());
            return Announced::Queued;
        }
        if self.pending.len() >= MAX_PENDING {
            return Announced::Refused;
        }
        Announced::Taken
    }

    /// Takes an announced track.
    pub(crate) fn push(&mut self, pending: Pending) {
        self.pending.push(pending);
    }

    /// The next announcement that waited for the track of this name to go.
    pub(crate) fn next_queued(&mut self, cid: &str) -> Option<wire::AddTrackRequest> {
        let at = self.queued.iter().position(|queued| queued.cid == cid)?;
        Some(self.queued.remove(at))
    }

    /// The announced tracks for these new sections (kind and track id): by name, and what has no name in common by
    /// kind and order, as some clients name a track anew before they offer it.
    pub(crate) fn matching(&mut self, sections: &[(Kind, Option<&str>)]) -> Vec<Option<Pending>> {
        let mut found: Vec<Option<Pending>> = sections
            .iter()
            .map(|(_, track_id)| {
                let at = self
                    .pending
                    .iter()
                    .position(|pending| Some(&*pending.cid) == *track_id)?;
                Some(self.pending.remove(at))
            })
            .collect();
        for ((kind, _), found) in sections.iter().zip(&mut found) {
            if found.is_none() {
                let at = self.pending.iter().position(|pending| pending.kind() == *kind);
                *found = at.map(|at| self.pending.remove(at));
            }
        }
        found
    }

    /// Changes the mute of an announced track; false when it is not announced.
    pub(crate) fn set_muted(&mut self, sid: &str, muted: bool) -> bool {
        match self.pending.iter_mut().find(|pending| pending.info.sid == sid) {
            Some(pending) => {
                pending.info.muted = muted;
                true
            }
            None => false,
        }
    }

    /// Keeps only announced tracks of sources that may be published.
    pub(crate) fn retain(&mut self, keep: impl Fn(&wire::TrackInfo) -> bool) {
        self.pending.retain(|pending| keep(&pending.info));
    }

    /// Is a track of this identifier announced?
    pub(crate) fn contains(&self, sid: &str) -> bool {
        self.pending.iter().any(|pending| pending.info.sid == sid)
    }
}

impl Pending {
    fn kind(&self) -> Kind {
        if self.info.r#type == i32::from(wire::TrackType::Audio) {
            Kind::Audio
        } else {
            Kind::Video
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(cid: &str) -> wire::AddTrackRequest {
        wire::AddTrackRequest {
            cid: cid.to_owned(),
            ..Default::default()
        }
    }

    fn pending(cid: &str, kind: wire::TrackType) -> Pending {
        let info = wire::TrackInfo {
            sid: cid.to_owned(),
            r#type: kind.into(),
            ..Default::default()
        };
        Pending {
            cid: cid.to_owned(),
            info,
        }
    }

    fn cids(found: &[Option<Pending>]) -> Vec<Option<&str>> {
        found
            .iter()
            .map(|found| found.as_ref().map(|pending| &*pending.cid))
            .collect()
    }

    #[test]
    fn sections_find_their_tracks_by_name() {
        let mut tracks = PendingTracks::default();
        tracks.push(pending("cam", wire::TrackType::Video));
        tracks.push(pending("mic", wire::TrackType::Audio));
        let found = tracks.matching(&[(Kind::Audio, Some("mic"))]);
        assert_eq!(cids(&found), [Some("mic")]);
        let found = tracks.matching(&[(Kind::Video, Some("cam")), (Kind::Video, Some("other"))]);
        assert_eq!(cids(&found), [Some("cam"), None]);
    }

    #[test]
    fn nameless_sections_find_tracks_by_kind_in_order() {
        let mut tracks = PendingTracks::default();
        for (cid, kind) in [
            ("one", wire::TrackType::Video),
            ("mic", wire::TrackType::Audio),
            ("two", wire::TrackType::Video),
            ("three", wire::TrackType::Video),
        ] {
            tracks.push(pending(cid, kind));
        }
        let sections = [
            (Kind::Video, None),
            (Kind::Video, Some("two")),
            (Kind::Video, Some("renamed")),
            (Kind::Audio, Some("renamed too")),
        ];
        let found = tracks.matching(&sections);
        assert_eq!(cids(&found), [Some("one"), Some("two"), Some("three"), Some("mic")]);
    }

    #[test]
    fn announcements_are_limited() {
        let mut tracks = PendingTracks::default();
        for number in 0..MAX_PENDING {
            let cid = number.to_string();
            assert_eq!(tracks.admit(&request(&cid), false), Announced::Taken);
            tracks.push(pending(&cid, wire::TrackType::Audio));
        }
        assert_eq!(tracks.admit(&request("more"), false), Announced::Refused);
    }

    #[test]
    fn a_name_in_use_waits_in_a_short_queue() {
        let mut tracks = PendingTracks::default();
        tracks.push(pending("cam", wire::TrackType::Video));
        for _ in 0..MAX_QUEUED {
            assert_eq!(tracks.admit(&request("cam"), false), Announced::Queued);
        }
        assert_eq!(tracks.admit(&request("cam"), false), Announced::Refused);
        assert_eq!(tracks.admit(&request("mic"), true), Announced::Queued);
        assert!(tracks.next_queued("cam").is_some());
        assert!(tracks.next_queued("nothing").is_none());
    }
}
