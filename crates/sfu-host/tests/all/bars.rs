//! Removed participants and deleted rooms stay out of reserved rooms (ban evasion: old tokens are worth nothing).

use sfu_host::wire;

use crate::support::{Client, Door, FULL, INTERNAL, Refused, join_claims, parameter, sign};

fn who(room: &str, identity: &str) -> wire::RoomParticipantIdentity {
    wire::RoomParticipantIdentity {
        room: room.into(),
        identity: identity.into(),
        ..Default::default()
    }
}

async fn refusal(door: &Door, token: &str, request: &wire::JoinRequest) -> Refused {
    Client::open(door, token, request).await.err().expect("was let in")
}

#[tokio::test]
async fn a_removed_participant_stays_out_whatever_token_it_holds() {
    let door = Door::open().await;
    let token = sign(&join_claims(INTERNAL, "vc_room", "anna"));
    let mut anna = Client::join(&door, &token).await;
    let refreshed = anna
        .hear_for(|said| match said {
            wire::signal_response::Message::RefreshToken(token) => Some(token),
            _ => None,
        })
        .await;
    let mut boris = Client::join(&door, &sign(&join_claims(INTERNAL, "vc_room", "boris"))).await;
    door.host
        .rooms()
        .remove_participant(who("vc_room", "anna"))
        .await
        .unwrap();
    let leave = anna.ending().await.leave.unwrap();
    assert_eq!(leave.reason(), wire::DisconnectReason::ParticipantRemoved);
    let newer = sign(&join_claims(INTERNAL, "vc_room", "anna"));
    let resume = wire::JoinRequest {
        reconnect: true,
        participant_sid: anna.sid.clone(),
        ..Default::default()
    };
    for token in [&token, &refreshed, &newer] {
        for request in [&wire::JoinRequest::default(), &resume] {
            let refused = refusal(&door, token, request).await;
            assert_eq!(refused.status, 403);
            assert!(refused.words.contains("removed"), "{}", refused.words);
        }
        let join = parameter(&wire::JoinRequest::default());
        let (status, _) = door
            .get(&format!("/rtc/v1/validate?access_token={token}&join_request={join}"))
            .await;
        assert_eq!(status.as_u16(), 403);
    }
    boris.ping().await;
    // The same name elsewhere, and another name here, are not meant.
    Client::join(&door, &sign(&join_claims(INTERNAL, "vc_other", "anna"))).await;
    Client::join(&door, &sign(&join_claims(INTERNAL, "vc_room", "anna2"))).await;
}

#[tokio::test]
async fn removal_bars_whoever_is_not_there_yet() {
    let door = Door::open().await;
    let rooms = door.host.rooms();
    let token = sign(&join_claims(INTERNAL, "vc_room", "anna"));
    // No such room, then a room without her; twice, because removing may be repeated.
    for _ in 0..2 {
        rooms.remove_participant(who("vc_room", "anna")).await.unwrap();
        assert_eq!(refusal(&door, &token, &wire::JoinRequest::default()).await.status, 403);
        Client::join(&door, &sign(&join_claims(INTERNAL, "vc_room", "boris"))).await;
    }
}

#[tokio::test]
async fn a_deleted_room_stays_closed() {
    let door = Door::open().await;
    let rooms = door.host.rooms();
    let token = sign(&join_claims(INTERNAL, "vc_room", "anna"));
    let mut anna = Client::join(&door, &token).await;
    let room = wire::DeleteRoomRequest { room: "vc_room".into() };
    for _ in 0..2 {
        rooms.delete_room(room.clone()).await.unwrap();
    }
    assert_eq!(
        anna.ending().await.leave.unwrap().reason(),
        wire::DisconnectReason::RoomDeleted
    );
    let refused = refusal(&door, &token, &wire::JoinRequest::default()).await;
    assert_eq!(refused.status, 403);
    assert!(refused.words.contains("closed"), "{}", refused.words);
    let again = wire::CreateRoomRequest {
        name: "vc_room".into(),
        ..Default::default()
    };
    rooms.create_room(again).await.unwrap_err();
}

#[tokio::test]
async fn an_identity_is_barred_from_a_room_that_is_not_alive() {
    let door = Door::open().await;
    let join = wire::JoinRequest::default();
    // As after a restart: the identity half tells again whom it removed.
    door.host
        .rooms()
        .remove_participant(who("vc_room", "anna"))
        .await
        .unwrap();
    let token = sign(&join_claims(INTERNAL, "vc_room", "anna"));
    assert_eq!(refusal(&door, &token, &join).await.status, 403);
    Client::join(&door, &sign(&join_claims(INTERNAL, "vc_room", "boris"))).await;
}

#[tokio::test]
async fn other_rooms_keep_livekits_ways() {
    let door = Door::open().await;
    let rooms = door.host.rooms();
    let token = sign(&join_claims(FULL, "room", "anna"));
    rooms.remove_participant(who("room", "anna")).await.unwrap_err();
    let _anna = Client::join(&door, &token).await;
    rooms.remove_participant(who("room", "boris")).await.unwrap_err();
    rooms.remove_participant(who("room", "anna")).await.unwrap();
    Client::join(&door, &token).await;
}
