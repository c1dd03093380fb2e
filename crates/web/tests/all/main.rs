//! Journeys through the real router, and the rules of the HTTP edge.

mod accounts;
mod addresses;
mod admissions;
mod audit_log;
mod authorization;
mod bad_input;
mod captchas;
mod conferences;
mod cookies;
mod csrf;
mod derived;
mod events;
mod headers;
mod limit;
mod log;
mod moderation;
mod outbox;
mod passwords;
mod sessions;
mod setup;
mod sign_in;
mod sign_in_settings;
mod stated;
mod third_party;
