//! What RoomService and the participants' own rights do to others.

use super::world::{World, permission};
use crate::testing::Publish;
use crate::wire::request_response::Reason;
use crate::wire::{self, DisconnectReason, TrackSource, leave_request::Action, signal_request, signal_response};
use crate::{Command, CommandRefusal, CommandReply};

fn identity(name: &str) -> String {
    name.to_owned()
}

fn world() -> World {
    let mut world = World::new();
    world.join("anna");
    world.join("boris");
    world
}

/// The reasons for which a client's requests were not done.
fn refusals(world: &World, name: &str) -> Vec<Reason> {
    let log = world.seats[name].client.log().iter();
    log.filter_map(|message| match &message.message {
        Some(signal_response::Message::RequestResponse(response)) => Some(response.reason()),
        _ => None,
    })
    .collect()
}

#[test]
fn cnf_13_own_mute_is_told_and_unmute_goes_on_in_the_same_slot() {
    let mut world = world();
    let track = world.publish("anna", Publish::camera("cam", 3));
    world.run(1_500);
    let offers = world.requirements("boris").len();
    world.client("anna").mute("cam", true);
    world.run(300);
    assert!(world.client("boris").participants()["anna"].tracks[0].muted);
    let before = world.received("boris", &track);
    world.run(3_000);
    assert_eq!(world.received("boris", &track).packets, before.packets);
    world.client("anna").mute("cam", false);
    world.run(1_500);
    let after = world.received("boris", &track);
    assert!(after.frames > before.frames + 20);
    assert_eq!((after.broken_picture_ids, after.broken_timestamps), (0, 0));
    assert_eq!(world.requirements("boris").len(), offers, "no negotiation");
}

#[test]
fn a_moderators_mute_stops_the_sound_even_if_the_client_does_not_obey() {
    let mut world = world();
    let track_sid = world.publish("anna", Publish::microphone("mic"));
    world.run(500);
    let mute = |muted| Command::MutePublishedTrack {
        identity: identity("anna"),
        track_sid: track_sid.clone(),
        muted,
    };
    let Ok(CommandReply::Track(track)) = world.command(mute(true)) else {
        panic!()
    };
    assert!(track.muted);
    world.run(100);
    let before = world.received("boris", &track_sid).packets;
    // Sends on, as a client that does not obey would.
    world.client("anna").unmute_silently("mic");
    world.run(1_000);
    assert!(world.received("boris", &track_sid).packets <= before + 2);
    assert_eq!(
        world.command(mute(false)).unwrap_err(),
        CommandRefusal::UnmuteNotEnabled
    );
    world.client("anna").mute("mic", false);
    world.run(1_000);
    assert!(
        world.received("boris", &track_sid).packets > before + 40,
        "the owner unmutes"
    );
    for (who, track_sid, refusal) in [
        ("nobody", track_sid.as_str(), CommandRefusal::ParticipantNotFound),
        ("anna", "TR_none", CommandRefusal::TrackNotFound),
        ("boris", track_sid.as_str(), CommandRefusal::TrackNotFound),
    ] {
        let track_sid = track_sid.to_owned();
        let mute = Command::MutePublishedTrack {
            identity: identity(who),
            track_sid,
            muted: true,
        };
        assert_eq!(world.command(mute).unwrap_err(), refusal);
    }
}

#[test]
fn removing_somebody_stops_their_media_at_once() {
    let mut world = world();
    let track = world.publish("anna", Publish::microphone("mic"));
    world.publish("boris", Publish::microphone("mic"));
    world.run(500);
    let peer = world.seat("anna").peer.unwrap();
    world
        .command(Command::RemoveParticipant {
            identity: identity("anna"),
        })
        .unwrap();
    assert_eq!(world.removed, [peer]);
    world.run(50);
    let before = world.received("boris", &track).packets;
    world.run(1_000);
    assert_eq!(world.received("boris", &track).packets, before);
    assert!(world.client("boris").participants().is_empty());
    assert_eq!(
        world.leaves("anna"),
        [(DisconnectReason::ParticipantRemoved, Action::Disconnect)]
    );
    let gone = Command::RemoveParticipant {
        identity: identity("anna"),
    };
    assert_eq!(world.command(gone).unwrap_err(), CommandRefusal::ParticipantNotFound);
}

#[test]
fn names_metadata_and_attributes_change_for_everyone() {
    let mut world = world();
    let tokens = world.tokens.len();
    let request = wire::UpdateParticipantRequest {
        identity: identity("anna"),
        name: "New name".to_owned(),
        metadata: "m".to_owned(),
        attributes: [("hand".to_owned(), "1".to_owned())].into(),
        ..Default::default()
    };
    let Ok(CommandReply::Participant(info)) = world.command(Command::UpdateParticipant(Box::new(request))) else {
        panic!()
    };
    assert_eq!(info.name, "New name");
    world.run(100);
    let anna = world.client("boris").participants()["anna"].clone();
    assert_eq!((anna.name.as_str(), anna.metadata.as_str()), ("New name", "m"));
    assert_eq!(anna.attributes["hand"], "1");
    assert_eq!(world.tokens.len(), tokens + 1, "the claims changed");
    assert_eq!(world.tokens.last().unwrap().1.attributes["hand"], "1");
    let request = wire::UpdateParticipantRequest {
        identity: identity("anna"),
        attributes: [("hand".to_owned(), String::new())].into(),
        ..Default::default()
    };
    world.command(Command::UpdateParticipant(Box::new(request))).unwrap();
    world.run(100);
    let anna = world.client("boris").participants()["anna"].clone();
    assert!(anna.attributes.is_empty(), "an empty value deletes");
    assert_eq!(anna.name, "New name", "empty leaves what stands");
    let long = wire::UpdateParticipantRequest {
        identity: identity("anna"),
        attributes: [("a".to_owned(), "x".repeat(65 * 1024))].into(),
        ..Default::default()
    };
    let refusal = world.command(Command::UpdateParticipant(Box::new(long))).unwrap_err();
    assert!(matches!(refusal, CommandRefusal::TooLong(_)));
}

#[test]
fn own_metadata_needs_the_right() {
    let mut world = world();
    world.enter(
        "vera",
        "vera",
        |_| {},
        |join| join.permission.can_update_metadata = true,
    );
    world.run(1_000);
    let update = wire::UpdateParticipantMetadata {
        name: "Other".to_owned(),
        attributes: [("hand".to_owned(), "1".to_owned())].into(),
        request_id: 5,
        ..Default::default()
    };
    for name in ["anna", "vera"] {
        world
            .client(name)
            .request(signal_request::Message::UpdateMetadata(update.clone()));
    }
    world.run(100);
    assert_eq!(refusals(&world, "anna"), [Reason::NotAllowed]);
    assert_eq!(refusals(&world, "vera"), [Reason::Ok]);
    let seen = world.client("boris").participants();
    assert_eq!(
        (seen["anna"].name.as_str(), seen["vera"].name.as_str()),
        ("Name of anna", "Other")
    );
}

#[test]
fn metadata_of_the_join_request_needs_the_right_too() {
    let mut world = World::new();
    world.join("anna");
    for (name, may) in [("boris", false), ("vera", true)] {
        world.enter(
            name,
            name,
            |_| {},
            |join| {
                join.permission.can_update_metadata = may;
                join.metadata = "token".to_owned();
                join.request.metadata = "own".to_owned();
                join.request.participant_attributes = [("a".to_owned(), "1".to_owned())].into();
            },
        );
    }
    world.run(1_000);
    let seen = world.client("anna").participants();
    assert_eq!(
        (seen["boris"].metadata.as_str(), seen["boris"].attributes.len()),
        ("token", 0)
    );
    assert_eq!(
        (seen["vera"].metadata.as_str(), seen["vera"].attributes.len()),
        ("own", 1)
    );
}

#[test]
fn what_may_not_be_published_is_refused() {
    let mut world = World::new();
    world.enter("silent", "silent", |_| {}, |join| join.permission.can_publish = false);
    world.enter(
        "mic",
        "mic",
        |_| {},
        |join| {
            join.permission.can_publish_sources = vec![TrackSource::Microphone.into()];
        },
    );
    world.run(1_000);
    for name in ["silent", "mic"] {
        let add = Publish::camera("cam", 1).request();
        world.client(name).request(signal_request::Message::AddTrack(add));
        world.run(100);
        assert_eq!(refusals(&world, name), [Reason::NotAllowed], "{name}");
    }
    world.publish("mic", Publish::microphone("mic"));
    let mut odd = Publish::microphone("x").request();
    odd.r#type = wire::TrackType::Data.into();
    let mut backup = Publish::microphone("x").request();
    backup.sid = "TR_unknown".to_owned();
    let mut nameless = Publish::microphone("x").request();
    nameless.cid = String::new();
    let again = Publish::microphone("mic").request();
    for request in [odd, backup, nameless, again] {
        world.client("mic").request(signal_request::Message::AddTrack(request));
    }
    world.run(100);
    assert_eq!(
        refusals(&world, "mic")[1..],
        [
            Reason::UnsupportedType,
            Reason::NotFound,
            Reason::InvalidRequest,
            Reason::Queued
        ]
    );
    for number in 0..25 {
        let request = Publish::microphone(&format!("many{number}")).request();
        world.client("mic").request(signal_request::Message::AddTrack(request));
    }
    world.run(100);
    assert_eq!(refusals(&world, "mic").last(), Some(&Reason::LimitExceeded));
}

#[test]
fn rights_change_at_runtime() {
    let mut world = world();
    let camera = world.publish("anna", Publish::camera("cam", 1));
    let microphone = world.publish("anna", Publish::microphone("mic"));
    let other = world.publish("boris", Publish::microphone("mic"));
    world.run(500);
    let request = |change: &dyn Fn(&mut wire::ParticipantPermission)| {
        let mut new = permission();
        change(&mut new);
        Command::UpdateParticipant(Box::new(wire::UpdateParticipantRequest {
            identity: identity("anna"),
            permission: Some(new),
            ..Default::default()
        }))
    };
    world
        .command(request(&|new| {
            new.can_publish_sources = vec![TrackSource::Microphone.into()];
        }))
        .unwrap();
    world.run(500);
    let taken = world.seats["anna"].client.log().iter().any(|message| {
        matches!(&message.message, Some(signal_response::Message::TrackUnpublished(track)) if track.track_sid == camera)
    });
    assert!(taken, "the camera is taken back");
    let seen: Vec<_> = world.client("boris").participants()["anna"]
        .tracks
        .iter()
        .map(|one| one.sid.clone())
        .collect();
    assert_eq!(seen, [microphone]);
    let before = world.received("boris", &camera).packets;
    world.run(500);
    assert_eq!(
        world.received("boris", &camera).packets,
        before,
        "its packets go nowhere"
    );

    world.command(request(&|new| new.can_subscribe = false)).unwrap();
    world.run(300);
    assert!(world.client("anna").slot_tracks().is_empty());
    world.command(request(&|_| {})).unwrap();
    world.run(1_000);
    assert!(world.client("anna").slot_tracks().values().any(|track| *track == other));
}

#[test]
fn publishers_choose_who_may_subscribe() {
    let mut world = world();
    world.join("vera");
    let track = world.publish("anna", Publish::microphone("mic"));
    let only = wire::SubscriptionPermission {
        all_participants: false,
        track_permissions: vec![wire::TrackPermission {
            participant_identity: identity("vera"),
            all_tracks: true,
            ..Default::default()
        }],
    };
    world
        .client("anna")
        .request(signal_request::Message::SubscriptionPermission(only));
    world.run(500);
    assert!(world.client("boris").slot_tracks().is_empty());
    assert_eq!(world.client("vera").slot_tracks().len(), 1);
    let told: Vec<_> = world
        .client("boris")
        .log()
        .iter()
        .filter_map(|message| match &message.message {
            Some(signal_response::Message::SubscriptionPermissionUpdate(update)) => Some(update.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(
        (told.len(), told[0].allowed, told[0].track_sid.as_str()),
        (1, false, track.as_str())
    );
    let all = wire::SubscriptionPermission {
        all_participants: true,
        ..Default::default()
    };
    world
        .client("anna")
        .request(signal_request::Message::SubscriptionPermission(all));
    world.run(500);
    assert_eq!(world.client("boris").slot_tracks().len(), 1);
}

#[test]
fn roomservice_changes_subscriptions() {
    let mut world = world();
    let track = world.publish("anna", Publish::microphone("mic"));
    let request = |subscribe| {
        Command::UpdateSubscriptions(Box::new(wire::UpdateSubscriptionsRequest {
            identity: identity("boris"),
            track_sids: vec![track.clone()],
            subscribe,
            ..Default::default()
        }))
    };
    for (subscribe, slots) in [(false, 0), (true, 1)] {
        world.command(request(subscribe)).unwrap();
        world.run(300);
        assert_eq!(world.client("boris").slot_tracks().len(), slots);
    }
}

#[test]
fn lists_rooms_and_metadata() {
    let mut world = world();
    world.publish("anna", Publish::microphone("mic"));
    let Ok(CommandReply::Participants(all)) = world.command(Command::ListParticipants) else {
        panic!()
    };
    assert_eq!(
        all.iter().map(|one| one.identity.as_str()).collect::<Vec<_>>(),
        ["anna", "boris"]
    );
    let get = Command::GetParticipant {
        identity: identity("anna"),
    };
    let Ok(CommandReply::Participant(anna)) = world.command(get) else {
        panic!()
    };
    assert!(anna.is_publisher);
    let update = Command::UpdateRoomMetadata {
        metadata: "new".to_owned(),
    };
    let Ok(CommandReply::Room(room)) = world.command(update) else {
        panic!()
    };
    assert_eq!(
        (room.metadata.as_str(), room.num_participants, room.num_publishers),
        ("new", 2, 1)
    );
    world.run(100);
    let told = world
        .client("boris")
        .log()
        .iter()
        .rev()
        .find_map(|message| match &message.message {
            Some(signal_response::Message::RoomUpdate(update)) => update.room.clone(),
            _ => None,
        });
    assert_eq!(told.unwrap().metadata, "new");
    let Ok(CommandReply::Stats(stats)) = world.command(Command::Stats) else {
        panic!()
    };
    assert_eq!((stats.participants, stats.tracks), (2, 1));
    assert!(stats.packets_in > 0 && stats.packets_forwarded > 0 && stats.bytes_out > 0);
}

#[test]
fn deleting_and_stopping_end_the_room_for_all() {
    for (command, leave) in [
        (Command::DeleteRoom, (DisconnectReason::RoomDeleted, Action::Disconnect)),
        (Command::ShutDown, (DisconnectReason::ServerShutdown, Action::Reconnect)),
    ] {
        let mut world = world();
        world.command(command).unwrap();
        assert!(world.finished);
        world.run(100);
        for name in ["anna", "boris"] {
            assert_eq!(world.leaves(name), [leave]);
            assert!(world.seat(name).closed);
        }
        assert_eq!(world.event_names().last().unwrap().0, "room_finished");
        assert_eq!(world.command(Command::GetRoom).unwrap_err(), CommandRefusal::RoomEnded);
    }
}
