//! Tracks: what participants publish, and who receives it how.

pub(crate) mod audience;
pub(crate) mod desires;
pub(crate) mod dynacast;
pub(crate) mod layers;
pub(crate) mod liveness;
pub(crate) mod pending;
pub(crate) mod published;
pub(crate) mod source;
pub(crate) mod subscription;

/// One published track within a room; never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TrackKey(pub(crate) u32);
