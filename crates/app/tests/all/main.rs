//! The use cases as journeys: on SQLite and PostgreSQL, with a clock that stands still, luck that repeats itself and a
//! media half that writes down what it was asked.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail so"
)]

mod house;

mod accounts;
mod admission;
mod captcha;
mod conferences;
mod events;
mod jobs;
mod limit;
mod lock;
mod own_account;
mod races;
mod rooms;
mod second_factor;
mod sessions;
mod settings;
mod setup;
mod sign_in;
mod third_party;
