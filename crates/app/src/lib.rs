//! The use cases of Vestibule: one file is one sentence that a user could say.
//!
//! A use case takes what somebody asked for, lets `domain` decide, and acts through `store` and the [`ports`]. It
//! answers with an outcome, a typed refusal or an internal failure ([`failure`]). This crate never knows HTTP, SQL,
//! sockets or LiveKit's types, and asks for time and luck instead of taking them (only [`system`] may).

mod app;
mod audit;
mod ctx;
mod refusals;
mod sealing;
mod throttle;
mod typed;

pub mod account;
pub mod accounts;
pub mod administration;
pub mod background;
pub mod captcha;
pub mod conference;
pub mod conferences;
pub mod events;
pub mod failure;
pub mod hasher;
pub mod jobs;
pub mod letters;
pub mod people;
pub mod ports;
pub mod second_factor;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod system;
pub mod third_party;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use self::app::{App, MediaKeys, Parts};
pub use self::ctx::{Actor, Ctx};
pub use self::refusals::codes;
pub use self::sealing::ServerKey;
pub use self::typed::Typed;
