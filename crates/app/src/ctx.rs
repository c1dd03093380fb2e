//! What surrounds a request: the moment, the address, and who asks.

use std::net::IpAddr;

use domain::account::Account;
use domain::permission::{Permission, may};
use domain::session::Session;
use domain::time::Timestamp;

/// The circumstances of one request. `now` is sampled once, so that one request sees one moment.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// When the request is taken to happen.
    pub now: Timestamp,
    /// Its name in logs.
    pub request_id: String,
    /// The client's address, forwarding headers of trusted proxies already considered.
    pub address: IpAddr,
}

/// Who asks: an account, through one of its sessions.
///
/// A use case for signed-in people takes one as a parameter, so that it cannot be called for anybody else. It is
/// made by [`crate::sessions::authenticate`] alone.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The account.
    pub account: Account,
    /// The session the request came through.
    pub session: Session,
}

impl Actor {
    /// Whether the actor may do this, from this session (SES-5).
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        may(self.account.level, self.session.is_restricted(), permission)
    }

    /// All that the actor may do, from this session: what clients draw their locks by.
    pub fn allowed(&self) -> impl Iterator<Item = Permission> + '_ {
        Permission::ALL
            .iter()
            .copied()
            .filter(|&permission| self.may(permission))
    }
}
