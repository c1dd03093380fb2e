//! One participant: who it is, what it publishes and receives, when it was last heard.

use std::collections::HashMap;
use std::time::Instant;

use str0m::media::Mid;
use str0m::rtp::Ssrc;

use crate::data::DataChannels;
use crate::forward::clock::CaptureClock;
use crate::input::Join;
use crate::peer::{PayloadTypes, Peer};
use crate::signal::flood::Bucket;
use crate::signal::sdp::offer::Kind;
use crate::signal::slots::Slots;
use crate::speakers::Loudness;
use crate::track::TrackKey;
use crate::track::audience::Audience;
use crate::track::desires::Desires;
use crate::track::layers::Setting;
use crate::track::pending::PendingTracks;
use crate::wire::{self, participant_info::State};
use crate::{ConnectionId, PeerId};

/// Signalling messages a client may send at once, and per second in the long run.
const MESSAGES: (f32, f32) = (600.0, 60.0);
/// Messages that cost more than others, offers first, which a client may send unasked at once, and per second in the
/// long run.
const COSTLY: (f32, f32) = (60.0, 3.0);

/// A participant of a room.
pub(crate) struct Participant {
    pub(crate) id: PeerId,
    /// `PA_…`.
    pub(crate) sid: String,
    pub(crate) peer: Peer,
    /// Its WebSocket; `None` while it is away and may resume.
    pub(crate) connection: Option<ConnectionId>,
    pub(crate) profile: Profile,
    pub(crate) presence: Presence,
    pub(crate) publishing: Publishing,
    pub(crate) receiving: Receiving,
    pub(crate) data: DataChannels,
    pub(crate) watch: Watch,
    /// When the room's timer is set for its peer connection.
    pub(crate) timer: Option<Instant>,
}

/// What others see of a person.
pub(crate) struct Profile {
    pub(crate) identity: String,
    pub(crate) name: String,
    pub(crate) metadata: String,
    pub(crate) attributes: HashMap<String, String>,
    pub(crate) kind: i32,
    pub(crate) permission: wire::ParticipantPermission,
    pub(crate) client: wire::ClientInfo,
}

/// Where a participant stands between joining and leaving.
pub(crate) struct Presence {
    pub(crate) joined_at: Instant,
    /// Media connected. From then on others see it.
    pub(crate) active_at: Option<Instant>,
    /// Rises with every change told.
    pub(crate) version: u32,
    /// Something changed that was not told yet.
    pub(crate) changed: bool,
    pub(crate) ufrag: String,
    /// Who left while this one was away.
    pub(crate) left_meanwhile: Vec<wire::ParticipantInfo>,
    /// More left meanwhile than were kept: it must begin anew.
    pub(crate) missed_too_much: bool,
    /// Whose place it takes, until others see it.
    pub(crate) replaces: Option<wire::ParticipantInfo>,
}

/// Which track and layer packets of an SSRC belong to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) track: TrackKey,
    pub(crate) layer: usize,
}

/// A section in which the client sends something it has not announced yet.
#[derive(Debug, Clone)]
pub(crate) struct Unclaimed {
    pub(crate) mid: Mid,
    pub(crate) kind: Kind,
    pub(crate) cid: String,
    pub(crate) rids: Vec<String>,
}

/// What a participant publishes.
#[derive(Default)]
pub(crate) struct Publishing {
    pub(crate) pending: PendingTracks,
    pub(crate) unclaimed: Vec<Unclaimed>,
    /// In order of publication.
    pub(crate) tracks: Vec<TrackKey>,
    pub(crate) by_mid: HashMap<Mid, TrackKey>,
    /// `None`: the SSRC belongs to nothing that is published.
    pub(crate) routes: HashMap<Ssrc, Option<Route>>,
    pub(crate) clock: CaptureClock,
    pub(crate) types: PayloadTypes,
    pub(crate) audience: Audience,
    /// The loudness others were told.
    pub(crate) told: Loudness,
    /// A test makes it seem to speak.
    pub(crate) speaks_until: Option<Instant>,
}

/// What a participant receives.
pub(crate) struct Receiving {
    pub(crate) auto_subscribe: bool,
    pub(crate) initial: Setting,
    pub(crate) desires: Desires,
    pub(crate) slots: Slots,
    /// What it should get may have changed.
    pub(crate) stale: bool,
}

/// When a participant was heard of, and what runs out.
pub(crate) struct Watch {
    /// Last signalling message.
    pub(crate) signalled_at: Instant,
    /// Last datagram.
    pub(crate) heard_at: Instant,
    /// ICE lost the way.
    pub(crate) path_lost_at: Option<Instant>,
    /// The client closed its peer connection.
    pub(crate) media_closed_at: Option<Instant>,
    /// It was told to resume.
    pub(crate) told_to_resume_at: Option<Instant>,
    /// Its token was refreshed.
    pub(crate) refreshed_at: Instant,
    pub(crate) messages: Bucket,
    pub(crate) costly: Bucket,
    /// The connection quality others were told: is it lost?
    pub(crate) told_lost: Option<bool>,
    /// A test cuts the next resumption: before (true) or after its first message.
    pub(crate) cut_resume: Option<bool>,
}

impl Participant {
    /// A participant that just came, with its peer connection made.
    pub(crate) fn new(id: PeerId, sid: String, peer: Peer, join: Join, now: Instant) -> Self {
        let settings = join.request.connection_settings.unwrap_or(wire::ConnectionSettings {
            auto_subscribe: true,
            ..Default::default()
        });
        let mut profile = Profile {
            identity: join.identity,
            name: join.name,
            metadata: join.metadata,
            attributes: join.attributes,
            kind: join.kind,
            permission: join.permission,
            client: join.request.client_info.unwrap_or_default(),
        };
        profile.client.capabilities.truncate(32);
        if profile.permission.can_update_metadata {
            if !join.request.metadata.is_empty() {
                profile.metadata = join.request.metadata;
            }
            profile.attributes.extend(join.request.participant_attributes);
        }
        Self {
            id,
            sid,
            peer,
            connection: Some(join.connection),
            profile,
            presence: Presence {
                joined_at: now,
                active_at: None,
                version: 1,
                changed: false,
                ufrag: String::new(),
                left_meanwhile: Vec::new(),
                missed_too_much: false,
                replaces: None,
            },
            publishing: Publishing::default(),
            receiving: Receiving {
                auto_subscribe: settings.auto_subscribe,
                initial: Setting::initial(settings.adaptive_stream),
                desires: Desires::default(),
                slots: Slots::default(),
                stale: true,
            },
            data: DataChannels::default(),
            watch: Watch {
                signalled_at: now,
                heard_at: now,
                path_lost_at: None,
                media_closed_at: None,
                told_to_resume_at: None,
                refreshed_at: now,
                messages: Bucket::new(MESSAGES.0, MESSAGES.1, now),
                costly: Bucket::new(COSTLY.0, COSTLY.1, now),
                told_lost: None,
                cut_resume: None,
            },
            timer: None,
        }
    }

    /// Is its media connected?
    pub(crate) fn is_active(&self) -> bool {
        self.presence.active_at.is_some()
    }

    /// Do others see it?
    pub(crate) fn is_visible(&self) -> bool {
        self.is_active() && !self.profile.permission.hidden
    }

    /// May it publish from this source? A list of sources counts instead of the general right.
    pub(crate) fn may_publish(&self, source: i32) -> bool {
        let permission = &self.profile.permission;
        let sources = &permission.can_publish_sources;
        permission.can_publish && (sources.is_empty() || sources.contains(&source))
    }

    /// Can its client use the place of a stopped section again? Proved with Chromium only.
    pub(crate) fn recycles_sections(&self) -> bool {
        let client = &self.profile.client;
        client.sdk == i32::from(wire::client_info::Sdk::Js) && client.browser.eq_ignore_ascii_case("chrome")
    }

    /// Does its client understand that somebody of the same identity came again, without being told that the first
    /// one left?
    pub(crate) fn knows_replacement(&self) -> bool {
        self.profile.client.protocol > 11
    }

    /// Its state on the wire.
    pub(crate) fn state(&self) -> State {
        if self.is_active() { State::Active } else { State::Joined }
    }
}
