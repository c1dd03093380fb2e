//! Listening sockets, and what to tell somebody whose port is taken.

use std::io;
use std::net::SocketAddr;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;

/// Connections that may wait to be accepted.
const BACKLOG: i32 = 1024;

/// A socket that could not be had. Its text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Another program listens there.
    #[error(
        "{address}: port {} is already in use by another program.\n\
         Stop that program (`ss -ltnp 'sport = :{}'` shows it), or choose another port with {setting}.",
        .address.port(), .address.port()
    )]
    InUse {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// How to choose another port.
        setting: &'static str,
    },
    /// The system does not let us.
    #[error(
        "{address}: the system does not allow listening on port {}.\n\
         Ports below 1024 need the capability CAP_NET_BIND_SERVICE; or choose another with {setting}.",
        .address.port()
    )]
    Forbidden {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// How to choose another port.
        setting: &'static str,
    },
    /// The address is not one of this machine's.
    #[error("{address}: this machine has no such address; `ip address` lists those it has.")]
    NotOurs {
        /// Where we wanted to listen.
        address: SocketAddr,
    },
    /// Anything else.
    #[error("{address}: cannot listen: {source}")]
    Other {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
}

/// Listens on all of these addresses. The first must be had; the others may be missing on this machine (a computer
/// without IPv6 has no `::1`). With port 0 the system chooses one, the same for all. `setting` is how somebody chooses
/// another.
///
/// # Errors
/// [`BindError`].
pub fn bind(addresses: &[SocketAddr], setting: &'static str) -> Result<Vec<TcpListener>, BindError> {
    let mut sockets: Vec<TcpListener> = Vec::new();
    let mut chosen = None;
    for (index, address) in addresses.iter().copied().enumerate() {
        let mut address = address;
        if let (0, Some(port)) = (address.port(), chosen) {
            address.set_port(port);
        }
        match bind_one(address) {
            Ok(socket) => {
                chosen = socket.local_addr().ok().map(|local| local.port());
                sockets.push(socket);
            }
            Err(error) if index > 0 && is_missing(&error) => {}
            Err(error) => return Err(explain(address, setting, error)),
        }
    }
    Ok(sockets)
}

fn bind_one(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Without it a restart would have to wait until the last connections of the one before are forgotten.
    socket.set_reuse_address(true)?;
    if let SocketAddr::V6(address) = address {
        // `[::]` means every address of the machine, whatever the system's own default is.
        socket.set_only_v6(!address.ip().is_unspecified())?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported
    ) || error.raw_os_error() == Some(rustix::io::Errno::AFNOSUPPORT.raw_os_error())
}

fn explain(address: SocketAddr, setting: &'static str, source: io::Error) -> BindError {
    match source.kind() {
        io::ErrorKind::AddrInUse => BindError::InUse { address, setting },
        io::ErrorKind::PermissionDenied => BindError::Forbidden { address, setting },
        io::ErrorKind::AddrNotAvailable => BindError::NotOurs { address },
        _ => BindError::Other { address, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_named_with_what_to_do() {
        let taken = bind(&["127.0.0.1:0".parse().unwrap()], "--listen ADDRESS:PORT").unwrap();
        let address = taken[0].local_addr().unwrap();
        let error = bind(&[address], "--listen ADDRESS:PORT").unwrap_err();
        assert!(matches!(error, BindError::InUse { .. }));
        let text = error.to_string();
        assert!(
            text.contains(&address.port().to_string()) && text.contains("--listen"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn an_address_of_another_machine_is_told_from_a_port_in_use() {
        let error = bind(&["203.0.113.1:0".parse().unwrap()], "--listen ADDRESS:PORT").unwrap_err();
        assert!(matches!(error, BindError::NotOurs { .. }), "{error}");
    }

    #[tokio::test]
    async fn both_loopback_addresses_share_a_chosen_port() {
        let sockets = bind(
            &["127.0.0.1:0".parse().unwrap(), "[::1]:0".parse().unwrap()],
            "--listen ADDRESS:PORT",
        )
        .unwrap();
        let ports: Vec<u16> = sockets
            .iter()
            .map(|socket| socket.local_addr().unwrap().port())
            .collect();
        assert!(ports.iter().all(|port| *port == ports[0] && *port != 0), "{ports:?}");
    }
}
