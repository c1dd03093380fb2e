//! Origins (scheme, host, port: RFC 6454), parsed strictly and compared exactly.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use http::uri::Authority;

/// The two schemes a page can come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Plain text.
    Http,
    /// Under TLS, ours or a proxy's.
    Https,
}

impl Scheme {
    fn text(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    /// The port that an address without one means.
    #[must_use]
    pub fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

/// The host part of an origin.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// A DNS name, lower case, without a trailing dot.
    Name(String),
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
}

impl Host {
    /// Whether browsers take this host for their own computer, as a secure context without TLS
    /// (W3C Secure Contexts §3.1): `localhost`, `*.localhost`, 127.0.0.0/8, `[::1]`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost" || name.ends_with(".localhost"),
            Self::V4(address) => address.is_loopback(),
            Self::V6(address) => address.is_loopback(),
        }
    }
}

impl FromStr for Host {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return inner.parse().map(Self::V6).map_err(|_| InvalidOrigin);
        }
        if let Ok(address) = text.parse() {
            return Ok(Self::V4(address));
        }
        let name = text.to_ascii_lowercase();
        let labels_fit = name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
        });
        // A name whose last label is a number would be read as an IPv4 address by a browser (WHATWG URL).
        let numeric_end = name
            .rsplit('.')
            .next()
            .is_some_and(|label| label.bytes().all(|b| b.is_ascii_digit()));
        if name.len() <= 253 && labels_fit && !numeric_end {
            Ok(Self::Name(name))
        } else {
            Err(InvalidOrigin)
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::V4(address) => write!(f, "{address}"),
            Self::V6(address) => write!(f, "[{address}]"),
        }
    }
}

/// Scheme, host and port of a page or of this server.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// `http` or `https`.
    pub scheme: Scheme,
    /// The host.
    pub host: Host,
    /// The port, also when it is the scheme's own.
    pub port: u16,
}

impl Origin {
    /// The origin of a request that named `authority` (the `Host` header or HTTP/2's `:authority`).
    ///
    /// # Errors
    /// When it is no plain `host[:port]`.
    pub fn of_authority(scheme: Scheme, authority: &str) -> Result<Self, InvalidOrigin> {
        let parsed = Authority::from_str(authority).map_err(|_| InvalidOrigin)?;
        if authority.contains('@') {
            return Err(InvalidOrigin);
        }
        let host: Host = parsed.host().parse()?;
        let rest = authority.get(parsed.host().len()..).ok_or(InvalidOrigin)?;
        let port = match rest.strip_prefix(':') {
            None if rest.is_empty() => scheme.default_port(),
            None => return Err(InvalidOrigin),
            Some(digits) => digits.parse().map_err(|_| InvalidOrigin)?,
        };
        Ok(Self { scheme, host, port })
    }

    /// The same place as a WebSocket address: `ws://…` or `wss://…`.
    #[must_use]
    pub fn websocket(&self) -> String {
        match self.scheme {
            Scheme::Http => format!("ws://{}", self.authority()),
            Scheme::Https => format!("wss://{}", self.authority()),
        }
    }

    /// `host` or `host:port`, the port only where it is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        if self.port == self.scheme.default_port() {
            self.host.to_string()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.text(), self.authority())
    }
}

/// Reads what browsers send in `Origin`, and what `server.public_url` holds. No path (one closing slash aside), no
/// user, no query, no fragment; `null` and other schemes are no origins.
impl FromStr for Origin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Scheme::Https, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (Scheme::Http, rest),
            _ => return Err(InvalidOrigin),
        };
        Self::of_authority(scheme, rest.strip_suffix('/').unwrap_or(rest))
    }
}

/// The text is no origin of the form `http(s)://host[:port]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidOrigin;

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an address of the form http://host[:port] or https://host[:port], without a path")
    }
}

impl std::error::Error for InvalidOrigin {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_write_them() {
        for (text, expected) in [
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("https://Meet.Example.org", Some("https://meet.example.org")),
            ("https://meet.example.org:443/", Some("https://meet.example.org")),
            ("http://meet.example.org:443", Some("http://meet.example.org:443")),
            ("https://[::1]:8443", Some("https://[::1]:8443")),
            ("http://127.0.0.1", Some("http://127.0.0.1")),
            ("https://xn--e1aybc.example", Some("https://xn--e1aybc.example")),
            ("null", None),
            ("", None),
            ("https://", None),
            ("https://meet.example.org/path", None),
            ("https://user@meet.example.org", None),
            ("https://meet.example.org@evil.example", None),
            ("https://meet.example.org:99999", None),
            ("https://meet.example.org:", None),
            ("https://meet.example.org?x", None),
            ("https://meet..example.org", None),
            ("https://1.2.3", None),
            ("https://a b", None),
            ("https://[fe80::1%25eth0]", None),
            ("tauri://localhost", None),
            ("//meet.example.org", None),
            ("meet.example.org", None),
        ] {
            let read = text.parse::<Origin>().ok().map(|origin| origin.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn loopback_is_what_browsers_take_for_it() {
        for (text, expected) in [
            ("localhost", true),
            ("LOCALHOST", true),
            ("app.localhost", true),
            ("127.0.0.1", true),
            ("127.8.9.1", true),
            ("[::1]", true),
            ("0.0.0.0", false),
            ("[::]", false),
            ("[::ffff:127.0.0.1]", false),
            ("localhost.example.org", false),
            ("127.0.0.1.nip.example", false),
            ("192.168.1.5", false),
        ] {
            assert_eq!(
                text.parse::<Host>().map(|host| host.is_loopback()),
                Ok(expected),
                "{text}"
            );
        }
    }
}
