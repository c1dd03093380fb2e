//! Issuer identifiers (OpenID Connect Core §2).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::verifier::is_unreserved;

/// Characters of an issuer.
const LONGEST: usize = 255;

/// A provider's address and name in one: compared character by character, as it says it itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Issuer(String);

/// The text is no issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an issuer is an https address without user, query and fragment; plain http is for this computer only")]
pub struct MalformedIssuer;

impl Issuer {
    /// Reads an issuer.
    ///
    /// # Errors
    /// [`MalformedIssuer`].
    pub fn parse(text: &str) -> Result<Self, MalformedIssuer> {
        let is_one = text.len() <= LONGEST && is_trusted_address(text) && !text.contains(['?', '#']);
        is_one.then(|| Self(text.to_owned())).ok_or(MalformedIssuer)
    }

    /// An issuer read back from where it was stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The issuer as it is spelt.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this address of the provider's may be called, or a browser be sent to: https, or, for an issuer on this
    /// computer, plain http on this computer (ASVS 1.3.6).
    #[must_use]
    pub fn may_name(&self, endpoint: &str) -> bool {
        let is_plain = endpoint.starts_with("http://");
        is_trusted_address(endpoint) && !endpoint.contains('#') && (!is_plain || self.0.starts_with("http://"))
    }
}

impl std::fmt::Display for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// An https address, or one of plain http on this computer; no user, nothing that is not a character of an address.
fn is_trusted_address(text: &str) -> bool {
    let (rest, plain) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (rest, false),
        (None, Some(rest)) => (rest, true),
        (None, None) => return false,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after) = rest.split_at(end);
    let Some(host) = host(authority) else { return false };
    after.bytes().all(is_of_address) && (!plain || is_loopback(host))
}

/// The host of an authority without user and with a sound port, if there is one.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((v6, after)) => {
            v6.parse::<Ipv6Addr>().ok()?;
            (
                v6,
                after.strip_prefix(':').or_else(|| after.is_empty().then_some("443"))?,
            )
        }
        None => {
            let (name, port) = authority.split_once(':').unwrap_or((authority, "443"));
            let is_name = name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'));
            (Some(name).filter(|name| is_name && !name.is_empty())?, port)
        }
    };
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    (digits && port.parse::<u16>().is_ok_and(|port| port > 0)).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.parse::<Ipv4Addr>().is_ok_and(|v4| v4.is_loopback())
        || host.parse::<Ipv6Addr>().is_ok_and(|v6| v6.is_loopback())
}

/// `pchar`, `/`, `?` and `#` of RFC 3986: no white space, no backslash, nothing that needs quoting.
const fn is_of_address(byte: u8) -> bool {
    is_unreserved(byte)
        || matches!(
            byte,
            b'/' | b'?'
                | b'#'
                | b'%'
                | b'!'
                | b'$'
                | b'&'
                | b'\''
                | b'('
                | b')'
                | b'*'
                | b'+'
                | b','
                | b';'
                | b'='
                | b':'
                | b'@'
        )
}
