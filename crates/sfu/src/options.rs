//! What a room is made with.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::wire;

/// One moment known both as an [`Instant`] and as milliseconds since 1970 (UTC).
///
/// The room turns instants into protocol times with it, so that it needs no clock of its own.
#[derive(Debug, Clone, Copy)]
pub struct WallClock {
    /// The moment on the monotonic clock.
    pub at: Instant,
    /// The same moment in milliseconds since 1970 (UTC).
    pub unix_ms: i64,
}

impl WallClock {
    /// Milliseconds since 1970 (UTC) at `now`; moments before [`WallClock::at`] count as `at`.
    #[must_use]
    pub fn unix_ms(&self, now: Instant) -> i64 {
        let elapsed = now.saturating_duration_since(self.at).as_millis();
        self.unix_ms.saturating_add(i64::try_from(elapsed).unwrap_or(i64::MAX))
    }
}

/// The DTLS certificate of the process, shared by all rooms (ASVS 17.2.1: a fresh one for every process).
#[derive(Clone)]
pub struct Certificate {
    pub(crate) dtls: str0m::config::DtlsCert,
    pub(crate) crypto: Arc<str0m::config::CryptoProvider>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificate(…)")
    }
}

impl Certificate {
    /// Makes a new self-signed ECDSA certificate. Takes a few milliseconds; call it once per process.
    ///
    /// # Errors
    /// [`CertificateError`] when the crypto library gives none.
    pub fn generate() -> Result<Self, CertificateError> {
        let crypto = Arc::new(str0m::crypto::from_feature_flags());
        let dtls = crypto.dtls_provider.generate_certificate().ok_or(CertificateError)?;
        Ok(Self { dtls, crypto })
    }
}

/// The crypto library could not make a DTLS certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the crypto library made no DTLS certificate")]
pub struct CertificateError;

/// How long the room waits for what. The defaults are LiveKit's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// A participant whose media never connected is removed after this (JOIN_FAILURE): 60 s.
    pub never_active: Duration,
    /// A connection on which nothing was heard for this long counts as lost: 10 s …
    pub ice_disconnected: Duration,
    /// … and after this much more the client is told to resume (Leave RESUME): 5 s.
    pub ice_failed: Duration,
    /// Time a client has to resume after that, before it is removed: 5 s.
    pub resume_grace: Duration,
    /// A participant whose WebSocket is gone may resume while its media lives; one whose media is silent as well for
    /// this long is removed: 10 s.
    pub signal_lost: Duration,
    /// No signalling message (not even a ping) for this long closes the WebSocket: 15 s.
    pub ping: Duration,
    /// How often a client pings: 5 s.
    pub ping_interval: Duration,
    /// A fresh token is asked from the host this often: 5 min.
    pub refresh_token: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            never_active: Duration::from_secs(60),
            ice_disconnected: Duration::from_secs(10),
            ice_failed: Duration::from_secs(5),
            resume_grace: Duration::from_secs(5),
            signal_lost: Duration::from_secs(10),
            ping: Duration::from_secs(15),
            ping_interval: Duration::from_secs(5),
            refresh_token: Duration::from_secs(300),
        }
    }
}

/// What a room is made with; see [`RoomOptions::new`] for the defaults.
#[derive(Debug, Clone)]
pub struct RoomOptions {
    /// The room's name, unique on the host, at most 256 bytes.
    pub name: String,
    /// A room nobody ever joined ends after this: 300 s.
    pub empty_timeout: Duration,
    /// A room ends this long after the last participant left: 20 s.
    pub departure_timeout: Duration,
    /// Most participants at a time; 0 = no limit.
    pub max_participants: u32,
    /// Free text (ours: JSON) that every participant sees.
    pub metadata: String,
    /// Put camera and microphone (and screen and its sound) of one person into one media stream, so that
    /// browsers keep them in step (LiveKit `sync_streams`).
    pub sync_streams: bool,
    /// May RoomService unmute a track that its owner muted? LiveKit's default, and ours, is no.
    pub remote_unmute: bool,
    /// Obey `simulate` requests (drop the signalling connection, force a simulcast layer, make the server leave).
    /// Only for tests.
    pub testing: bool,
    /// Told to clients in `server_info`; see [`RoomOptions::new`].
    pub server_info: wire::ServerInfo,
    /// DTLS certificate of the process.
    pub certificate: Certificate,
    /// Turns instants into protocol times.
    pub wall_clock: WallClock,
    /// Waiting times.
    pub timeouts: Timeouts,
}

impl RoomOptions {
    /// A room with default settings.
    #[must_use]
    pub fn new(name: impl Into<String>, certificate: Certificate, wall_clock: WallClock) -> Self {
        Self {
            name: name.into(),
            empty_timeout: Duration::from_secs(300),
            departure_timeout: Duration::from_secs(20),
            max_participants: 0,
            metadata: String::new(),
            sync_streams: false,
            remote_unmute: false,
            testing: false,
            server_info: wire::ServerInfo {
                edition: wire::server_info::Edition::Standard.into(),
                // Clients gate features on this number, it is the protocol's, not ours.
                version: "1.13.5".to_owned(),
                protocol: wire::PROTOCOL,
                region: String::new(),
                node_id: "ND_embedded".to_owned(),
                ..Default::default()
            },
            certificate,
            wall_clock,
            timeouts: Timeouts::default(),
        }
    }

    /// Applies a token's `roomConfig`. Zero and empty fields leave what stands.
    pub fn apply(&mut self, config: &wire::RoomConfiguration) {
        let seconds = |value: u32, current: Duration| match value {
            0 => current,
            value => Duration::from_secs(u64::from(value)),
        };
        self.empty_timeout = seconds(config.empty_timeout, self.empty_timeout);
        self.departure_timeout = seconds(config.departure_timeout, self.departure_timeout);
        if config.max_participants > 0 {
            self.max_participants = config.max_participants;
        }
        if !config.metadata.is_empty() {
            self.metadata.clone_from(&config.metadata);
        }
        self.sync_streams |= config.sync_streams;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    #[test]
    fn the_wall_clock_goes_with_the_monotonic_one() {
        let clock = WallClock {
            at: origin(),
            unix_ms: 1_000,
        };
        assert_eq!(clock.unix_ms(origin() + Duration::from_millis(250)), 1_250);
        assert_eq!(clock.unix_ms(origin() - Duration::from_secs(9)), 1_000);
    }

    #[test]
    fn a_tokens_room_configuration_changes_only_what_it_names() {
        let clock = WallClock {
            at: origin(),
            unix_ms: 0,
        };
        let mut options = RoomOptions::new("room", Certificate::generate().unwrap(), clock);
        options.apply(&wire::RoomConfiguration::default());
        assert_eq!((options.empty_timeout.as_secs(), options.max_participants), (300, 0));
        options.apply(&wire::RoomConfiguration {
            departure_timeout: 5,
            max_participants: 9,
            metadata: "m".to_owned(),
            sync_streams: true,
            ..Default::default()
        });
        assert_eq!(
            (options.empty_timeout.as_secs(), options.departure_timeout.as_secs()),
            (300, 5)
        );
        assert_eq!((options.max_participants, options.metadata.as_str()), (9, "m"));
        assert!(options.sync_streams);
    }
}
