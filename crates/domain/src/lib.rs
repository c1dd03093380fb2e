//! The pure rules of Vestibule: what a name, an account, a session, a conference is, and who may do what.
//!
//! Everything here is a value or a function over values. This crate never awaits, reads a clock, draws
//! randomness, touches a file or a socket, or knows a wire format: time and randomness arrive as parameters
//! ([`time::Timestamp`], [`secret::Entropy`]), decisions leave as return values, and the edges act on them.

#[macro_use]
mod coded;
mod text;

pub mod account;
pub mod admission;
pub mod audit;
pub mod captcha;
pub mod conference;
pub mod grant;
pub mod identifier;
pub mod ids;
pub mod job;
pub mod letter;
pub mod name;
pub mod number;
pub mod password;
pub mod permission;
pub mod rate;
pub mod second_factor;
pub mod secret;
pub mod session;
pub mod sign_in;
pub mod third_party;
pub mod time;
