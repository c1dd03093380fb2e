//! What a host is started with.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::RangeInclusive;

use sfu::wire;

use crate::keys::{ApiKey, KeyRefusal};

/// What a [`Host`](crate::Host) is started with.
#[derive(Debug, Clone)]
pub struct HostOptions {
    /// Address the media sockets listen on; 0.0.0.0 for all IPv4 addresses, :: for all of both families.
    pub bind: IpAddr,
    /// UDP ports for media, one worker thread each. `0..=0` takes any one free port.
    pub udp_ports: RangeInclusive<u16>,
    /// Addresses to tell clients instead of what the server sees, for example the public address in front of a
    /// router. Loopback and unspecified ones are never told, even if named here.
    pub advertise: Vec<IpAddr>,
    /// API keys whose tokens count.
    pub keys: Vec<ApiKey>,
    /// Rooms whose names begin so are this server's conferences: CreateRoom refuses the prefix from outside, and
    /// removals bar. Empty: no room is reserved.
    pub reserved_prefix: String,
    /// STUN and TURN servers to tell clients.
    pub ice_servers: Vec<wire::IceServer>,
    /// Region name to tell clients; free text.
    pub region: String,
    /// Adds the controls of [`Testing`](crate::Testing), which let anyone disturb calls. Never in production.
    pub testing: bool,
}

impl Default for HostOptions {
    fn default() -> Self {
        Self {
            bind: Ipv4Addr::UNSPECIFIED.into(),
            udp_ports: 7882..=7882,
            advertise: Vec::new(),
            keys: Vec::new(),
            reserved_prefix: "vc_".to_owned(),
            ice_servers: Vec::new(),
            region: String::new(),
            testing: false,
        }
    }
}

/// Why a host did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program has the port.
    #[error(
        "UDP {0} is in use: choose another port with --media-udp (media.udp_ports), or stop the program that has it"
    )]
    PortInUse(SocketAddr),
    /// The address cannot be listened on.
    #[error("cannot listen on UDP {address}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// A key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyRefusal),
    /// The range of ports holds none.
    #[error("at least one UDP port is needed for media")]
    NoPorts,
    /// The operating system gave no randomness, addresses or certificate.
    #[error("cannot prepare media: {0}")]
    System(String),
}
