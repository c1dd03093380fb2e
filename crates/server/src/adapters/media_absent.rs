//! No media at all: for commands that run beside the server, which has the media half.

use app::ports::{LiveRoom, Media, MediaError, MediaEvent, ParticipantUpdate, Present, RoomSpec};
use async_trait::async_trait;
use domain::admission::Identity;
use domain::conference::RoomName;
use domain::time::Timestamp;
use futures_util::stream::{self, BoxStream, StreamExt};

/// Refuses every call.
#[derive(Debug, Clone, Copy)]
pub struct MediaAbsent;

fn absent<T>() -> Result<T, MediaError> {
    Err(MediaError::Failed(anyhow::anyhow!("this command has no media half")))
}

#[async_trait]
impl Media for MediaAbsent {
    async fn ready(&self) -> Result<(), MediaError> {
        absent()
    }

    async fn create_room(&self, _: &RoomSpec) -> Result<(), MediaError> {
        absent()
    }

    async fn delete_room(&self, _: &RoomName, _: Timestamp) -> Result<(), MediaError> {
        absent()
    }

    async fn list_rooms(&self) -> Result<Vec<LiveRoom>, MediaError> {
        absent()
    }

    async fn list_participants(&self, _: &RoomName) -> Result<Vec<Present>, MediaError> {
        absent()
    }

    async fn remove_participant(&self, _: &RoomName, _: &Identity, _: Timestamp) -> Result<(), MediaError> {
        absent()
    }

    async fn mute_track(&self, _: &RoomName, _: &Identity, _: &str) -> Result<(), MediaError> {
        absent()
    }

    async fn update_participant(&self, _: &RoomName, _: &Identity, _: ParticipantUpdate) -> Result<(), MediaError> {
        absent()
    }

    async fn send_data(&self, _: &RoomName, _: &[Identity], _: &str, _: Vec<u8>) -> Result<(), MediaError> {
        absent()
    }

    fn events(&self) -> BoxStream<'static, MediaEvent> {
        stream::pending().boxed()
    }
}
