//! Coming back: over a new WebSocket with the old media, or altogether anew.

use super::world::{World, options};
use crate::testing::Publish;
use crate::wire::simulate_scenario::Scenario;
use crate::wire::{self, DisconnectReason, leave_request::Action, signal_request, signal_response};
use crate::{Command, RoomOptions};

fn world() -> (World, String, String) {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let anna = world.publish("anna", Publish::camera("cam", 2));
    let boris = world.publish("boris", Publish::microphone("mic"));
    world.run(1_000);
    (world, anna, boris)
}

/// Kinds of the messages a client got after the first `from`.
fn kinds(world: &World, name: &str, from: usize) -> Vec<&'static str> {
    let log = &world.seats[name].client.log()[from..];
    log.iter()
        .map(|message| match &message.message {
            Some(signal_response::Message::Reconnect(_)) => "reconnect",
            Some(signal_response::Message::Update(_)) => "update",
            Some(signal_response::Message::RoomUpdate(_)) => "room",
            Some(signal_response::Message::Answer(_)) => "answer",
            Some(signal_response::Message::Leave(_)) => "leave",
            _ => "other",
        })
        .collect()
}

#[test]
fn cnf_13_a_lost_websocket_is_resumed_without_a_break_in_media() {
    let (mut world, anna, boris) = world();
    let before = world.client("boris").log().len();
    world.drop_signal("boris");
    world.run(700);
    world.resume("boris", "boris");
    world.run(3_000);
    let kinds = kinds(&world, "boris", before);
    assert_eq!(kinds[..3], ["reconnect", "update", "room"], "{kinds:?}");
    assert!(kinds.contains(&"answer"), "ICE was restarted: {kinds:?}");
    let frames = world.received("boris", &anna);
    assert!(
        frames.frames > 80 && frames.longest_gap.as_millis() < 200,
        "{:?}",
        frames.longest_gap
    );
    assert!(world.received("anna", &boris).packets > 200);
    assert_eq!(
        world.client("boris").slot_tracks().len(),
        1,
        "the same track in the same slot"
    );
    // And everything works as before.
    let screen = world.publish("boris", Publish::screen("screen"));
    world.run(1_000);
    assert!(world.received("anna", &screen).frames > 10);
}

#[test]
fn who_left_meanwhile_is_told_on_return() {
    let (mut world, _, _) = world();
    world.join("vera");
    world.drop_signal("boris");
    world
        .client("vera")
        .request(signal_request::Message::Leave(Default::default()));
    world.run(500);
    assert!(world.client("boris").participants().contains_key("vera"));
    world.resume("boris", "boris");
    world.run(200);
    assert!(!world.client("boris").participants().contains_key("vera"));
}

#[test]
fn a_new_websocket_replaces_one_that_still_stands() {
    let (mut world, _, _) = world();
    let old = world.seat("boris").connection.unwrap();
    world.resume("boris", "boris");
    world.run(200);
    assert_ne!(world.seat("boris").connection, Some(old));
    assert!(!world.seat("boris").closed);
    assert!(world.removed.is_empty());
}

#[test]
fn whoever_is_not_known_must_begin_anew() {
    let (mut world, _, _) = world();
    for (name, identity) in [("boris", "anna"), ("boris", "nobody")] {
        world.resume(name, identity);
        world.run(100);
        let leave = (DisconnectReason::StateMismatch, Action::Reconnect);
        assert_eq!(world.leaves(name).last(), Some(&leave), "{identity}");
        assert!(world.seat(name).closed);
    }
}

#[test]
fn a_state_that_does_not_match_begins_anew() {
    let (mut world, _, _) = world();
    let state = |sid: &str| {
        signal_request::Message::SyncState(wire::SyncState {
            publish_tracks: vec![wire::TrackPublishedResponse {
                track: Some(wire::TrackInfo {
                    sid: sid.to_owned(),
                    ..Default::default()
                }),
                ..Default::default()
            }],
            ..Default::default()
        })
    };
    let known = world.client("boris").track_sid("mic").unwrap();
    world.client("boris").request(state(&known));
    world.run(100);
    assert!(world.leaves("boris").is_empty());
    world.client("boris").request(state("TR_unknown"));
    world.run(100);
    assert_eq!(
        world.leaves("boris"),
        [(DisconnectReason::StateMismatch, Action::Reconnect)]
    );
}

#[test]
fn the_synchronised_state_brings_back_subscriptions_and_settings() {
    let (mut world, anna, _) = world();
    let state = wire::SyncState {
        subscription: Some(wire::UpdateSubscription {
            track_sids: vec![anna.clone()],
            subscribe: false,
            ..Default::default()
        }),
        ..Default::default()
    };
    world.client("boris").request(signal_request::Message::SyncState(state));
    world.run(300);
    assert!(world.client("boris").slot_tracks().is_empty());
    world.subscribe("boris", &anna, true);
    world.run(1_000);
    let state = wire::SyncState {
        track_sids_disabled: vec![anna.clone()],
        ..Default::default()
    };
    world.client("boris").request(signal_request::Message::SyncState(state));
    world.run(200);
    let before = world.received("boris", &anna).packets;
    world.run(500);
    assert_eq!(world.received("boris", &anna).packets, before);
}

#[test]
fn tests_can_make_the_server_fail() {
    let reconnect = (DisconnectReason::ServerShutdown, Action::Reconnect);
    for (scenario, leave, closed) in [
        (Scenario::ServerLeave(true), Some(reconnect), true),
        (Scenario::LeaveRequestFullReconnect(true), Some(reconnect), true),
        (
            Scenario::Migration(true),
            Some((DisconnectReason::Migration, Action::Resume)),
            true,
        ),
        (Scenario::NodeFailure(true), None, true),
        (Scenario::SubscriberBandwidth(100), None, false),
    ] {
        let (mut world, _, _) = world();
        let simulate = wire::SimulateScenario {
            scenario: Some(scenario),
        };
        world
            .client("boris")
            .request(signal_request::Message::Simulate(simulate));
        world.run(100);
        assert_eq!(world.leaves("boris").first().copied(), leave, "{scenario:?}");
        assert_eq!(world.seat("boris").closed, closed, "{scenario:?}");
    }
}

#[test]
fn tests_can_cut_a_resumption_once() {
    for (scenario, first) in [
        (Scenario::DisconnectSignalOnResume(true), vec!["reconnect"]),
        (Scenario::DisconnectSignalOnResumeNoMessages(true), vec![]),
    ] {
        let (mut world, _, _) = world();
        let simulate = wire::SimulateScenario {
            scenario: Some(scenario),
        };
        world
            .client("boris")
            .request(signal_request::Message::Simulate(simulate));
        world.run(100);
        assert!(world.seat("boris").closed);
        let before = world.client("boris").log().len();
        world.resume("boris", "boris");
        world.run(100);
        assert!(world.seat("boris").closed);
        assert_eq!(kinds(&world, "boris", before), first);
        world.resume("boris", "boris");
        world.run(1_000);
        assert!(!world.seat("boris").closed);
    }
}

#[test]
fn rooms_that_are_not_for_tests_do_not_obey() {
    let mut world = World::with(RoomOptions {
        testing: false,
        ..options()
    });
    world.join("boris");
    let scenario = Some(Scenario::ServerLeave(true));
    let simulate = wire::SimulateScenario { scenario };
    world
        .client("boris")
        .request(signal_request::Message::Simulate(simulate));
    world.run(100);
    assert!(world.leaves("boris").is_empty());
    let drop = Command::DropSignal {
        identity: "boris".to_owned(),
    };
    assert_eq!(world.command(drop).unwrap_err(), crate::CommandRefusal::NotTesting);
}

#[test]
fn what_was_said_while_away_is_said_again() {
    let (mut world, _, _) = world();
    world.drop_signal("boris");
    let track_sid = world.client("boris").track_sid("mic").unwrap();
    world
        .command(Command::MutePublishedTrack {
            identity: "boris".to_owned(),
            track_sid: track_sid.clone(),
            muted: true,
        })
        .unwrap();
    let before = world.client("boris").log().len();
    world.resume("boris", "boris");
    world.run(200);
    let log = &world.seats["boris"].client.log()[before..];
    let mute = log.iter().position(|message| {
        matches!(&message.message, Some(signal_response::Message::Mute(mute)) if mute.sid == track_sid && mute.muted)
    });
    let update = log
        .iter()
        .position(|message| matches!(&message.message, Some(signal_response::Message::Update(_))));
    assert!(
        mute.unwrap() < update.unwrap(),
        "before the client sees that it disagrees"
    );
    let speakers = log
        .iter()
        .any(|message| matches!(&message.message, Some(signal_response::Message::SpeakersChanged(_))));
    assert!(speakers);
}

#[test]
fn whoever_missed_too_much_must_begin_anew() {
    let (mut world, _, _) = world();
    world.drop_signal("boris");
    for number in 0..11 {
        let name = format!("guest{number}");
        world.enter(&name, &name, |_| {}, |join| join.permission.can_subscribe = false);
        world.until("connected", |world| world.seats[&name].client.is_connected());
        world
            .command(Command::RemoveParticipant { identity: name.clone() })
            .unwrap();
        world.seats.remove(&name);
    }
    world.resume("boris", "boris");
    world.run(100);
    let leave = (DisconnectReason::StateMismatch, Action::Reconnect);
    assert_eq!(world.leaves("boris").last(), Some(&leave));
}
