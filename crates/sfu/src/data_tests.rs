#![expect(deprecated, reason = "the fields older clients read are tested too")]

use super::*;

const ANNA: Sender<'static> = Sender {
    sid: "PA_anna",
    identity: "anna",
};

fn user(destinations: &[&str]) -> wire::DataPacket {
    wire::DataPacket {
        participant_identity: "forged".to_owned(),
        participant_sid: "PA_forged".to_owned(),
        sequence: 7,
        value: Some(Value::User(wire::UserPacket {
            participant_identity: "forged".to_owned(),
            participant_sid: "PA_forged".to_owned(),
            payload: b"hello".to_vec(),
            destination_identities: destinations.iter().map(|&name| name.to_owned()).collect(),
            ..Default::default()
        })),
        ..Default::default()
    }
}

fn stamped(packet: &wire::DataPacket) -> Packet {
    Packet::stamp(&packet.encode_to_vec(), Kind::Lossy, ANNA).unwrap()
}

#[test]
fn the_true_sender_is_written_everywhere() {
    let packet = stamped(&user(&[]));
    let out = wire::DataPacket::decode(&*packet.bytes).unwrap();
    assert_eq!((&*out.participant_sid, &*out.participant_identity), ("PA_anna", "anna"));
    assert_eq!(out.kind, i32::from(Kind::Lossy));
    let Some(Value::User(user)) = out.value else {
        panic!("no user packet")
    };
    assert_eq!(
        (&*user.participant_sid, &*user.participant_identity),
        ("PA_anna", "anna")
    );
    assert_eq!(user.payload, b"hello");
    assert_eq!(packet.sequence, 7);
}

#[test]
fn destinations_are_the_union_of_both_lists() {
    let everyone = stamped(&user(&[]));
    assert!(everyone.is_for("boris", "PA_b"));
    let inner = stamped(&user(&["boris"]));
    let mut outer = user(&[]);
    outer.destination_identities.push("boris".to_owned());
    let mut both = user(&["boris"]);
    both.destination_identities.push("vera".to_owned());
    for (packet, boris, vera) in [
        (inner, true, false),
        (stamped(&outer), true, false),
        (stamped(&both), true, true),
    ] {
        assert_eq!(
            (packet.is_for("boris", "PA_b"), packet.is_for("vera", "PA_v")),
            (boris, vera)
        );
    }
}

#[test]
fn what_is_no_packet_is_dropped() {
    let empty = wire::DataPacket::default().encode_to_vec();
    let large = vec![0; MAX_PACKET + 1];
    for bytes in [&b"\xff\xff\xff"[..], &empty, &large] {
        assert!(Packet::stamp(bytes, Kind::Reliable, ANNA).is_none());
    }
}

#[test]
fn repeated_numbers_are_dropped() {
    let mut channels = DataChannels::default();
    let new: Vec<_> = [1, 2, 2, 1, 5, 4, 0, 0]
        .map(|sequence| channels.is_new(sequence))
        .into();
    assert_eq!(new, [true, true, false, false, true, false, true, true]);
    assert_eq!(channels.last_sequence(), 5);
}

#[test]
fn a_slow_reader_is_held_so_much_and_no_more() {
    let mut channels = DataChannels::default();
    let packet: Arc<[u8]> = vec![0; 30 * 1024].into();
    let taken = (0..10).filter(|_| channels.hold(packet.clone())).count();
    assert_eq!(taken, 3, "the channel has not opened");
    while channels.first_held().is_some() {
        channels.drop_first();
    }
    assert!(channels.hold(packet), "room again");
}

#[test]
fn service_packets_come_from_nobody() {
    let request = wire::SendDataRequest {
        data: b"note".to_vec(),
        kind: Kind::Reliable.into(),
        destination_identities: vec!["anna".to_owned()],
        topic: Some("topic".to_owned()),
        ..Default::default()
    };
    let packet = Packet::from_service(&request);
    assert!(packet.is_for("anna", "") && !packet.is_for("boris", ""));
    let out = wire::DataPacket::decode(&*packet.bytes).unwrap();
    assert_eq!(out.participant_identity, "");
    let Some(Value::User(user)) = out.value else {
        panic!("no user packet")
    };
    assert_eq!((user.topic.as_deref(), &*user.payload), (Some("topic"), &b"note"[..]));
}

#[test]
fn a_nonce_counts_once() {
    let mut nonces = Nonces::default();
    assert!(nonces.is_new(b"a") && !nonces.is_new(b"a") && nonces.is_new(b"b"));
    assert!(nonces.is_new(b"") && nonces.is_new(b""));
    for number in 0..MAX_NONCES {
        nonces.is_new(&number.to_be_bytes());
    }
    assert!(nonces.is_new(b"a"), "forgotten by then");
}
