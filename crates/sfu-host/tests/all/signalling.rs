//! What a client may say on its WebSocket, and what becomes of one that says something else.

use sfu_host::HostOptions;
use sfu_host::wire::signal_request::Message as Say;
use sfu_host::wire::{self, Message as _, leave_request::Action};

use crate::support::{Client, Door, FULL, INTERNAL, join_claims, options, sign, soon};

async fn two(door: &Door) -> (Client, Client) {
    let honest = Client::join(door, &sign(&join_claims(FULL, "room", "anna"))).await;
    let other = Client::join(door, &sign(&join_claims(FULL, "room", "boris"))).await;
    (honest, other)
}

/// Waits until only `who` is left in the room.
async fn only_left(door: &Door, who: &str) {
    let mut events = door.host.events();
    let rooms = door.host.rooms();
    let request = wire::ListParticipantsRequest { room: "room".into() };
    soon("the offender's removal", async {
        loop {
            let listed = rooms.list_participants(request.clone()).await.unwrap();
            if matches!(listed.participants.as_slice(), [one] if one.identity == who) {
                return;
            }
            // Each departure is an event.
            let _ = events.recv().await;
        }
    })
    .await;
}

#[tokio::test]
async fn asvs_17_3_2_a_malformed_message_ends_its_sender_only() {
    let broken: [Vec<u8>; 5] = [
        vec![0xFF; 40],
        vec![0x0A, 0x7F, 1, 2],
        vec![0x08],
        // An offer whose text is no UTF-8.
        vec![0x0A, 4, 0x12, 2, 0xC3, 0x28],
        (0..=255).collect(),
    ];
    for bytes in broken {
        let door = Door::open().await;
        let (mut honest, mut offender) = two(&door).await;
        offender.send_bytes(bytes).await;
        let ending = offender.ending().await;
        assert_eq!(ending.leave.unwrap().action(), Action::Disconnect);
        assert_eq!(ending.close_code, Some(1007));
        honest.ping().await;
        only_left(&door, "anna").await;
    }
}

/// 200 random changes of each message. Those that are no message any more end their connection, each in the same
/// way: one in thirty of them is sent.
#[tokio::test]
async fn asvs_17_3_2_random_changes_of_every_message_hurt_nobody_else() {
    use rand::{RngExt, SeedableRng};

    let door = Door::open().await;
    let mut honest = Client::join(&door, &sign(&join_claims(FULL, "room", "anna"))).await;
    let offender_token = sign(&join_claims(FULL, "room", "offender"));
    let mut random = rand::rngs::StdRng::seed_from_u64(17);
    for message in messages() {
        let request = wire::SignalRequest { message: Some(message) };
        let good = request.encode_to_vec();
        let mut offender = Client::join(&door, &offender_token).await;
        for _ in 0..200 {
            let bytes = changed(&good, &mut random);
            let fatal = wire::SignalRequest::decode(bytes.as_slice()).is_err();
            if fatal && !random.random_ratio(1, 30) {
                continue;
            }
            offender.send_bytes(bytes).await;
            if fatal {
                offender.ending().await;
                offender = Client::join(&door, &offender_token).await;
                honest.ping().await;
            }
        }
        honest.ping().await;
    }
    assert!(door.host.is_running());
    assert_eq!(door.host.figures().room_panics, 0);
}

/// One to three bytes changed, put in or taken out.
fn changed(good: &[u8], random: &mut rand::rngs::StdRng) -> Vec<u8> {
    use rand::RngExt;

    let mut bytes = good.to_vec();
    for _ in 0..random.random_range(1..4) {
        let at = random.random_range(0..bytes.len());
        match random.random_range(0..3) {
            0 => bytes[at] = random.random_range(0..=255),
            1 => bytes.insert(at, random.random_range(0..=255)),
            _ if bytes.len() > 1 => {
                bytes.remove(at);
            }
            _ => {}
        }
    }
    bytes
}

/// One of each kind of message a client sends.
fn messages() -> Vec<Say> {
    let offer = wire::SessionDescription {
        r#type: "offer".into(),
        sdp: "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".into(),
        id: 3,
        ..Default::default()
    };
    vec![
        Say::Offer(offer.clone()),
        Say::Answer(offer),
        Say::Trickle(wire::TrickleRequest {
            candidate_init: r#"{"candidate":"candidate:1 1 udp 1 127.0.0.1 9 typ host","sdpMid":"0"}"#.into(),
            ..Default::default()
        }),
        Say::AddTrack(wire::AddTrackRequest {
            cid: "cid".into(),
            name: "camera".into(),
            r#type: 1,
            source: 1,
            ..Default::default()
        }),
        Say::Mute(wire::MuteTrackRequest {
            sid: "TR_x".into(),
            muted: true,
        }),
        Say::Subscription(wire::UpdateSubscription {
            track_sids: vec!["TR_x".into()],
            subscribe: true,
            ..Default::default()
        }),
        Say::TrackSetting(wire::UpdateTrackSettings {
            track_sids: vec!["TR_x".into()],
            width: 640,
            height: 360,
            ..Default::default()
        }),
        Say::SubscriptionPermission(wire::SubscriptionPermission {
            all_participants: true,
            ..Default::default()
        }),
        Say::SyncState(wire::SyncState::default()),
        Say::UpdateMetadata(wire::UpdateParticipantMetadata {
            name: "x".into(),
            ..Default::default()
        }),
        Say::PingReq(wire::Ping { timestamp: 1, rtt: 2 }),
        Say::Ping(1),
        Say::Simulate(wire::SimulateScenario::default()),
    ]
}

#[tokio::test]
async fn asvs_17_3_1_a_flood_ends_its_sender_only() {
    let door = Door::open().await;
    let (mut honest, mut offender) = two(&door).await;
    for n in 0..2000 {
        offender.say(Say::Ping(n)).await;
    }
    let ending = offender.ending().await;
    assert_eq!(ending.leave.unwrap().action(), Action::Disconnect);
    assert_eq!(ending.close_code, Some(1008));
    honest.ping().await;
    only_left(&door, "anna").await;
}

#[tokio::test]
async fn who_does_not_read_is_cut_off_and_holds_nobody_up() {
    let door = Door::open().await;
    let mut events = door.host.events();
    let mut honest = Client::join(&door, &sign(&join_claims(FULL, "room", "anna"))).await;
    let _sleeper = Client::join(&door, &sign(&join_claims(FULL, "room", "boris"))).await;
    let rooms = door.host.rooms();
    let cut_off = async {
        loop {
            let event = events.recv().await.unwrap();
            if event.participant.is_some_and(|who| who.identity == "boris") {
                return event.event;
            }
        }
    };
    let talk = async {
        for round in 0.. {
            let request = wire::UpdateRoomMetadataRequest {
                room: "room".into(),
                metadata: format!("{round} {}", "x".repeat(64 * 1024)),
            };
            rooms.update_room_metadata(request).await.unwrap();
            honest
                .hear_for(|said| matches!(said, wire::signal_response::Message::RoomUpdate(_)).then_some(()))
                .await;
        }
    };
    let ended = soon("the end of who does not read", async {
        tokio::select! {
            ended = cut_off => ended,
            () = talk => unreachable!("it talks for ever"),
        }
    })
    .await;
    assert_eq!(ended, "participant_connection_aborted");
    honest.ping().await;
}

#[tokio::test]
async fn text_and_too_long_messages_are_refused() {
    let door = Door::open().await;
    let (mut honest, mut texter) = two(&door).await;
    texter.send_text(r#"{"ping": 1}"#).await;
    assert_eq!(texter.ending().await.close_code, Some(1003));
    let mut long = Client::join(&door, &sign(&join_claims(FULL, "room", "carl"))).await;
    long.send_bytes(vec![0; 1024 * 1024 + 1]).await;
    assert_eq!(long.ending().await.close_code, Some(1009));
    let mut endless = Client::join(&door, &sign(&join_claims(FULL, "room", "dora"))).await;
    endless.send_bytes(vec![0; 16 * 1024 * 1024]).await;
    endless.ending().await;
    honest.ping().await;
}

#[tokio::test]
async fn a_message_of_a_newer_protocol_is_passed_over() {
    let door = Door::open().await;
    let mut client = Client::join(&door, &sign(&join_claims(FULL, "room", "anna"))).await;
    // Field 900, a string: no message known today.
    client.send_bytes(vec![0xA2, 0x38, 2, b'h', b'i']).await;
    client.ping().await;
}

#[tokio::test]
async fn a_fresh_token_comes_soon_after_joining_and_opens_the_door() {
    let door = Door::open().await;
    let mut client = Client::join(&door, &sign(&join_claims(INTERNAL, "vc_room", "anna"))).await;
    let token = client
        .hear_for(|said| match said {
            wire::signal_response::Message::RefreshToken(token) => Some(token),
            _ => None,
        })
        .await;
    let again = Client::join(&door, &token).await;
    assert_ne!(again.sid, client.sid);
    let ending = client.ending().await;
    assert_eq!(
        ending.leave.unwrap().reason(),
        wire::DisconnectReason::DuplicateIdentity
    );
}

#[tokio::test]
async fn coming_back_into_nothing_means_joining_anew() {
    let door = Door::open().await;
    let request = wire::JoinRequest {
        reconnect: true,
        participant_sid: "PA_unknown".into(),
        ..Default::default()
    };
    let token = sign(&join_claims(FULL, "nobody here", "anna"));
    let mut client = Client::open(&door, &token, &request).await.unwrap();
    let leave = client.ending().await.leave.unwrap();
    assert_eq!(leave.action(), Action::Reconnect);
    assert_eq!(leave.reason(), wire::DisconnectReason::StateMismatch);
}

#[tokio::test]
async fn who_never_had_media_joins_anew_instead_of_resuming() {
    let door = Door::open().await;
    let token = sign(&join_claims(FULL, "room", "anna"));
    let client = Client::join(&door, &token).await;
    let request = wire::JoinRequest {
        reconnect: true,
        participant_sid: client.sid.clone(),
        ..Default::default()
    };
    let mut back = Client::open(&door, &token, &request).await.unwrap();
    assert_eq!(back.ending().await.leave.unwrap().action(), Action::Reconnect);
}

#[tokio::test]
async fn test_controls_cut_connections_and_send_farewells() {
    let door = Door::open().await;
    let testing = door.host.testing().unwrap();
    let token = sign(&join_claims(FULL, "room", "anna"));
    testing.drop_signal("room", "anna").await.unwrap_err();
    let mut client = Client::join(&door, &token).await;
    testing.drop_signal("room", "nobody").await.unwrap_err();
    testing.send_leave("room", "anna", Action::Resume).await.unwrap();
    testing.drop_signal("room", "anna").await.unwrap();
    let ending = client.ending().await;
    assert_eq!(ending.leave.unwrap().action(), Action::Resume);
    assert_eq!(ending.close_code, None);
}

#[tokio::test]
async fn test_controls_exist_only_for_tests() {
    let door = Door::open_with(HostOptions {
        testing: false,
        ..options()
    })
    .await;
    assert!(door.host.testing().is_none());
    for path in ["force-layer", "drop-signal", "send-leave"] {
        assert_eq!(door.get(&format!("/rtc/testing/{path}")).await.0, 404);
    }
}
