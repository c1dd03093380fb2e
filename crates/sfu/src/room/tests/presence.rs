//! Coming, being there, going: what everyone is told, and when it ends.

use std::time::Duration;

use super::world::{World, options};
use crate::testing::Publish;
use crate::wire::participant_info::State;
use crate::wire::{self, DisconnectReason, leave_request::Action, signal_request, signal_response};
use crate::{Input, RoomOptions};

fn join_response(world: &World, name: &str) -> wire::JoinResponse {
    match &world.seats[name].client.log()[0].message {
        Some(signal_response::Message::Join(join)) => join.clone(),
        other => panic!("join is the first message: {other:?}"),
    }
}

/// Every state of a participant that `name` was told, in order.
fn told(world: &World, name: &str, identity: &str) -> Vec<wire::ParticipantInfo> {
    let log = world.seats[name].client.log().iter();
    log.filter_map(|message| match &message.message {
        Some(signal_response::Message::Update(update)) => Some(update.participants.clone()),
        _ => None,
    })
    .flatten()
    .filter(|participant| participant.identity == identity)
    .collect()
}

#[test]
fn the_join_response_says_what_clients_need() {
    let mut world = World::new();
    world.join("anna");
    world.publish("anna", Publish::microphone("mic"));
    world.join("boris");
    let join = join_response(&world, "boris");
    assert_eq!((join.ping_interval, join.ping_timeout), (5, 15));
    assert!(!join.subscriber_primary && join.fast_publish);
    let server = join.server_info.unwrap();
    assert_eq!((server.version.as_str(), server.protocol), ("1.13.5", 17));
    assert_eq!(join.server_version, "1.13.5");
    assert_eq!(join.enabled_publish_codecs[0].mime, "video/VP8");
    let room = join.room.unwrap();
    assert!(room.sid.starts_with("RM_"));
    assert_eq!(
        (room.name.as_str(), room.empty_timeout, room.departure_timeout),
        ("room", 300, 20)
    );
    let own = join.participant.unwrap();
    assert!(own.sid.starts_with("PA_"));
    assert_eq!((own.identity.as_str(), own.name.as_str()), ("boris", "Name of boris"));
    assert_eq!(own.state(), State::Joined);
    assert!(own.permission.unwrap().can_publish);
    assert!(own.joined_at_ms >= 1_700_000_000_000 && own.joined_at == own.joined_at_ms / 1000);
    assert_eq!(own.client_protocol, 2);
    let [anna] = &join.other_participants[..] else {
        panic!("{:?}", join.other_participants)
    };
    assert_eq!(anna.state(), State::Active);
    assert!(anna.tracks[0].sid.starts_with("TR_AM"));
    let track = &anna.tracks[0];
    assert_eq!((track.mime_type.as_str(), track.muted), ("audio/opus", false));
}

#[test]
fn versions_rise_with_every_change_told() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    world.publish("boris", Publish::camera("cam", 3));
    world.client("boris").mute("cam", true);
    world.run(100);
    world.client("boris").mute("cam", false);
    world.run(100);
    world.client("boris").unpublish("cam");
    world.run(300);
    for observer in ["anna", "boris"] {
        let versions: Vec<_> = told(&world, observer, "boris").iter().map(|one| one.version).collect();
        assert!(versions.len() >= 5, "{observer}: {versions:?}");
        assert!(
            versions.windows(2).all(|pair| pair[0] < pair[1]),
            "{observer}: {versions:?}"
        );
    }
    let states: Vec<_> = told(&world, "anna", "boris")
        .iter()
        .map(wire::ParticipantInfo::state)
        .collect();
    assert!(
        states.iter().all(|state| *state == State::Active),
        "seen once connected"
    );
}

#[test]
fn what_is_published_says_what_it_is() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let sid = world.publish("boris", Publish::camera("cam", 3));
    let track = world.client("anna").participants()["boris"].tracks[0].clone();
    assert_eq!(track.sid, sid);
    assert_eq!(
        (track.source(), track.r#type()),
        (wire::TrackSource::Camera, wire::TrackType::Video)
    );
    assert_eq!(track.mime_type, "video/VP8");
    let codec = &track.codecs[0];
    assert_eq!((codec.mime_type.as_str(), codec.cid.as_str()), ("video/VP8", "cam"));
    let layers: Vec<_> = codec
        .layers
        .iter()
        .map(|layer| (layer.rid.as_str(), layer.height))
        .collect();
    assert_eq!(layers, [("q", 180), ("h", 360), ("f", 720)]);
    let first_subscriber = world.seats["boris"].client.log().iter().any(|message| {
        matches!(&message.message, Some(signal_response::Message::TrackSubscribed(track)) if track.track_sid == sid)
    });
    assert!(first_subscriber);
}

#[test]
fn events_tell_the_outside_in_order() {
    let mut world = World::new();
    world.join("anna");
    world.publish("anna", Publish::microphone("mic"));
    world.client("anna").unpublish("mic");
    world.run(300);
    world
        .client("anna")
        .request(signal_request::Message::Leave(Default::default()));
    world.run(21_000);
    let anna = || "anna".to_owned();
    assert_eq!(
        world.event_names(),
        [
            ("room_started", String::new()),
            ("participant_joined", anna()),
            ("track_published", anna()),
            ("track_unpublished", anna()),
            ("participant_left", anna()),
            ("room_finished", String::new()),
        ]
    );
    assert!(world.finished);
    let mut ids: Vec<_> = world.events.iter().map(|event| event.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), world.events.len());
    let left: wire::WebhookEvent = world.events[4].clone().into();
    assert_eq!(left.event, "participant_left");
    let left = left.participant.unwrap();
    assert_eq!(left.disconnect_reason(), DisconnectReason::ClientInitiated);
}

#[test]
fn a_second_one_of_the_same_identity_takes_the_place() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let first = world.client("boris").own_sid().to_owned();
    world.enter("boris again", "boris", |_| {}, |_| {});
    world.run(1_000);
    assert_eq!(
        world.leaves("boris"),
        [(DisconnectReason::DuplicateIdentity, Action::Disconnect)]
    );
    assert!(world.seat("boris").closed);
    let second = world.client("boris again").own_sid().to_owned();
    assert_ne!(first, second);
    let states: Vec<_> = told(&world, "anna", "boris")
        .iter()
        .map(|one| (one.sid.clone(), one.state()))
        .collect();
    assert!(
        !states.contains(&(first, State::Disconnected)),
        "no flash for new clients"
    );
    assert_eq!(states.last(), Some(&(second, State::Active)));
    let track = world.publish("boris again", Publish::camera("cam", 1));
    world.run(1_000);
    assert!(world.received("anna", &track).frames > 10);
}

#[test]
fn old_clients_are_told_that_the_first_one_left() {
    let mut world = World::new();
    world.enter(
        "old",
        "old",
        |_| {},
        |join| join.request.client_info.as_mut().unwrap().protocol = 9,
    );
    world.run(1_000);
    world.join("boris");
    let first = world.client("boris").own_sid().to_owned();
    world.enter("boris again", "boris", |_| {}, |_| {});
    world.run(1_000);
    let told = told(&world, "old", "boris");
    assert!(
        told.iter()
            .any(|one| one.sid == first && one.state() == State::Disconnected)
    );
}

#[test]
fn a_full_room_refuses() {
    let mut world = World::with(RoomOptions {
        max_participants: 1,
        ..options()
    });
    world.join("anna");
    world.enter("boris", "boris", |_| {}, |_| {});
    world.run(200);
    assert_eq!(
        world.leaves("boris"),
        [(DisconnectReason::JoinFailure, Action::Disconnect)]
    );
    assert!(world.seat("boris").closed);
    world.enter("anna again", "anna", |_| {}, |_| {});
    world.run(200);
    assert!(world.leaves("anna again").is_empty(), "takes the own place");
}

#[test]
fn identities_must_be_there_and_short() {
    let mut world = World::new();
    for identity in [String::new(), "x".repeat(257)] {
        world.enter("seat", &identity, |_| {}, |_| {});
        world.run(100);
        assert_eq!(
            world.leaves("seat"),
            [(DisconnectReason::JoinFailure, Action::Disconnect)]
        );
    }
}

#[test]
fn hidden_participants_are_seen_by_nobody_but_receive() {
    let mut world = World::new();
    world.join("anna");
    let track = world.publish("anna", Publish::microphone("mic"));
    world.enter(
        "ghost",
        "ghost",
        |_| {},
        |join| {
            join.permission.hidden = true;
            join.permission.can_publish = false;
        },
    );
    world.run(1_000);
    assert!(world.received("ghost", &track).packets > 20);
    world.join("boris");
    for name in ["anna", "boris"] {
        assert!(!world.client(name).participants().contains_key("ghost"));
        assert!(told(&world, name, "ghost").is_empty());
    }
    assert_eq!(join_response(&world, "boris").room.unwrap().num_participants, 2);
    world
        .client("ghost")
        .request(signal_request::Message::Leave(Default::default()));
    world.run(200);
    assert!(told(&world, "anna", "ghost").is_empty());
}

#[test]
fn both_kinds_of_ping_are_answered() {
    let mut world = World::new();
    world.join("anna");
    world.client("anna").request(signal_request::Message::Ping(5));
    let ping = wire::Ping { timestamp: 77, rtt: 3 };
    world.client("anna").request(signal_request::Message::PingReq(ping));
    world.run(100);
    let log = world.client("anna").log().to_vec();
    let pong = log.iter().find_map(|message| match &message.message {
        Some(signal_response::Message::Pong(now)) => Some(*now),
        _ => None,
    });
    assert!(pong.unwrap() >= 1_700_000_000_000);
    let answer = log.iter().find_map(|message| match &message.message {
        Some(signal_response::Message::PongResp(pong)) => Some(*pong),
        _ => None,
    });
    let answer = answer.unwrap();
    assert_eq!(answer.last_ping_timestamp, 77);
    assert!(answer.timestamp >= 1_700_000_000_000);
}

#[test]
fn tokens_are_refreshed_at_the_start_and_every_five_minutes() {
    let mut world = World::new();
    world.join("anna");
    assert_eq!(world.tokens.len(), 1);
    let (connection, claims) = world.tokens[0].clone();
    assert_eq!(Some(connection), world.seat("anna").connection);
    assert_eq!(
        (claims.identity.as_str(), claims.permission.can_publish),
        ("anna", true)
    );
    world.run(310_000);
    assert_eq!(world.tokens.len(), 2);
}

#[test]
fn outputs_of_a_round_come_once() {
    let mut world = World::new();
    world.join("anna");
    let mut outputs = crate::Outputs::default();
    world.room.handle(world.now, Input::Timeout);
    world.room.poll_outputs(&mut outputs);
    outputs.clear();
    world.room.poll_outputs(&mut outputs);
    assert!(outputs.list.is_empty() && outputs.datagrams.is_empty());
    assert!(world.room.next_timeout() > world.now);
    assert!(world.room.next_timeout() <= world.now + Duration::from_secs(1));
}

#[test]
fn a_newcomer_that_never_connects_leaves_no_ghost_of_the_one_it_replaced() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    world.enter("second", "boris", |_| {}, |_| {});
    world.seat("second").link.cut = true;
    world.run(500);
    world.enter("third", "boris", |_| {}, |_| {});
    world.seat("third").link.cut = true;
    world.run(500);
    assert!(
        world.client("anna").participants().contains_key("boris"),
        "the place is kept for a while"
    );
    world.drop_signal("third");
    world.run(100);
    assert!(!world.client("anna").participants().contains_key("boris"));
}
