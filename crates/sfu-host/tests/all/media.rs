//! Media over real sockets: the worker, its port and its tables.

use sfu_host::{HostOptions, wire};

use crate::support::{Caller, Client, Door, FULL, INTERNAL, join_claims, options, sign, soon};

#[tokio::test]
async fn pictures_and_sound_flow_both_ways_and_joining_is_told_when_they_can() {
    let door = Door::open().await;
    let mut events = door.host.events();
    // Her WebSocket is open, her media never connects.
    let _silent = Client::join(&door, &sign(&join_claims(FULL, "room", "silent"))).await;
    let mut anna = Caller::join(&door, FULL, "room", "anna").await;
    let mut boris = Caller::join(&door, FULL, "room", "boris").await;
    anna.hears(1).await;
    boris.hears(1).await;
    let mut told = Vec::new();
    while let Ok(event) = events.try_recv() {
        told.push((
            event.event,
            event.participant.map(|who| who.identity).unwrap_or_default(),
        ));
    }
    assert_eq!(told.first().unwrap().0, "room_started");
    let of = |kind: &str| -> Vec<&str> {
        let mut who: Vec<_> = told
            .iter()
            .filter(|(event, _)| event == kind)
            .map(|(_, who)| who.as_str())
            .collect();
        who.sort_unstable();
        who
    };
    assert_eq!(of("participant_joined"), ["anna", "boris"]);
    assert_eq!(of("track_published"), ["anna", "anna", "boris", "boris"]);
    let figures = door.host.figures();
    assert_eq!((figures.rooms, figures.participants, figures.connections), (1, 3, 3));
    assert!(figures.datagrams_in > 0 && figures.datagrams_out >= figures.send_calls);
}

#[tokio::test]
async fn an_address_translated_on_the_way_works() {
    let public = [203, 0, 113, 5].into();
    let door = Door::open_with(HostOptions {
        advertise: vec![public],
        ..options()
    })
    .await;
    let mut anna = Caller::join_through(&door, FULL, "room", "anna", Some(public)).await;
    let mut boris = Caller::join(&door, FULL, "room", "boris").await;
    anna.hears(1).await;
    boris.hears(1).await;
}

/// A receiver is on the roster or receives nothing (ghosts after removal: CVE-2020-3419, CVE-2020-3471).
#[tokio::test]
async fn who_was_removed_hears_nothing_more() {
    let door = Door::open().await;
    let mut anna = Caller::join(&door, INTERNAL, "vc_room", "anna").await;
    let mut boris = Caller::join(&door, INTERNAL, "vc_room", "boris").await;
    let mut ghost = Caller::join(&door, INTERNAL, "vc_room", "ghost").await;
    for one in [&mut anna, &mut boris, &mut ghost] {
        one.hears(2).await;
    }
    let who = wire::RoomParticipantIdentity {
        room: "vc_room".into(),
        identity: "ghost".into(),
        ..Default::default()
    };
    door.host.rooms().remove_participant(who).await.unwrap();
    // What was under way arrives; then others receive on, and the ghost does not.
    let frames = anna.progress().frames;
    anna.until("pictures after the removal", |progress| progress.frames >= frames + 3)
        .await;
    let heard = ghost.progress().datagrams;
    let frames = boris.progress().frames;
    boris
        .until("pictures long after", |progress| progress.frames >= frames + 15)
        .await;
    assert_eq!(ghost.progress().datagrams, heard);
}

#[tokio::test]
async fn rooms_live_on_their_own_workers_and_are_all_listed() {
    let first = three_free_ports();
    let door = Door::open_with(HostOptions {
        udp_ports: first..=first + 2,
        ..options()
    })
    .await;
    let mut callers = Vec::new();
    for n in 0..6 {
        let room = format!("room{n}");
        callers.push(Caller::join(&door, FULL, &room, "anna").await);
        callers.push(Caller::join(&door, FULL, &room, "boris").await);
    }
    for one in &mut callers {
        one.hears(1).await;
    }
    let listed = door
        .host
        .rooms()
        .list_rooms(wire::ListRoomsRequest::default())
        .await
        .unwrap();
    let names: Vec<_> = listed.rooms.iter().map(|room| room.name.as_str()).collect();
    assert_eq!(names, ["room0", "room1", "room2", "room3", "room4", "room5"]);
    assert_eq!(door.host.media_addresses().len(), 3);
    soon("the stop", door.host.shutdown(std::time::Duration::from_secs(5))).await;
}

/// The first of three free ports in a row.
fn three_free_ports() -> u16 {
    use std::net::UdpSocket;

    loop {
        let one = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = one.local_addr().unwrap().port();
        let next = |n| {
            port.checked_add(n)
                .and_then(|port| UdpSocket::bind(("127.0.0.1", port)).ok())
        };
        if let (Some(_), Some(_)) = (next(1), next(2)) {
            return port;
        }
    }
}
