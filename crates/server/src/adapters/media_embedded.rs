//! The media half in this very process, spoken to by LiveKit's own contract: RoomService calls with their messages, and
//! webhook-shaped events. A cluster speaks the same over the network; only the way there differs.

use app::ports::{LiveRoom, Media, MediaError, MediaEvent, ParticipantUpdate, Present, PublishedTrack, RoomSpec};
use async_trait::async_trait;
use domain::admission::Identity;
use domain::conference::RoomName;
use domain::grant::Source;
use domain::time::Timestamp;
use futures_util::stream::{self, BoxStream, StreamExt};
use sfu_host::{Host, RoomRefusal, RoomService, wire};
use tokio::sync::broadcast::error::RecvError;

/// The embedded media half behind `app`'s port.
#[derive(Clone)]
pub struct MediaEmbedded {
    host: Host,
    rooms: RoomService,
}

impl MediaEmbedded {
    /// Speaks to this host.
    #[must_use]
    pub fn new(host: Host) -> Self {
        let rooms = host.rooms();
        Self { host, rooms }
    }
}

fn failed(refusal: RoomRefusal) -> MediaError {
    match refusal {
        RoomRefusal::RoomNotFound | RoomRefusal::ParticipantNotFound | RoomRefusal::TrackNotFound => {
            MediaError::NotFound
        }
        other => MediaError::Failed(other.into()),
    }
}

/// What was to be taken away is not there: so be it.
fn unless_gone<T>(outcome: Result<T, RoomRefusal>) -> Result<(), MediaError> {
    match outcome.map_err(failed) {
        Ok(_) | Err(MediaError::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

fn participant(room: &RoomName, identity: &Identity) -> wire::RoomParticipantIdentity {
    wire::RoomParticipantIdentity {
        room: room.as_str().to_owned(),
        identity: identity.as_str().to_owned(),
        ..Default::default()
    }
}

#[async_trait]
impl Media for MediaEmbedded {
    async fn ready(&self) -> Result<(), MediaError> {
        match self.host.is_running() {
            true => Ok(()),
            false => Err(MediaError::Failed(anyhow::anyhow!("its workers have ended"))),
        }
    }

    async fn create_room(&self, room: &RoomSpec) -> Result<(), MediaError> {
        let request = wire::CreateRoomRequest {
            name: room.name.as_str().to_owned(),
            metadata: room.metadata.clone(),
            ..Default::default()
        };
        self.rooms.create_room(request).await.map(drop).map_err(failed)
    }

    /// The host bars a conference's room for as long as any token can live, whatever `barred_until` says: it never
    /// ends a bar sooner.
    async fn delete_room(&self, room: &RoomName, _barred_until: Timestamp) -> Result<(), MediaError> {
        let request = wire::DeleteRoomRequest {
            room: room.as_str().to_owned(),
        };
        unless_gone(self.rooms.delete_room(request).await)
    }

    async fn list_rooms(&self) -> Result<Vec<LiveRoom>, MediaError> {
        let rooms = self
            .rooms
            .list_rooms(wire::ListRoomsRequest::default())
            .await
            .map_err(failed)?
            .rooms;
        Ok(rooms
            .into_iter()
            .filter(|room| room.name.starts_with(RoomName::PREFIX))
            .map(live_room)
            .collect())
    }

    async fn list_participants(&self, room: &RoomName) -> Result<Vec<Present>, MediaError> {
        let request = wire::ListParticipantsRequest {
            room: room.as_str().to_owned(),
        };
        match self.rooms.list_participants(request).await.map_err(failed) {
            Ok(list) => Ok(list.participants.iter().map(present).collect()),
            Err(MediaError::NotFound) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Bars as [`MediaEmbedded::delete_room`] does.
    async fn remove_participant(
        &self,
        room: &RoomName,
        identity: &Identity,
        _barred_until: Timestamp,
    ) -> Result<(), MediaError> {
        unless_gone(self.rooms.remove_participant(participant(room, identity)).await)
    }

    async fn mute_track(&self, room: &RoomName, identity: &Identity, track_sid: &str) -> Result<(), MediaError> {
        let request = wire::MuteRoomTrackRequest {
            room: room.as_str().to_owned(),
            identity: identity.as_str().to_owned(),
            track_sid: track_sid.to_owned(),
            muted: true,
        };
        self.rooms.mute_published_track(request).await.map(drop).map_err(failed)
    }

    async fn update_participant(
        &self,
        room: &RoomName,
        identity: &Identity,
        update: ParticipantUpdate,
    ) -> Result<(), MediaError> {
        let request = wire::UpdateParticipantRequest {
            room: room.as_str().to_owned(),
            identity: identity.as_str().to_owned(),
            name: update.name.unwrap_or_default(),
            attributes: update.attributes.into_iter().collect(),
            ..Default::default()
        };
        self.rooms.update_participant(request).await.map(drop).map_err(failed)
    }

    async fn send_data(
        &self,
        room: &RoomName,
        to: &[Identity],
        topic: &str,
        payload: Vec<u8>,
    ) -> Result<(), MediaError> {
        let request = wire::SendDataRequest {
            room: room.as_str().to_owned(),
            data: payload,
            kind: wire::data_packet::Kind::Reliable.into(),
            destination_identities: to.iter().map(|identity| identity.as_str().to_owned()).collect(),
            topic: Some(topic.to_owned()),
            ..Default::default()
        };
        self.rooms.send_data(request).await.map(drop).map_err(failed)
    }

    fn events(&self) -> BoxStream<'static, MediaEvent> {
        let listening = self.host.events();
        stream::unfold(listening, |mut listening| async move {
            loop {
                match listening.recv().await {
                    Ok(event) => {
                        if let Some(event) = understood(event) {
                            return Some((event, listening));
                        }
                    }
                    // Reconciling finds what these would have said.
                    Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "fell behind the media half's events"),
                    Err(RecvError::Closed) => return None,
                }
            }
        })
        .boxed()
    }
}

fn live_room(room: wire::Room) -> LiveRoom {
    LiveRoom {
        name: RoomName::from_stored(room.name),
        since: Timestamp::from_millis(room.creation_time_ms),
        count: room.num_participants,
    }
}

fn present(participant: &wire::ParticipantInfo) -> Present {
    Present {
        identity: Identity::from_text(&participant.identity),
        tracks: participant.tracks.iter().map(published_track).collect(),
    }
}

fn published_track(track: &wire::TrackInfo) -> PublishedTrack {
    let source = match track.source() {
        wire::TrackSource::Camera => Some(Source::Camera),
        wire::TrackSource::Microphone => Some(Source::Microphone),
        wire::TrackSource::ScreenShare => Some(Source::ScreenShare),
        wire::TrackSource::ScreenShareAudio => Some(Source::ScreenShareAudio),
        wire::TrackSource::Unknown => None,
    };
    PublishedTrack {
        sid: track.sid.clone(),
        source,
        muted: track.muted,
    }
}

/// The event in `app`'s words, if it is one that `app` cares for.
fn understood(event: wire::WebhookEvent) -> Option<MediaEvent> {
    let room = event.room?.name;
    let person = event
        .participant
        .map(|participant| (participant.identity, participant.sid));
    let track_sid = event.track.map(|track| track.sid);
    match (event.event.as_str(), person, track_sid) {
        ("room_started", ..) => Some(MediaEvent::RoomStarted { room }),
        ("room_finished", ..) => Some(MediaEvent::RoomFinished { room }),
        ("participant_joined", Some((identity, sid)), _) => Some(MediaEvent::ParticipantJoined { room, identity, sid }),
        // The second one is said of somebody whose media never connected.
        ("participant_left" | "participant_connection_aborted", Some((identity, sid)), _) => {
            Some(MediaEvent::ParticipantLeft { room, identity, sid })
        }
        ("track_published", Some((identity, _)), Some(track_sid)) => Some(MediaEvent::TrackPublished {
            room,
            identity,
            track_sid,
        }),
        ("track_unpublished", Some((identity, _)), Some(track_sid)) => Some(MediaEvent::TrackUnpublished {
            room,
            identity,
            track_sid,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sfu_host::HostOptions;

    use super::*;

    fn event(name: &str) -> wire::WebhookEvent {
        wire::WebhookEvent {
            event: name.to_owned(),
            room: Some(wire::Room {
                name: "vc_a".to_owned(),
                ..Default::default()
            }),
            participant: Some(wire::ParticipantInfo {
                identity: "p_ann".to_owned(),
                sid: "PA_1".to_owned(),
                ..Default::default()
            }),
            track: Some(wire::TrackInfo {
                sid: "TR_1".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    #[test]
    fn webhook_shaped_events_are_understood() {
        let (room, identity, sid) = ("vc_a".to_owned(), "p_ann".to_owned(), "PA_1".to_owned());
        let left = MediaEvent::ParticipantLeft {
            room: room.clone(),
            identity: identity.clone(),
            sid: sid.clone(),
        };
        let track_sid = "TR_1".to_owned();
        for (name, expected) in [
            ("room_started", Some(MediaEvent::RoomStarted { room: room.clone() })),
            ("room_finished", Some(MediaEvent::RoomFinished { room: room.clone() })),
            (
                "participant_joined",
                Some(MediaEvent::ParticipantJoined {
                    room: room.clone(),
                    identity: identity.clone(),
                    sid,
                }),
            ),
            ("participant_left", Some(left.clone())),
            ("participant_connection_aborted", Some(left)),
            (
                "track_published",
                Some(MediaEvent::TrackPublished {
                    room: room.clone(),
                    identity: identity.clone(),
                    track_sid: track_sid.clone(),
                }),
            ),
            (
                "track_unpublished",
                Some(MediaEvent::TrackUnpublished {
                    room,
                    identity,
                    track_sid,
                }),
            ),
            ("egress_started", None),
        ] {
            assert_eq!(understood(event(name)), expected, "{name}");
        }
        assert_eq!(
            understood(wire::WebhookEvent {
                room: None,
                ..event("room_started")
            }),
            None
        );
    }

    #[test]
    fn what_is_gone_need_not_be_taken_away() {
        assert!(unless_gone::<()>(Err(RoomRefusal::RoomNotFound)).is_ok());
        assert!(unless_gone::<()>(Err(RoomRefusal::ParticipantNotFound)).is_ok());
        assert!(unless_gone::<()>(Err(RoomRefusal::Unavailable)).is_err());
    }

    #[tokio::test]
    async fn the_media_half_is_ready_until_its_workers_end() {
        let host = Host::start(HostOptions {
            bind: std::net::IpAddr::from([127, 0, 0, 1]),
            udp_ports: 0..=0,
            ..HostOptions::default()
        })
        .unwrap();
        let media = MediaEmbedded::new(host.clone());
        media.ready().await.unwrap();
        host.shutdown(std::time::Duration::from_secs(1)).await;
        while host.is_running() {
            tokio::task::yield_now().await;
        }
        assert!(media.ready().await.is_err());
    }
}
