//! The first administrator: there are no default credentials, only a link that works once (ACC-18).

mod offer;
mod redeem;

pub use self::offer::{offer, required};
pub use self::redeem::{SetUp, SetupRefusal, redeem};
