//! Sockets and addresses: how datagrams come in, find their peer and go out.

pub(crate) mod candidates;
pub(crate) mod demux;
pub(crate) mod interfaces;
pub(crate) mod stun;
pub(crate) mod udp;
