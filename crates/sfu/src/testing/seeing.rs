//! What a client has seen so far.

use std::collections::{BTreeMap, HashMap};

use super::client::Client;
use super::receiving::Received;
use crate::wire::{self, data_packet::Kind};

impl Client {
    /// The last offer it made.
    #[must_use]
    pub fn last_offer(&self) -> Option<&wire::SessionDescription> {
        self.last_offer.as_ref()
    }

    /// Is media connected?
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.connected
    }

    /// Its own `PA_…`.
    #[must_use]
    pub fn own_sid(&self) -> &str {
        &self.own_sid
    }

    /// Who is there, by identity.
    #[must_use]
    pub fn participants(&self) -> &BTreeMap<String, wire::ParticipantInfo> {
        &self.participants
    }

    /// What was received, by track, since the track came into its slot.
    #[must_use]
    pub fn received(&self) -> &BTreeMap<String, Received> {
        &self.received
    }

    /// Which section carries which track at the moment.
    #[must_use]
    pub fn slot_tracks(&self) -> &HashMap<String, String> {
        &self.slot_tracks
    }

    /// Every signalling message that came.
    #[must_use]
    pub fn log(&self) -> &[wire::SignalResponse] {
        &self.log
    }

    /// The data packets that came since the last call.
    pub fn take_data(&mut self) -> Vec<(Kind, wire::DataPacket)> {
        std::mem::take(&mut self.data)
    }

    /// Identifier of a published track.
    #[must_use]
    pub fn track_sid(&self, cid: &str) -> Option<String> {
        let mut sendings = self.sendings.iter().filter(|sending| sending.publish.cid == cid);
        sendings
            .next()
            .map(|sending| sending.sid.clone())
            .filter(|sid| !sid.is_empty())
    }

    /// Keyframes a published video sent.
    #[must_use]
    pub fn keyframes_sent(&self, cid: &str) -> u64 {
        self.sendings
            .iter()
            .find(|sending| sending.publish.cid == cid)
            .map_or(0, |one| one.keyframes)
    }
}
