//! Identifiers the room makes. Clients parse the prefixes strictly.

use rand::RngExt as _;
use rand::rngs::StdRng;

use crate::wire::{TrackSource, TrackType};

/// Random characters after a prefix.
const LENGTH: usize = 12;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A new identifier with this prefix.
pub(crate) fn random(prefix: &str, random: &mut StdRng) -> String {
    let mut id = String::with_capacity(prefix.len() + LENGTH);
    id.push_str(prefix);
    for _ in 0..LENGTH {
        let letter = ALPHABET
            .get(random.random_range(0..ALPHABET.len()))
            .copied()
            .unwrap_or(b'0');
        id.push(char::from(letter));
    }
    id
}

/// The prefix of a track's identifier tells its source, as LiveKit's does.
pub(crate) fn track_prefix(kind: TrackType, source: TrackSource) -> &'static str {
    match (source, kind) {
        (TrackSource::Camera, _) => "TR_VC",
        (TrackSource::Microphone, _) => "TR_AM",
        (TrackSource::ScreenShare, _) => "TR_VS",
        (TrackSource::ScreenShareAudio, _) => "TR_As",
        (TrackSource::Unknown, TrackType::Video) => "TR_V",
        (TrackSource::Unknown, TrackType::Audio) => "TR_A",
        (TrackSource::Unknown, TrackType::Data) => "TR_D",
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn identifiers_have_their_prefix_and_differ() {
        let mut generator = StdRng::from_seed([7; 32]);
        let (a, b) = (random("PA_", &mut generator), random("PA_", &mut generator));
        assert_ne!(a, b);
        assert!(a.starts_with("PA_") && a.len() == 15);
        assert!(a.bytes().skip(3).all(|byte| byte.is_ascii_alphanumeric()));
    }
}
