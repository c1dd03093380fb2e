//! People meet: they come, publish, receive, take tracks back, leave.

use super::network::Link;
use super::world::{World, native, options};
use crate::testing::{ClientOptions, Publish};
use crate::wire::{self, signal_request, signal_response};
use crate::{Input, RoomOptions};

#[test]
fn cnf_13_two_people_hear_and_see_each_other() {
    let mut world = World::new();
    for name in ["anna", "boris"] {
        world.join(name);
    }
    let mut tracks = Vec::new();
    for name in ["anna", "boris"] {
        tracks.push((name, world.publish(name, Publish::microphone("mic")), true));
        tracks.push((name, world.publish(name, Publish::camera("cam", 3)), false));
    }
    world.run(5_000);
    for (publisher, track, is_audio) in tracks {
        let subscriber = if publisher == "anna" { "boris" } else { "anna" };
        let received = world.received(subscriber, &track);
        if is_audio {
            assert!(received.packets > 200, "{publisher}: {received:?}");
            assert_eq!(received.red_packets, received.packets, "both understand RED");
            assert_eq!(received.audio_level, Some(20));
        } else {
            assert!(received.frames > 70, "{publisher}: {} frames", received.frames);
            assert_eq!(received.layer, Some(2), "the highest by default");
            assert_eq!((received.broken_picture_ids, received.broken_timestamps), (0, 0));
        }
        assert_eq!(received.longest_jump, 1, "no number is skipped: {publisher}");
    }
    assert!(world.largest_batch > 1, "equal packets go out together");
}

#[test]
fn cnf_13_a_third_person_gets_all_tracks_with_the_first_answer() {
    let mut world = World::new();
    for name in ["anna", "boris"] {
        world.join(name);
        world.publish(name, Publish::microphone("mic"));
        world.publish(name, Publish::camera("cam", 2));
    }
    world.enter("vera", "vera", |_| {}, |_| {});
    world.until("the first answer", |world| {
        !world.seats["vera"].client.slot_tracks().is_empty()
    });
    assert_eq!(
        world.client("vera").slot_tracks().len(),
        4,
        "before media is even connected"
    );
    assert!(!world.client("vera").is_connected());
    world.run(3_000);
    let received = world.client("vera").received().clone();
    assert_eq!(received.len(), 4);
    assert!(received.values().all(|track| track.packets > 20), "{received:?}");
    let camera = world.publish("vera", Publish::camera("cam", 1));
    world.run(1_000);
    for name in ["anna", "boris"] {
        assert!(world.received(name, &camera).frames > 10, "{name}");
    }
}

/// Publishes and takes back again and again: every publication is seen, in the same slot, without a break.
fn republish(sdk: fn(&mut ClientOptions), publish: &Publish) {
    let mut world = World::new();
    world.enter("anna", "anna", sdk, |_| {});
    world.enter("boris", "boris", sdk, |_| {});
    world.run(1_000);
    let mut slots = Vec::new();
    for round in 0..5 {
        let track = world.publish("anna", publish.clone());
        world.run(1_500);
        let received = world.received("boris", &track);
        assert!(received.packets > 20, "round {round}: {received:?}");
        assert_eq!(received.broken_picture_ids, 0);
        let slot = world
            .client("boris")
            .slot_tracks()
            .iter()
            .next()
            .map(|(mid, _)| mid.clone());
        slots.extend(slot);
        world.client("anna").unpublish(&publish.cid);
        world.run(300);
        assert!(
            world.client("boris").slot_tracks().is_empty(),
            "the slot is free in the next answer"
        );
        let anna = &world.client("boris").participants()["anna"];
        assert!(anna.tracks.is_empty() && !anna.is_publisher);
    }
    assert_eq!(slots.len(), 5);
    assert!(
        slots.windows(2).all(|pair| pair[0] == pair[1]),
        "the same slot again: {slots:?}"
    );
}

#[test]
fn browsers_publish_again_and_again() {
    republish(|_| {}, &Publish::camera("cam", 3));
    republish(|_| {}, &Publish::microphone("mic"));
}

#[test]
fn native_clients_publish_again_and_again() {
    republish(native, &Publish::camera("cam", 3));
    republish(native, &Publish::microphone("mic"));
}

#[test]
fn a_slot_that_carries_another_track_has_another_ssrc() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let mut numbers = Vec::new();
    for _ in 0..3 {
        world.publish("anna", Publish::camera("cam", 1));
        let answer = world.last_answer("boris");
        let section = answer
            .split("m=video")
            .find(|section| section.contains("msid:PA_"))
            .unwrap();
        let ssrc = section.lines().find_map(|line| line.strip_prefix("a=ssrc:")).unwrap();
        numbers.push(ssrc.split(' ').next().unwrap().to_owned());
        world.client("anna").unpublish("cam");
        world.run(300);
    }
    numbers.dedup();
    assert_eq!(numbers.len(), 3);
}

#[test]
fn somebody_else_takes_over_the_slot_of_one_who_left() {
    let mut world = World::new();
    world.join("anna");
    for round in 0..3 {
        let name = format!("guest{round}");
        world.join(&name);
        let track = world.publish(&name, Publish::camera("cam", 2));
        world.run(1_500);
        assert!(world.received("anna", &track).frames > 15, "{name}");
        assert_eq!(
            world.client("anna").slot_tracks().values().collect::<Vec<_>>(),
            [&track]
        );
        world
            .client(&name)
            .request(signal_request::Message::Leave(Default::default()));
        world.run(300);
        assert!(world.client("anna").participants().is_empty());
        assert!(world.client("anna").slot_tracks().is_empty());
        world.seats.remove(&name);
    }
}

#[test]
fn more_tracks_than_slots_ask_for_more_sections() {
    let mut world = World::new();
    world.join("anna");
    let mut tracks = Vec::new();
    for number in 0..6 {
        let name = format!("guest{number}");
        world.join(&name);
        tracks.push(world.publish(&name, Publish::camera("cam", 1)));
    }
    world.run(2_000);
    assert_eq!(world.client("anna").slot_tracks().len(), 6);
    for track in &tracks {
        assert!(world.received("anna", track).frames > 15);
    }
    let asked: u32 = world.requirements("anna").iter().map(|asked| asked.num_videos).sum();
    assert_eq!(asked, 3, "three were there");
}

#[test]
fn cnf_13_a_screen_is_shared_with_its_sound_beside_the_camera() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let camera = world.publish("anna", Publish::camera("cam", 3));
    let screen = world.publish("anna", Publish::screen("screen"));
    let sound = world.publish("anna", Publish::screen_sound("sound"));
    assert!(camera.starts_with("TR_VC") && screen.starts_with("TR_VS") && sound.starts_with("TR_As"));
    world.run(3_000);
    assert!(world.received("boris", &camera).frames > 50);
    assert!(world.received("boris", &screen).frames > 50);
    assert!(world.received("boris", &sound).packets > 140);
    world.client("anna").unpublish("screen");
    world.client("anna").unpublish("sound");
    world.run(500);
    let before = world.received("boris", &camera).frames;
    world.run(1_000);
    assert!(
        world.received("boris", &camera).frames > before + 15,
        "the camera goes on"
    );
}

#[test]
fn a_receiver_without_red_gets_plain_opus() {
    let mut world = World::new();
    world.join("anna");
    world.join("vera");
    world.enter("boris", "boris", |options| options.red = false, |_| {});
    world.run(1_000);
    let track = world.publish("anna", Publish::microphone("mic"));
    world.run(2_000);
    let plain = world.received("boris", &track);
    assert!(plain.packets > 90 && plain.red_packets == 0, "{plain:?}");
    assert_eq!(plain.bytes, plain.packets * 60, "the primary block alone");
    let red = world.received("vera", &track);
    assert_eq!(red.red_packets, red.packets);
    assert!(red.bytes > red.packets * 100, "two packets in each");
}

#[test]
fn a_sender_without_red_is_heard_by_those_with() {
    let mut world = World::new();
    world.enter("anna", "anna", |options| options.red = false, |_| {});
    world.join("boris");
    let track = world.publish("anna", Publish::microphone("mic"));
    world.run(1_000);
    let received = world.received("boris", &track);
    assert!(received.packets > 40 && received.red_packets == 0);
}

#[test]
fn unsubscribing_frees_the_slot_and_subscribing_fills_it_again() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let track = world.publish("anna", Publish::camera("cam", 2));
    world.run(500);
    for round in 0..3 {
        world.subscribe("boris", &track, false);
        world.run(500);
        assert!(world.client("boris").slot_tracks().is_empty());
        world.subscribe("boris", &track, true);
        world.run(1_500);
        assert!(world.received("boris", &track).frames > 10, "round {round}");
    }
}

#[test]
fn without_auto_subscribe_only_what_is_asked_for_comes() {
    let mut world = World::new();
    world.join("anna");
    world.enter("boris", "boris", |options| options.auto_subscribe = false, |_| {});
    world.run(1_000);
    let camera = world.publish("anna", Publish::camera("cam", 2));
    let microphone = world.publish("anna", Publish::microphone("mic"));
    assert!(world.client("boris").slot_tracks().is_empty());
    world.subscribe("boris", &microphone, true);
    world.run(1_000);
    assert!(world.received("boris", &microphone).packets > 20);
    assert_eq!(world.received("boris", &camera).packets, 0);
}

#[test]
fn a_track_asked_for_that_never_comes_is_answered_after_a_minute() {
    let mut world = World::new();
    world.join("anna");
    world.subscribe("anna", "TR_nothing", true);
    world.run(59_000);
    let answers = |world: &World| {
        let log = world.seats["anna"].client.log().iter();
        log.filter_map(|message| match &message.message {
            Some(signal_response::Message::SubscriptionResponse(answer)) => Some(answer.clone()),
            _ => None,
        })
        .collect::<Vec<_>>()
    };
    assert!(answers(&world).is_empty());
    world.run(2_000);
    let answers = answers(&world);
    assert_eq!(answers[0].track_sid, "TR_nothing");
    assert_eq!(answers[0].err(), wire::SubscriptionError::SeTrackNotfound);
}

#[test]
fn loss_and_reordering_are_repaired() {
    let mut gaps: Vec<_> = (1..=5).map(longest_gap_with_loss).collect();
    gaps.sort();
    // One of five may have lost a packet, all its resends and so the picture, until the next keyframe.
    assert!(gaps[3].as_millis() < 400, "{gaps:?}");
    assert!(gaps[4].as_millis() < 800, "{gaps:?}");
}

/// The longest time without a picture in ten seconds of a call that loses 5 % of all datagrams each way.
fn longest_gap_with_loss(luck: u8) -> std::time::Duration {
    let mut world = World::with_luck(luck);
    for name in ["anna", "boris"] {
        world.join(name);
        world.seat(name).link = Link {
            jitter: std::time::Duration::from_millis(15),
            loss: 5,
            ..Link::default()
        };
    }
    let camera = world.publish("anna", Publish::camera("cam", 2));
    let microphone = world.publish("anna", Publish::microphone("mic"));
    world.run(10_000);
    let video = world.received("boris", &camera);
    // A first keyframe that is lost costs half a second, as publishers are asked no more often.
    assert!(video.frames > 170, "{} of 200 frames", video.frames);
    assert_eq!((video.broken_picture_ids, video.broken_timestamps), (0, 0));
    let longest_gap = video.longest_gap;
    let audio = world.received("boris", &microphone);
    assert!(audio.packets > 430, "about 10 % of 500 are lost: {}", audio.packets);
    longest_gap
}

#[test]
fn answers_say_which_slot_carries_what_every_time() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    let camera = world.publish("anna", Publish::camera("cam", 1));
    let microphone = world.publish("anna", Publish::microphone("mic"));
    let expected = std::collections::BTreeSet::from([camera.clone(), microphone.clone()]);
    world.publish("boris", Publish::microphone("mic"));
    let slots = world.client("boris").slot_tracks().values().cloned().collect();
    assert_eq!(expected, slots, "also in an answer about something else");
    let answer = world.last_answer("boris");
    let anna = world.client("anna").own_sid().to_owned();
    assert!(answer.contains(&format!("a=msid:{anna}|{camera} {camera}")), "{answer}");
    assert!(answer.contains("a=msid-semantic: WMS *"));
    assert!(answer.contains(" 10.0.0.1 7882 typ host"), "candidates are inside");
}

#[test]
fn recycled_sections_keep_descriptions_short() {
    let mut world = World::new();
    world.join("anna");
    for _ in 0..3 {
        world.publish("anna", Publish::camera("cam", 1));
        world.client("anna").unpublish("cam");
        world.run(300);
        let answer = world.last_answer("anna");
        assert!(
            answer.contains("m=video 0 "),
            "stopped, so that its place can be used again"
        );
    }
    world.enter("native", "native", native, |_| {});
    world.run(1_000);
    world.publish("native", Publish::camera("cam", 1));
    world.client("native").unpublish("cam");
    world.run(300);
    assert!(
        !world.last_answer("native").contains("m=video 0 "),
        "its section is a slot now"
    );
}

#[test]
fn an_offer_that_overtakes_its_announcement_is_matched_later() {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    world.client("anna").publish(Publish::camera("cam", 1));
    // The announcement is held back, the offer goes.
    let announcement = world.client("anna").poll_request().unwrap();
    world.run(300);
    assert!(world.client("boris").slot_tracks().is_empty());
    let connection = world.seat("anna").connection.unwrap();
    world.input(Input::Signal {
        connection,
        request: Box::new(announcement),
    });
    world.run(1_500);
    assert_eq!(world.client("boris").slot_tracks().len(), 1);
    assert!(world.client("boris").received().values().all(|track| track.frames > 10));
}

#[test]
fn rooms_that_keep_lips_and_voice_together_share_a_stream() {
    let mut world = World::with(RoomOptions {
        sync_streams: true,
        ..options()
    });
    world.join("anna");
    world.join("boris");
    world.publish("anna", Publish::microphone("mic"));
    world.publish("anna", Publish::camera("cam", 1));
    world.publish("anna", Publish::screen("screen"));
    let anna = world.client("anna").own_sid().to_owned();
    let answer = world.last_answer("boris");
    assert_eq!(answer.matches(&format!("a=msid:{anna}|camera TR_")).count(), 2);
    assert_eq!(answer.matches(&format!("a=msid:{anna}|screen TR_")).count(), 1);
}
