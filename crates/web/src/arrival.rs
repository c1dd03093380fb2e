//! What the accept loop knows about a connection, handed to every request as an extension.

use std::net::SocketAddr;

/// One accepted connection. Without it a request is not answered: an address that is not known cannot be throttled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The other end of the TCP connection: the client, or a proxy.
    pub peer: SocketAddr,
    /// Our end.
    pub local: SocketAddr,
    /// Whether the connection is under our own TLS.
    pub tls: bool,
}
