//! Signalling: bytes to messages and back, and what session descriptions say.

pub mod decode;
pub mod encode;
pub(crate) mod flood;
pub(crate) mod sdp;
pub(crate) mod session;
pub(crate) mod slots;
