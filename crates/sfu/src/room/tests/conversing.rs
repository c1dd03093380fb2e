//! Data packets and speakers.

use super::world::World;
use crate::testing::Publish;
use crate::wire::data_packet::{Kind, Value};
use crate::wire::{self, signal_response};
use crate::{Command, CommandRefusal};

fn chat(text: &str, to: &[&str]) -> wire::DataPacket {
    wire::DataPacket {
        destination_identities: to.iter().map(|&name| name.to_owned()).collect(),
        value: Some(Value::User(wire::UserPacket {
            payload: text.as_bytes().to_vec(),
            ..Default::default()
        })),
        ..Default::default()
    }
}

fn world(names: &[&str]) -> World {
    let mut world = World::new();
    for name in names {
        world.join(name);
    }
    world.run(500);
    world
}

/// What came: who from, which text.
fn heard(world: &mut World, name: &str) -> Vec<(Kind, String, String)> {
    let packets = world.client(name).take_data();
    packets
        .into_iter()
        .map(|(kind, packet)| {
            let text = match packet.value {
                Some(Value::User(user)) => String::from_utf8(user.payload).unwrap(),
                other => panic!("{other:?}"),
            };
            (kind, packet.participant_identity, text)
        })
        .collect()
}

#[test]
fn cnf_13_messages_reach_everyone_else_both_ways() {
    let mut world = world(&["anna", "boris", "vera"]);
    for kind in [Kind::Reliable, Kind::Lossy] {
        assert!(world.client("anna").send_data(kind, chat("hello", &[])));
        world.run(200);
        for name in ["boris", "vera"] {
            assert_eq!(heard(&mut world, name), [(kind, "anna".to_owned(), "hello".to_owned())]);
        }
        assert!(heard(&mut world, "anna").is_empty(), "never back to the sender");
        assert!(world.client("boris").send_data(kind, chat("hi", &[])));
        world.run(200);
        assert_eq!(heard(&mut world, "anna"), [(kind, "boris".to_owned(), "hi".to_owned())]);
        heard(&mut world, "vera");
    }
}

#[test]
fn messages_for_one_reach_one() {
    let mut world = world(&["anna", "boris", "vera"]);
    world
        .client("anna")
        .send_data(Kind::Reliable, chat("secret", &["vera"]));
    world.run(200);
    assert!(heard(&mut world, "boris").is_empty());
    assert_eq!(heard(&mut world, "vera").len(), 1);
}

#[test]
fn without_the_right_nothing_is_relayed() {
    let mut world = world(&["boris"]);
    world.enter("mute", "mute", |_| {}, |join| join.permission.can_publish_data = false);
    world.run(1_000);
    world.client("mute").send_data(Kind::Reliable, chat("x", &[]));
    world.run(200);
    assert!(heard(&mut world, "boris").is_empty());
}

#[test]
fn what_is_no_packet_is_dropped() {
    let mut world = world(&["anna", "boris"]);
    for bytes in [&b"\xff\xff"[..], b"plain text", &[0; 60_000]] {
        world.client("anna").send_bytes("_reliable", bytes);
        world.client("anna").send_bytes("_data_track", bytes);
    }
    world.run(300);
    world.client("anna").send_data(Kind::Reliable, chat("still here", &[]));
    world.run(300);
    assert_eq!(heard(&mut world, "boris").len(), 1);
}

#[test]
fn many_and_large_messages_arrive_in_order_over_loss() {
    let mut world = world(&["anna", "boris"]);
    world.seat("boris").link.loss = 5;
    for number in 0..40 {
        let text = format!("{number:05}{}", "x".repeat(15_000));
        while !world.client("anna").send_data(Kind::Reliable, chat(&text, &[])) {
            world.run(20);
        }
        world.run(20);
    }
    world.run(5_000);
    let numbers: Vec<usize> = heard(&mut world, "boris")
        .iter()
        .map(|(_, _, text)| text[..5].parse().unwrap())
        .collect();
    assert_eq!(numbers, (0..40).collect::<Vec<_>>());
}

#[test]
fn a_reader_that_does_not_read_costs_so_much_and_no_more() {
    let mut world = world(&["anna", "boris", "vera"]);
    world.seat("boris").link.cut = true;
    for _ in 0..100 {
        let text = "x".repeat(20_000);
        while !world.client("anna").send_data(Kind::Reliable, chat(&text, &[])) {
            world.run(20);
        }
        world.run(30);
    }
    world.run(500);
    assert_eq!(heard(&mut world, "vera").len(), 100, "others get everything");
    let Ok(crate::CommandReply::Stats(stats)) = world.command(Command::Stats) else {
        panic!()
    };
    assert!(stats.data_lost > 30, "{stats:?}");
}

#[test]
fn roomservice_sends_data_once_per_nonce() {
    let mut world = world(&["anna", "boris"]);
    let request = |nonce: &[u8], to: &[&str]| {
        Command::SendData(Box::new(wire::SendDataRequest {
            data: b"notice".to_vec(),
            nonce: nonce.to_vec(),
            destination_identities: to.iter().map(|&name| name.to_owned()).collect(),
            ..Default::default()
        }))
    };
    for _ in 0..2 {
        world.command(request(&[9; 16], &["anna"])).unwrap();
    }
    assert_eq!(
        world.command(request(&[9; 5], &[])).unwrap_err(),
        CommandRefusal::BadNonce
    );
    world.run(200);
    assert_eq!(heard(&mut world, "anna").len(), 1);
    assert!(heard(&mut world, "boris").is_empty());
    world.command(request(&[], &[])).unwrap();
    world.run(200);
    assert_eq!(heard(&mut world, "boris").len(), 1);
}

#[test]
fn speakers_are_told_to_those_who_hear_them_when_they_change() {
    let mut world = world(&["anna", "boris"]);
    world.enter("deaf", "deaf", |options| options.auto_subscribe = false, |_| {});
    world.run(1_000);
    world.publish("anna", Publish::microphone("mic"));
    world.run(2_000);
    let anna = world.client("anna").own_sid().to_owned();
    let told = |world: &World, name: &str| {
        let log = world.seats[name].client.log().iter();
        log.filter_map(|message| match &message.message {
            Some(signal_response::Message::SpeakersChanged(changed)) => Some(changed.speakers.clone()),
            _ => None,
        })
        .flatten()
        .collect::<Vec<_>>()
    };
    for name in ["anna", "boris"] {
        let speakers = told(&world, name);
        assert!(
            speakers
                .iter()
                .all(|one| one.sid == anna && one.active && one.level > 0.0)
        );
        assert!((1..=3).contains(&speakers.len()), "only changes: {speakers:?}");
    }
    assert!(told(&world, "deaf").is_empty());
    world.client("anna").set_audio_level("mic", 90);
    world.run(1_200);
    let last = told(&world, "boris").last().cloned().unwrap();
    assert!(!last.active && last.level == 0.0);
}
