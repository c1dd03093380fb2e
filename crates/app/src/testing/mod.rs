//! Stand-ins for the world, for tests here and in `testkit`.

mod captcha;
mod clock;
mod entropy;
mod media;
mod providers;
mod shared;

pub use self::captcha::{issue_showing, work, work_payload};
pub use self::clock::FakeClock;
pub use self::entropy::SeededEntropy;
pub use self::media::{MediaCall, RecordingMedia};
pub use self::providers::{FakeProviders, token};
pub use self::shared::MemoryShared;
