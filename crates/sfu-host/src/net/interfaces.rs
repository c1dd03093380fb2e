//! The addresses of this machine.

use std::net::IpAddr;

/// Addresses of this machine that another machine may reach: no loopback, no link-local, no unspecified ones.
///
/// # Errors
/// Whatever the operating system says.
pub(crate) fn reachable() -> std::io::Result<Vec<IpAddr>> {
    let mut addresses: Vec<IpAddr> = if_addrs::get_if_addrs()?
        .into_iter()
        .map(|interface| interface.ip())
        .filter(|address| is_reachable(*address))
        .collect();
    // IPv4 first: it is what most pairs end up on, and each candidate costs a check.
    addresses.sort_unstable();
    addresses.dedup();
    Ok(addresses)
}

/// May this address be told to another machine?
pub(crate) fn is_reachable(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local() || v4.is_broadcast(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    };
    !(link_local || address.is_loopback() || address.is_unspecified() || address.is_multicast())
}
