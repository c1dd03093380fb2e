//! Signalling: bytes to messages and back, and what a session's descriptions say.

pub mod decode;
pub mod encode;
