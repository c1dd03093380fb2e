//! A media half that keeps rooms in memory, writes down what it was asked, and fails when told to.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::admission::Identity;
use domain::conference::RoomName;
use domain::grant::Source;
use domain::time::Timestamp;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use tokio::sync::broadcast;

use crate::ports::{LiveRoom, Media, MediaError, MediaEvent, ParticipantUpdate, Present, PublishedTrack, RoomSpec};

/// Something the media half was asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaCall {
    /// Make a room.
    CreateRoom(RoomSpec),
    /// End a room.
    DeleteRoom(RoomName, Timestamp),
    /// Remove somebody and bar them.
    RemoveParticipant(RoomName, Identity, Timestamp),
    /// Mute a track.
    MuteTrack(RoomName, Identity, String),
    /// Change what others see of somebody.
    UpdateParticipant(RoomName, Identity, ParticipantUpdate),
    /// Send bytes.
    SendData(RoomName, Vec<Identity>, String, Vec<u8>),
}

/// The recording stand-in for [`Media`].
#[derive(Debug)]
pub struct RecordingMedia {
    state: Mutex<State>,
    events: broadcast::Sender<MediaEvent>,
}

#[derive(Debug, Default)]
struct State {
    calls: Vec<MediaCall>,
    rooms: BTreeMap<String, BTreeMap<String, Vec<PublishedTrack>>>,
    failing: bool,
    failing_room: Option<String>,
}

impl Default for RecordingMedia {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            events: broadcast::channel(1024).0,
        }
    }
}

impl RecordingMedia {
    /// What was asked since the last time this was called.
    pub fn take_calls(&self) -> Vec<MediaCall> {
        std::mem::take(&mut self.lock().calls)
    }

    /// Lets every call fail, or no longer.
    pub fn set_failing(&self, failing: bool) {
        self.lock().failing = failing;
    }

    /// Lets questions about who is in this room fail.
    pub fn fail_in(&self, room: &str) {
        self.lock().failing_room = Some(room.into());
    }

    /// Somebody's media connects, with a microphone and a camera.
    pub fn arrive(&self, room: &str, identity: &str) {
        let tracks = [("TR_mic", Source::Microphone), ("TR_cam", Source::Camera)];
        let tracks = tracks.map(|(sid, source)| PublishedTrack {
            sid: sid.into(),
            source: Some(source),
            muted: false,
        });
        self.lock()
            .rooms
            .entry(room.into())
            .or_default()
            .insert(identity.into(), tracks.to_vec());
        self.emit(MediaEvent::ParticipantJoined {
            room: room.into(),
            identity: identity.into(),
            sid: "PA_1".into(),
        });
    }

    /// Somebody's media goes away.
    pub fn depart(&self, room: &str, identity: &str) {
        self.lock().take_out(room, identity);
        self.emit(MediaEvent::ParticipantLeft {
            room: room.into(),
            identity: identity.into(),
            sid: "PA_1".into(),
        });
    }

    /// As [`RecordingMedia::depart`], but the event gets lost.
    pub fn depart_unheard(&self, room: &str, identity: &str) {
        self.lock().take_out(room, identity);
    }

    /// Who is in the room.
    #[must_use]
    pub fn present(&self, room: &str) -> Vec<String> {
        self.lock()
            .rooms
            .get(room)
            .map(|people| people.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// Whether somebody follows the events already.
    #[must_use]
    pub fn is_followed(&self) -> bool {
        self.events.receiver_count() > 0
    }

    fn emit(&self, event: MediaEvent) {
        // An error means that nobody follows, which is a test's own choice.
        let _ = self.events.send(event);
    }

    fn called(&self, call: MediaCall) -> Result<MutexGuard<'_, State>, MediaError> {
        let mut state = self.reached()?;
        state.calls.push(call);
        Ok(state)
    }

    fn reached(&self) -> Result<MutexGuard<'_, State>, MediaError> {
        let state = self.lock();
        if state.failing {
            return Err(MediaError::Failed(anyhow::anyhow!("told to fail")));
        }
        Ok(state)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take_out(&mut self, room: &str, identity: &str) {
        if let Some(people) = self.rooms.get_mut(room) {
            people.remove(identity);
            if people.is_empty() {
                self.rooms.remove(room);
            }
        }
    }
}

#[async_trait]
impl Media for RecordingMedia {
    async fn ready(&self) -> Result<(), MediaError> {
        self.reached().map(drop)
    }

    async fn create_room(&self, room: &RoomSpec) -> Result<(), MediaError> {
        self.called(MediaCall::CreateRoom(room.clone())).map(drop)
    }

    async fn delete_room(&self, room: &RoomName, barred_until: Timestamp) -> Result<(), MediaError> {
        let mut state = self.called(MediaCall::DeleteRoom(room.clone(), barred_until))?;
        state.rooms.remove(room.as_str());
        Ok(())
    }

    async fn list_rooms(&self) -> Result<Vec<LiveRoom>, MediaError> {
        let state = self.reached()?;
        let live = |(name, people): (&String, &BTreeMap<_, _>)| LiveRoom {
            name: RoomName::from_stored(name.clone()),
            since: Timestamp::from_millis(0),
            count: u32::try_from(people.len()).unwrap_or(u32::MAX),
        };
        Ok(state
            .rooms
            .iter()
            .filter(|(name, _)| name.starts_with(RoomName::PREFIX))
            .map(live)
            .collect())
    }

    async fn list_participants(&self, room: &RoomName) -> Result<Vec<Present>, MediaError> {
        let state = self.reached()?;
        if state.failing_room.as_deref() == Some(room.as_str()) {
            return Err(MediaError::Failed(anyhow::anyhow!("told to fail in this room")));
        }
        let people = state.rooms.get(room.as_str()).into_iter().flatten();
        Ok(people
            .map(|(identity, tracks)| Present {
                identity: Identity::from_text(identity),
                tracks: tracks.clone(),
            })
            .collect())
    }

    async fn remove_participant(
        &self,
        room: &RoomName,
        identity: &Identity,
        barred_until: Timestamp,
    ) -> Result<(), MediaError> {
        let call = MediaCall::RemoveParticipant(room.clone(), identity.clone(), barred_until);
        self.called(call)?.take_out(room.as_str(), identity.as_str());
        Ok(())
    }

    async fn mute_track(&self, room: &RoomName, identity: &Identity, track_sid: &str) -> Result<(), MediaError> {
        self.called(MediaCall::MuteTrack(room.clone(), identity.clone(), track_sid.into()))
            .map(drop)
    }

    async fn update_participant(
        &self,
        room: &RoomName,
        identity: &Identity,
        update: ParticipantUpdate,
    ) -> Result<(), MediaError> {
        let state = self.called(MediaCall::UpdateParticipant(room.clone(), identity.clone(), update))?;
        let is_present = state
            .rooms
            .get(room.as_str())
            .is_some_and(|people| people.contains_key(identity.as_str()));
        if is_present { Ok(()) } else { Err(MediaError::NotFound) }
    }

    async fn send_data(
        &self,
        room: &RoomName,
        to: &[Identity],
        topic: &str,
        payload: Vec<u8>,
    ) -> Result<(), MediaError> {
        self.called(MediaCall::SendData(room.clone(), to.to_vec(), topic.into(), payload))
            .map(drop)
    }

    fn events(&self) -> BoxStream<'static, MediaEvent> {
        stream::unfold(self.events.subscribe(), |mut events| async move {
            let event = events.recv().await.ok()?;
            Some((event, events))
        })
        .boxed()
    }
}
