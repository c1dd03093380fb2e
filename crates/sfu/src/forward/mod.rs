//! Forwarding, packet by packet: which layer, which numbers, when to ask for a keyframe.
//!
//! Small units with narrow inputs: none of them knows a room, a participant or a peer connection.

pub(crate) mod clock;
pub(crate) mod keyframe;
pub(crate) mod red;
pub(crate) mod rewrite;
pub(crate) mod select;
pub(crate) mod vp8;
