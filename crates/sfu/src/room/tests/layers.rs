//! Simulcast: which layer arrives, how it changes, what the publisher hears of it.

use super::world::World;
use crate::testing::Publish;
use crate::wire::{VideoQuality, signal_response};
use crate::{Command, wire};

fn settings(track: &str, quality: VideoQuality) -> wire::UpdateTrackSettings {
    wire::UpdateTrackSettings {
        track_sids: vec![track.to_owned()],
        quality: quality.into(),
        ..Default::default()
    }
}

/// Anna shows a camera of three layers to Boris.
fn world() -> (World, String) {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let track = world.publish("anna", Publish::camera("cam", 3));
    world.run(1_500);
    assert_eq!(world.received("boris", &track).layer, Some(2));
    (world, track)
}

#[test]
fn layers_change_without_a_freeze_or_a_broken_number() {
    use VideoQuality::{High, Low, Medium};
    let (mut world, track) = world();
    for quality in [Low, Medium, High, Low, High, Medium, Low, High] {
        world.want("boris", settings(&track, quality));
        world.run(1_600);
        assert_eq!(
            world.received("boris", &track).layer,
            Some(quality as u8),
            "{quality:?}"
        );
    }
    let received = world.received("boris", &track);
    assert!(received.longest_gap.as_millis() < 200, "{:?}", received.longest_gap);
    assert_eq!((received.broken_picture_ids, received.broken_timestamps), (0, 0));
    assert_eq!(received.longest_jump, 1);
}

#[test]
fn tests_hold_a_subscriber_on_a_layer() {
    use VideoQuality::{High, Low, Medium};
    let (mut world, track) = world();
    for quality in [Low, Medium, High, Low, High, Medium, Low, High] {
        world
            .command(Command::ForceQuality {
                identity: "boris".to_owned(),
                track_sid: track.clone(),
                quality: Some(quality),
            })
            .unwrap();
        world.run(1_600);
        assert_eq!(
            world.received("boris", &track).layer,
            Some(quality as u8),
            "{quality:?}"
        );
    }
    assert!(world.received("boris", &track).longest_gap.as_millis() < 200);
}

#[test]
fn the_size_of_the_tile_wins_over_the_quality() {
    let (mut world, track) = world();
    for (width, height, layer) in [(300, 150, 0), (640, 360, 1), (800, 450, 2), (320, 180, 0)] {
        let settings = wire::UpdateTrackSettings {
            width,
            height,
            ..settings(&track, VideoQuality::High)
        };
        world.want("boris", settings);
        world.run(1_600);
        assert_eq!(world.received("boris", &track).layer, Some(layer), "{width}×{height}");
    }
}

#[test]
fn measured_tiles_begin_with_the_lowest_layer() {
    let mut world = World::new();
    world.join("anna");
    world.enter("boris", "boris", |options| options.adaptive_stream = true, |_| {});
    world.run(1_000);
    let track = world.publish("anna", Publish::camera("cam", 3));
    world.run(2_000);
    assert_eq!(world.received("boris", &track).layer, Some(0));
}

#[test]
fn a_disabled_track_sends_nothing_and_keeps_its_slot() {
    let (mut world, track) = world();
    let disabled = wire::UpdateTrackSettings {
        disabled: true,
        ..settings(&track, VideoQuality::High)
    };
    world.want("boris", disabled);
    world.run(200);
    let before = world.received("boris", &track).packets;
    world.run(1_000);
    assert_eq!(world.received("boris", &track).packets, before);
    assert_eq!(world.client("boris").slot_tracks().len(), 1);
    world.want("boris", settings(&track, VideoQuality::High));
    world.run(1_500);
    let received = world.received("boris", &track);
    assert!(received.packets > before + 50);
    assert_eq!((received.broken_picture_ids, received.longest_jump), (0, 1));
}

#[test]
fn settings_said_before_the_track_is_there_are_kept() {
    let mut world = World::new();
    world.join("anna");
    world.enter("boris", "boris", |options| options.auto_subscribe = false, |_| {});
    world.run(1_000);
    let track = world.publish("anna", Publish::camera("cam", 3));
    world.want("boris", settings(&track, VideoQuality::Low));
    world.subscribe("boris", &track, true);
    world.run(2_000);
    assert_eq!(world.received("boris", &track).layer, Some(0));
}

#[test]
fn a_layer_that_stops_gives_way_and_comes_back() {
    let (mut world, track) = world();
    world.client("anna").enable_layers("cam", &[true, true, false]);
    world.run(2_500);
    assert_eq!(world.received("boris", &track).layer, Some(1));
    world.client("anna").enable_layers("cam", &[true, false, false]);
    world.run(2_500);
    assert_eq!(world.received("boris", &track).layer, Some(0));
    world.client("anna").enable_layers("cam", &[true, true, true]);
    world.run(13_000);
    let received = world.received("boris", &track);
    assert_eq!(received.layer, Some(2), "after ten good seconds");
    assert_eq!((received.broken_picture_ids, received.broken_timestamps), (0, 0));
    assert!(received.longest_gap.as_millis() < 2_000, "{:?}", received.longest_gap);
}

#[test]
fn the_start_takes_what_is_there_after_a_second() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    world.client("anna").publish(Publish::camera("cam", 3));
    world.until("published", |world| {
        world.seats["anna"].client.track_sid("cam").is_some()
    });
    world.client("anna").enable_layers("cam", &[true, true, false]);
    world.run(700);
    let track = world.client("anna").track_sid("cam").unwrap();
    assert_eq!(world.received("boris", &track).frames, 0, "waits for the wanted layer");
    world.run(1_500);
    assert_eq!(world.received("boris", &track).layer, Some(1));
}

#[test]
fn publishers_hear_which_layers_are_wanted() {
    let (mut world, track) = world();
    let told = |world: &World| {
        let log = world.seats["anna"].client.log().iter().rev();
        log.filter_map(|message| match &message.message {
            Some(signal_response::Message::SubscribedQualityUpdate(update)) => Some(update),
            _ => None,
        })
        .map(|update| {
            update.subscribed_codecs[0]
                .qualities
                .iter()
                .map(|one| one.enabled)
                .collect()
        })
        .next()
        .unwrap_or_else(|| vec![true; 3])
    };
    world.want("boris", settings(&track, VideoQuality::Low));
    world.run(4_500);
    assert_eq!(told(&world), [true; 3], "a short dip is not told");
    world.run(1_500);
    assert_eq!(told(&world), [true, false, false]);
    world.want("boris", settings(&track, VideoQuality::High));
    world.run(100);
    assert_eq!(told(&world), [true; 3], "more is told at once");
    world.subscribe("boris", &track, false);
    world.run(6_500);
    assert_eq!(told(&world), [false; 3], "nobody is left");
}

#[test]
fn many_newcomers_make_few_keyframes() {
    let mut world = World::new();
    world.join("anna");
    let track = world.publish("anna", Publish::camera("cam", 1));
    world.run(1_000);
    let before = world.client("anna").keyframes_sent("cam");
    for number in 0..8 {
        world.enter(&format!("guest{number}"), &format!("guest{number}"), |_| {}, |_| {});
    }
    world.run(3_000);
    for number in 0..8 {
        assert!(
            world.received(&format!("guest{number}"), &track).frames > 20,
            "guest{number}"
        );
    }
    let keyframes = world.client("anna").keyframes_sent("cam") - before;
    assert!(
        (1..=4).contains(&keyframes),
        "{keyframes} keyframes for eight newcomers"
    );
}
