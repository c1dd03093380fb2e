//! The server's messages, one function each.

use std::collections::HashMap;

use crate::wire::{self, leave_request::Action, request_response::Reason, signal_response::Message};

/// Most bytes of participants in one `update` message.
const UPDATE_CHUNK: usize = 128 * 1024;

/// Wraps a message.
pub(crate) fn response(message: Message) -> wire::SignalResponse {
    wire::SignalResponse { message: Some(message) }
}

/// `leave`: the client goes away, or comes back by `action`.
pub(crate) fn leave(reason: wire::DisconnectReason, action: Action) -> wire::SignalResponse {
    response(Message::Leave(wire::LeaveRequest {
        can_reconnect: action != Action::Disconnect,
        reason: reason.into(),
        action: action.into(),
        regions: None,
    }))
}

/// `answer` to the offer with this id. `slots` says which section carries which track, all of them every time.
pub(crate) fn answer(id: u32, sdp: String, slots: HashMap<String, String>) -> wire::SignalResponse {
    response(Message::Answer(wire::SessionDescription {
        r#type: "answer".to_owned(),
        sdp,
        id,
        mid_to_track_id: slots,
    }))
}

/// `update`s with these participants, in as many messages as their size asks for.
pub(crate) fn updates(participants: Vec<wire::ParticipantInfo>) -> Vec<wire::SignalResponse> {
    use wire::Message as _;
    let mut messages = Vec::new();
    let mut chunk = Vec::new();
    let mut size = 0;
    for participant in participants {
        size += participant.encoded_len();
        if size > UPDATE_CHUNK && !chunk.is_empty() {
            messages.push(update(std::mem::take(&mut chunk)));
            size = participant.encoded_len();
        }
        chunk.push(participant);
    }
    if !chunk.is_empty() {
        messages.push(update(chunk));
    }
    messages
}

fn update(participants: Vec<wire::ParticipantInfo>) -> wire::SignalResponse {
    response(Message::Update(wire::ParticipantUpdate { participants }))
}

/// `media_sections_requirement`: the client is to offer again, with so many more sections for receiving.
pub(crate) fn more_sections(audios: u32, videos: u32) -> wire::SignalResponse {
    response(Message::MediaSectionsRequirement(wire::MediaSectionsRequirement {
        num_audios: audios,
        num_videos: videos,
    }))
}

/// `track_published`: the answer to an `add_track`.
pub(crate) fn track_published(cid: String, track: wire::TrackInfo) -> wire::SignalResponse {
    response(Message::TrackPublished(wire::TrackPublishedResponse {
        cid,
        track: Some(track),
    }))
}

/// `track_unpublished`: the server took a track away.
pub(crate) fn track_unpublished(track_sid: String) -> wire::SignalResponse {
    response(Message::TrackUnpublished(wire::TrackUnpublishedResponse { track_sid }))
}

/// `request_response`: a request was not done, and why.
pub(crate) fn refusal(
    request_id: u32,
    reason: Reason,
    message: &str,
    request: Option<wire::request_response::Request>,
) -> wire::SignalResponse {
    response(Message::RequestResponse(wire::RequestResponse {
        request_id,
        reason: reason.into(),
        message: message.to_owned(),
        request,
    }))
}

/// `room_update`.
pub(crate) fn room_update(room: wire::Room) -> wire::SignalResponse {
    response(Message::RoomUpdate(wire::RoomUpdate { room: Some(room) }))
}

/// `speakers_changed`.
pub(crate) fn speakers_changed(speakers: Vec<wire::SpeakerInfo>) -> wire::SignalResponse {
    response(Message::SpeakersChanged(wire::SpeakersChanged { speakers }))
}

/// `mute`: the server mutes the client's track.
pub(crate) fn mute(sid: String, muted: bool) -> wire::SignalResponse {
    response(Message::Mute(wire::MuteTrackRequest { sid, muted }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_updates_come_in_chunks() {
        let participant = wire::ParticipantInfo {
            metadata: "x".repeat(50_000),
            ..Default::default()
        };
        let messages = updates(vec![participant; 5]);
        let sizes: Vec<_> = messages
            .iter()
            .map(|message| match &message.message {
                Some(Message::Update(update)) => update.participants.len(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(sizes, [2, 2, 1]);
        assert!(updates(Vec::new()).is_empty());
    }

    #[test]
    fn only_a_disconnect_forbids_coming_back() {
        for (action, can) in [
            (Action::Disconnect, false),
            (Action::Resume, true),
            (Action::Reconnect, true),
        ] {
            let message = leave(wire::DisconnectReason::StateMismatch, action);
            let Some(Message::Leave(leave)) = message.message else {
                panic!("no leave")
            };
            assert_eq!((leave.can_reconnect, leave.action), (can, action as i32));
        }
    }
}
