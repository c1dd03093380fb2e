//! When it ends: for a participant, for a room.

use super::world::World;
use crate::testing::Publish;
use crate::wire::{self, DisconnectReason, leave_request::Action, signal_request, signal_response};

#[test]
fn a_websocket_that_closes_before_media_connected_is_the_end() {
    let mut world = World::new();
    world.enter("anna", "anna", |_| {}, |_| {});
    world.drop_signal("anna");
    assert_eq!(world.removed.len(), 1);
    let names: Vec<_> = world.event_names().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["room_started", "participant_connection_aborted"]);
}

#[test]
fn media_that_never_connects_is_given_up_after_a_minute() {
    let mut world = World::new();
    world.enter("anna", "anna", |_| {}, |_| {});
    world.seat("anna").link.cut = true;
    world.run(59_000);
    assert!(world.leaves("anna").is_empty());
    world.run(2_000);
    assert_eq!(
        world.leaves("anna"),
        [(DisconnectReason::JoinFailure, Action::Disconnect)]
    );
}

#[test]
fn a_client_that_vanishes_is_told_to_resume_then_removed() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    world.publish("boris", Publish::microphone("mic"));
    world.seat("boris").link.cut = true;
    let lost = |world: &World| {
        let log = world.seats["anna"].client.log().iter();
        log.filter_map(|message| match &message.message {
            Some(signal_response::Message::ConnectionQuality(update)) => Some(update.updates.clone()),
            _ => None,
        })
        .flatten()
        .any(|update| update.quality() == wire::ConnectionQuality::Lost)
    };
    for (ms, expected) in [(9_500, false), (1_500, true), (3_500, true)] {
        world.run(ms);
        assert_eq!(lost(&world), expected, "{ms}");
    }
    assert!(world.leaves("boris").is_empty());
    world.run(1_500);
    assert_eq!(
        world.leaves("boris"),
        [(DisconnectReason::ConnectionTimeout, Action::Resume)]
    );
    assert!(world.client("anna").participants().contains_key("boris"));
    world.run(6_000);
    assert!(!world.client("anna").participants().contains_key("boris"));
}

#[test]
fn a_lost_websocket_is_kept_while_media_lives_and_no_longer() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let track = world.publish("boris", Publish::microphone("mic"));
    world.drop_signal("boris");
    world.run(30_000);
    assert!(world.client("anna").participants().contains_key("boris"));
    assert!(world.received("anna", &track).packets > 1_000, "and heard");
    world.seat("boris").link.cut = true;
    world.run(9_000);
    assert!(world.client("anna").participants().contains_key("boris"));
    world.run(2_000);
    assert!(!world.client("anna").participants().contains_key("boris"));
}

#[test]
fn a_websocket_without_pings_is_closed() {
    let mut world = World::new();
    world.join("anna");
    world.client("anna").stop_pings();
    world.run(14_000);
    assert!(!world.seat("anna").closed);
    world.run(2_000);
    assert!(world.seat("anna").closed);
    assert!(world.removed.is_empty(), "its media lives");
}

#[test]
fn an_empty_room_ends_and_a_left_one_sooner() {
    let mut world = World::new();
    world.run(299_000);
    assert!(!world.finished);
    world.run(2_000);
    assert!(world.finished);

    let mut world = World::new();
    world.join("anna");
    world.run(320_000);
    world
        .client("anna")
        .request(signal_request::Message::Leave(Default::default()));
    world.run(19_000);
    assert!(!world.finished);
    world.run(2_000);
    assert!(world.finished);
    world.enter("late", "late", |_| {}, |_| {});
    world.run(100);
    assert_eq!(
        world.leaves("late"),
        [(DisconnectReason::RoomClosed, Action::Reconnect)]
    );
}

#[test]
fn somebody_who_comes_back_in_time_keeps_the_room() {
    let mut world = World::new();
    world.join("anna");
    world
        .client("anna")
        .request(signal_request::Message::Leave(Default::default()));
    world.run(15_000);
    world.enter("boris", "boris", |_| {}, |_| {});
    world.run(10_000);
    assert!(!world.finished);
}

#[test]
fn a_client_that_closes_its_media_may_say_why_for_two_seconds() {
    let mut world = World::new();
    world.join("anna");
    let peer = world.seat("anna").peer.unwrap();
    world.client("anna").close();
    world.run(1_500);
    assert!(world.removed.is_empty());
    world.run(2_000);
    assert_eq!(world.removed, [peer]);
    assert_eq!(
        world.leaves("anna"),
        [(DisconnectReason::StateMismatch, Action::Reconnect)]
    );

    world.join("boris");
    world.client("boris").close();
    world.run(100);
    world.drop_signal("boris");
    assert_eq!(world.removed.len(), 2, "a closed tab is gone at once");
}
