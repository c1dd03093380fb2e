//! Shorthands: what tests do and ask in a world.

use super::world::World;
use crate::testing::{Client, Publish, Received};
use crate::wire::{self, signal_response};
use crate::{Command, CommandResult, Input, RoomEvent};

impl World {
    /// The last offer a client made.
    pub(super) fn last_offer(&self, name: &str) -> wire::SessionDescription {
        self.seats[name].client.last_offer().expect("offered").clone()
    }

    /// Publishes and waits until the track has its identifier, which is the answer.
    pub(super) fn publish(&mut self, name: &str, publish: Publish) -> String {
        let cid = publish.cid.clone();
        self.client(name).publish(publish);
        self.until(&format!("{name} published {cid}"), |world| {
            world.seats[name].client.track_sid(&cid).is_some()
        });
        self.run(200);
        self.client(name).track_sid(&cid).unwrap()
    }

    /// What `name` received of a track so far.
    pub(super) fn received(&self, name: &str, track: &str) -> Received {
        self.seats[name]
            .client
            .received()
            .get(track)
            .cloned()
            .unwrap_or_default()
    }

    /// A command's answer.
    pub(super) fn command(&mut self, command: Command) -> CommandResult {
        self.input(Input::Command {
            id: 7,
            command: Box::new(command),
        });
        let (id, result) = self.results.pop().expect("commands are answered at once");
        assert_eq!(id, 7);
        result
    }

    /// The room's counters.
    pub(super) fn stats(&mut self) -> crate::stats::RoomStats {
        match self.command(Command::Stats) {
            Ok(crate::CommandReply::Stats(stats)) => stats,
            other => panic!("{other:?}"),
        }
    }

    /// The last answer a client got.
    pub(super) fn last_answer(&self, name: &str) -> String {
        let mut log = self.seats[name].client.log().iter().rev();
        log.find_map(|message| match &message.message {
            Some(signal_response::Message::Answer(answer)) => Some(answer.sdp.clone()),
            _ => None,
        })
        .expect("answered")
    }

    /// The requirements a client got.
    pub(super) fn requirements(&self, name: &str) -> Vec<wire::MediaSectionsRequirement> {
        let log = self.seats[name].client.log().iter();
        log.filter_map(|message| match &message.message {
            Some(signal_response::Message::MediaSectionsRequirement(required)) => Some(*required),
            _ => None,
        })
        .collect()
    }

    /// Asks for a track, or for no more of it.
    pub(super) fn subscribe(&mut self, name: &str, track: &str, subscribe: bool) {
        let update = wire::UpdateSubscription {
            track_sids: vec![track.to_owned()],
            subscribe,
            ..Default::default()
        };
        self.client(name)
            .request(wire::signal_request::Message::Subscription(update));
    }

    /// Says how a track is wanted.
    pub(super) fn want(&mut self, name: &str, settings: wire::UpdateTrackSettings) {
        self.client(name)
            .request(wire::signal_request::Message::TrackSetting(settings));
    }

    /// Names of the events so far, with the participant's identity.
    pub(super) fn event_names(&self) -> Vec<(&'static str, String)> {
        let identity = |event: &RoomEvent| {
            event
                .participant
                .as_ref()
                .map(|one| one.identity.clone())
                .unwrap_or_default()
        };
        self.events
            .iter()
            .map(|event| (event.kind.as_str(), identity(event)))
            .collect()
    }

    /// The `leave` messages a client got.
    pub(super) fn leaves(&self, name: &str) -> Vec<(wire::DisconnectReason, wire::leave_request::Action)> {
        let log = self.seats[name].client.log().iter();
        log.filter_map(|message| match &message.message {
            Some(signal_response::Message::Leave(leave)) => Some((leave.reason(), leave.action())),
            _ => None,
        })
        .collect()
    }

    pub(super) fn client(&mut self, name: &str) -> &mut Client {
        &mut self.seat(name).client
    }
}
