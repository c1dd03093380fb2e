//! Session descriptions as text: what an offer says, and how str0m's answer is turned into LiveKit's.
//!
//! Pure functions over text. What they do not touch (payload types, header extensions, ICE, DTLS) is str0m's.

pub(crate) mod answer;
pub(crate) mod offer;
