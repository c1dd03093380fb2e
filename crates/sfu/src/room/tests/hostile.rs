//! Bad input: the call goes on.

use std::net::SocketAddr;

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

use super::world::{SERVER, World};
use crate::testing::Publish;
use crate::wire::{self, DisconnectReason, Message as _, leave_request::Action, signal_request};
use crate::{Command, CommandReply, Input, PeerId};

/// Anna speaks and shows herself to Boris; Mallory is there too.
fn world() -> (World, [String; 2]) {
    let mut world = World::new();
    for name in ["anna", "boris", "mallory"] {
        world.join(name);
    }
    let tracks = [
        world.publish("anna", Publish::microphone("mic")),
        world.publish("anna", Publish::camera("cam", 2)),
    ];
    world.run(1_000);
    (world, tracks)
}

/// The call goes on: both tracks flow for another second.
fn goes_on(world: &mut World, tracks: &[String; 2]) {
    let before = tracks.each_ref().map(|track| world.received("boris", track).packets);
    world.run(1_000);
    for (track, before) in tracks.iter().zip(before) {
        let after = world.received("boris", track).packets;
        assert!(after > before + 30, "{track}: {before} → {after}");
    }
}

fn addresses(world: &World, name: &str) -> (PeerId, SocketAddr, SocketAddr) {
    let seat = &world.seats[name];
    (seat.peer.unwrap(), seat.address, SERVER.parse().unwrap())
}

#[test]
fn asvs_17_2_4_a_hundred_thousand_random_datagrams_are_survived() {
    let (mut world, tracks) = world();
    let mut random = StdRng::from_seed([3; 32]);
    let (peer, source, destination) = addresses(&world, "anna");
    let elsewhere: SocketAddr = "192.0.2.9:9".parse().unwrap();
    let mut bytes = [0; 200];
    for round in 0..100_000_u32 {
        let length = random.random_range(0..bytes.len());
        random.fill_bytes(&mut bytes[..length]);
        // What looks like STUN, DTLS, RTP and RTCP goes deeper than the rest.
        if let Some(first) = bytes.first_mut().filter(|_| length > 0) {
            *first = match round % 5 {
                0 => 0,
                1 => 22,
                2 | 3 => 0x90,
                _ => *first,
            };
        }
        let source = if round % 3 == 0 { elsewhere } else { source };
        let peer = if round % 50 == 0 { PeerId(9_999) } else { peer };
        let contents = &bytes[..length];
        world.room.handle(
            world.now,
            Input::Datagram {
                peer,
                source,
                destination,
                contents,
            },
        );
        if round % 64 == 0 {
            world.input(Input::Timeout);
        }
    }
    assert!(world.removed.is_empty());
    goes_on(&mut world, &tracks);
    let Ok(CommandReply::Stats(stats)) = world.command(Command::Stats) else {
        panic!()
    };
    assert!(stats.datagrams_refused > 30_000, "{stats:?}");
    assert_eq!(stats.peer_panics, 0);
}

#[test]
fn asvs_17_2_3_forged_and_truncated_media_is_dropped() {
    let (mut world, tracks) = world();
    let (peer, source, destination) = addresses(&world, "anna");
    let mut random = StdRng::from_seed([4; 32]);
    let mut real = Vec::new();
    // True packets of Anna's, caught on the way.
    while real.len() < 40 {
        let before = real.len();
        real.extend(world.network.catch_datagrams("anna"));
        world.run(if real.len() == before { 10 } else { 5 });
    }
    let before = tracks.each_ref().map(|track| world.received("boris", track));
    let now = world.now;
    let stats_before = world.stats();
    for datagram in &real {
        for _ in 0..20 {
            let mut forged = datagram.clone();
            match random.random_range(0..3) {
                0 => forged.truncate(random.random_range(0..datagram.len())),
                _ => {
                    for _ in 0..random.random_range(1..4) {
                        let at = random.random_range(0..forged.len());
                        forged[at] ^= 1 << random.random_range(0..8);
                    }
                }
            }
            world.room.handle(
                now,
                Input::Datagram {
                    peer,
                    source,
                    destination,
                    contents: &forged,
                },
            );
        }
    }
    world.input(Input::Timeout);
    let stats = world.stats();
    assert_eq!(
        stats.packets_in, stats_before.packets_in,
        "not one forged packet was taken"
    );
    assert_eq!(stats.packets_forwarded, stats_before.packets_forwarded);
    for (track, before) in tracks.iter().zip(before) {
        assert_eq!(world.received("boris", track).packets, before.packets);
    }
    goes_on(&mut world, &tracks);
}

#[test]
fn asvs_17_2_3_replayed_media_is_dropped() {
    let (mut world, tracks) = world();
    let (peer, source, destination) = addresses(&world, "anna");
    let mut real = Vec::new();
    while real.len() < 40 {
        let before = real.len();
        real.extend(world.network.tap_datagrams("anna"));
        world.run(if real.len() == before { 10 } else { 5 });
    }
    world.run(50);
    let before = world.stats().packets_forwarded;
    for datagram in &real {
        for _ in 0..3 {
            world.room.handle(
                world.now,
                Input::Datagram {
                    peer,
                    source,
                    destination,
                    contents: datagram,
                },
            );
        }
    }
    assert_eq!(world.stats().packets_forwarded, before);
    goes_on(&mut world, &tracks);
}

#[test]
fn asvs_17_3_2_mutated_signalling_is_survived() {
    let (mut world, tracks) = world();
    let mut random = StdRng::from_seed([5; 32]);
    let samples = samples(&mut world);
    for (number, sample) in samples.iter().enumerate() {
        for _ in 0..200 {
            let mut bytes = sample.encode_to_vec();
            for _ in 0..random.random_range(1..6) {
                mutate(&mut bytes, &mut random);
            }
            // What cannot be decoded never reaches a room.
            let Ok(request) = crate::signal::decode::request(&bytes) else {
                continue;
            };
            let Some(connection) = world.seat("mallory").connection else {
                panic!("sample {number}")
            };
            world.room.handle(
                world.now,
                Input::Signal {
                    connection,
                    request: Box::new(request),
                },
            );
            // A refusal may end Mallory, never anyone else: then another one comes.
            let mut outputs = crate::Outputs::default();
            world.room.poll_outputs(&mut outputs);
            if outputs
                .list
                .iter()
                .any(|output| matches!(output, crate::Output::PeerRemoved { .. }))
            {
                world.enter("mallory", "mallory", |_| {}, |_| {});
            }
        }
        world.run(50);
    }
    goes_on(&mut world, &tracks);
    assert_eq!(world.stats().participants, 3);
}

/// One of each message a client sends.
fn samples(world: &mut World) -> Vec<wire::SignalRequest> {
    use signal_request::Message;
    let offer = world.client("mallory").join_request().publisher_offer.unwrap();
    let state = wire::SyncState {
        answer: Some(offer.clone()),
        subscription: Some(wire::UpdateSubscription {
            track_sids: vec!["TR_x".to_owned()],
            ..Default::default()
        }),
        data_channels: vec![wire::DataChannelInfo::default()],
        ..Default::default()
    };
    let messages = [
        Message::Offer(offer.clone()),
        Message::Answer(offer),
        Message::Trickle(wire::TrickleRequest {
            candidate_init: r#"{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host"}"#.to_owned(),
            ..Default::default()
        }),
        Message::AddTrack(Publish::camera("cam", 3).request()),
        Message::Mute(wire::MuteTrackRequest {
            sid: "TR_x".to_owned(),
            muted: true,
        }),
        Message::Subscription(wire::UpdateSubscription {
            track_sids: vec!["TR_x".to_owned()],
            subscribe: true,
            ..Default::default()
        }),
        Message::TrackSetting(wire::UpdateTrackSettings {
            track_sids: vec!["TR_x".to_owned()],
            width: 640,
            height: 360,
            ..Default::default()
        }),
        Message::Leave(wire::LeaveRequest::default()),
        Message::SubscriptionPermission(wire::SubscriptionPermission {
            all_participants: true,
            ..Default::default()
        }),
        Message::SyncState(state),
        Message::Simulate(wire::SimulateScenario {
            scenario: Some(wire::simulate_scenario::Scenario::SpeakerUpdate(3)),
        }),
        Message::Ping(1),
        Message::PingReq(wire::Ping { timestamp: 1, rtt: 2 }),
        Message::UpdateMetadata(wire::UpdateParticipantMetadata {
            name: "x".to_owned(),
            ..Default::default()
        }),
        Message::UpdateAudioTrack(wire::UpdateLocalAudioTrack::default()),
        Message::UpdateVideoTrack(wire::UpdateLocalVideoTrack::default()),
    ];
    messages
        .map(|message| wire::SignalRequest { message: Some(message) })
        .into()
}

fn mutate(bytes: &mut Vec<u8>, random: &mut StdRng) {
    let length = bytes.len();
    match random.random_range(0..5) {
        _ if length == 0 => bytes.push(random.random()),
        0 => bytes.truncate(random.random_range(0..length)),
        1 => bytes.insert(random.random_range(0..length), random.random()),
        2 => {
            let (from, to) = (random.random_range(0..length), random.random_range(0..length));
            bytes.drain(from.min(to)..from.max(to));
        }
        _ => {
            let at = random.random_range(0..length);
            bytes[at] ^= 1 << random.random_range(0..8);
        }
    }
}

#[test]
fn a_panic_in_one_peer_connection_ends_that_one_only() {
    let (mut world, tracks) = world();
    world.room.break_peer("mallory");
    world.run(3_000);
    assert_eq!(
        world.leaves("mallory"),
        [(DisconnectReason::MediaFailure, Action::Reconnect)]
    );
    assert!(world.seat("mallory").closed);
    let stats = world.stats();
    assert_eq!((stats.peer_panics, stats.participants), (1, 2));
    goes_on(&mut world, &tracks);
    world.enter("mallory", "mallory", |_| {}, |_| {});
    world.run(1_500);
    assert_eq!(world.client("mallory").slot_tracks().len(), 2, "and may come back");
}

#[test]
fn asvs_17_3_1_a_flood_ends_its_sender_only() {
    let (mut world, tracks) = world();
    for _ in 0..2_000 {
        world.client("mallory").request(signal_request::Message::Ping(1));
    }
    world.run(500);
    assert_eq!(
        world.leaves("mallory"),
        [(DisconnectReason::StateMismatch, Action::Disconnect)]
    );
    goes_on(&mut world, &tracks);
}

#[test]
fn asvs_17_3_2_offers_that_cannot_be_answered_end_their_sender_at_once() {
    let (mut world, tracks) = world();
    let good = world.client("mallory").join_request().publisher_offer.unwrap().sdp;
    let many = format!("v=0\r\n{}", "m=audio 9 X 0\r\na=mid:1\r\n".repeat(400));
    for (sdp, action) in [
        (String::new(), Action::Reconnect),
        ("v=0\r\nnonsense".to_owned(), Action::Reconnect),
        (good.replace("a=ice-ufrag", "a=x-ufrag"), Action::Reconnect),
        (good.replace("sha-256", "sha-1"), Action::Disconnect),
        (many, Action::Reconnect),
        ("v=0\r\n".to_owned() + &"a".repeat(2_000_000), Action::Reconnect),
    ] {
        world.enter("mallory", "mallory", |_| {}, |join| join.request.publisher_offer = None);
        let offer = wire::SessionDescription {
            sdp: sdp.clone(),
            id: 1,
            ..Default::default()
        };
        world.client("mallory").request(signal_request::Message::Offer(offer));
        world.run(100);
        let leave = (DisconnectReason::MediaFailure, action);
        assert_eq!(world.leaves("mallory"), [leave], "{}", &sdp[..sdp.len().min(60)]);
    }
    goes_on(&mut world, &tracks);
}

#[test]
fn asvs_17_2_8_a_certificate_that_is_not_the_offered_one_ends_the_connection() {
    let (mut world, tracks) = world();
    world.enter(
        "mallory",
        "mallory",
        |_| {},
        |join| {
            let offer = join.request.publisher_offer.as_mut().unwrap();
            let at = offer.sdp.find("sha-256 ").unwrap() + 8;
            let digit = &offer.sdp[at..=at];
            let other = if digit == "0" { "1" } else { "0" };
            let fingerprint = offer.sdp[at..].lines().next().unwrap().to_owned();
            let forged = format!("{other}{}", &fingerprint[1..]);
            offer.sdp = offer.sdp.replace(&fingerprint, &forged);
        },
    );
    world.run(3_000);
    assert_eq!(
        world.leaves("mallory"),
        [(DisconnectReason::MediaFailure, Action::Reconnect)]
    );
    goes_on(&mut world, &tracks);
}

#[test]
fn nothing_is_sent_to_addresses_that_did_not_speak_first() {
    let mut world = World::new();
    world.enter(
        "mallory",
        "mallory",
        |_| {},
        |join| {
            let offer = join.request.publisher_offer.as_mut().unwrap();
            let victim = "a=candidate:1 1 udp 2130706175 192.0.2.66 53 typ host\r\n";
            offer.sdp = offer.sdp.replace("a=mid:", &format!("{victim}a=mid:"));
        },
    );
    world.seat("mallory").link.cut = true;
    let mut outputs = crate::Outputs::default();
    for _ in 0..200 {
        world.now += std::time::Duration::from_millis(50);
        world.room.handle(world.now, Input::Timeout);
        world.room.poll_outputs(&mut outputs);
    }
    assert!(outputs.datagrams.is_empty());
}

#[test]
fn messages_of_unknown_connections_are_dropped() {
    let (mut world, tracks) = world();
    let connection = world.connection();
    let message = Some(signal_request::Message::Leave(wire::LeaveRequest::default()));
    world.input(Input::Signal {
        connection,
        request: Box::new(wire::SignalRequest { message }),
    });
    world.input(Input::SignalClosed { connection });
    world.input(Input::Signal {
        connection,
        request: Box::default(),
    });
    goes_on(&mut world, &tracks);
}

#[test]
fn asvs_17_3_1_offers_are_counted_while_a_requirement_stays_unmet() {
    let (mut world, tracks) = world();
    // More videos than slots: a requirement is under way that Mallory never meets.
    for number in 0..4 {
        let name = format!("guest{number}");
        world.join(&name);
        world.publish(&name, Publish::camera("cam", 1));
    }
    let offer = world.last_offer("mallory");
    for id in 0..200 {
        let offer = wire::SessionDescription { id, ..offer.clone() };
        world.client("mallory").request(signal_request::Message::Offer(offer));
    }
    world.client("mallory").deaf();
    world.run(500);
    assert_eq!(
        world.leaves("mallory"),
        [(DisconnectReason::StateMismatch, Action::Disconnect)]
    );
    goes_on(&mut world, &tracks);
}

#[test]
fn asvs_17_3_1_changes_of_who_may_subscribe_are_counted() {
    let (mut world, tracks) = world();
    for number in 0..200 {
        let permission = wire::SubscriptionPermission {
            all_participants: number % 2 == 0,
            ..Default::default()
        };
        world
            .client("mallory")
            .request(signal_request::Message::SubscriptionPermission(permission));
    }
    world.run(500);
    assert_eq!(
        world.leaves("mallory"),
        [(DisconnectReason::StateMismatch, Action::Disconnect)]
    );
    goes_on(&mut world, &tracks);
}
