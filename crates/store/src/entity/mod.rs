//! The tables as rows. Private: nobody outside this crate sees a row.

pub(crate) mod account;
pub(crate) mod admission;
pub(crate) mod audit;
pub(crate) mod captcha;
pub(crate) mod conference;
pub(crate) mod identifier;
pub(crate) mod identity;
pub(crate) mod job;
pub(crate) mod known_device;
pub(crate) mod letter;
pub(crate) mod member;
pub(crate) mod meta;
pub(crate) mod number;
pub(crate) mod password_link;
pub(crate) mod recovery_code;
pub(crate) mod session;
pub(crate) mod session_day;
pub(crate) mod setting;
pub(crate) mod sign_in;
pub(crate) mod third_party_arrival;
pub(crate) mod third_party_link;
pub(crate) mod third_party_provider;
pub(crate) mod third_party_visit;
pub(crate) mod throttle;
pub(crate) mod totp_factor;
