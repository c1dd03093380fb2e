//! `[media]`

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ConfigSecret, Invalid, Server};

/// The shortest secret that may sign tokens: as many bytes as SHA-256 gives (RFC 7518 §3.2).
const LEAST_SECRET: usize = 32;

/// The name of the key that signs our own join tokens.
pub const OWN_KEY: &str = "vestibule";

/// Sound and picture: the built-in media server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// The UDP port that carries sound and picture, or several as `7882-7885`: one for each worker thread.
    /// A firewall must let them in.
    #[schemars(with = "String")]
    pub udp_ports: PortRange,
    /// The address of this machine that media is received on. Not set: all of them, or loopback alone where
    /// `server.listen` is loopback, no proxy is named and `server.public_url` leads nowhere else.
    pub bind: Option<IpAddr>,
    /// The addresses told to clients as the place to send media to: set it behind NAT, to the public address. Not set:
    /// the address of this machine that the client's own connection reached.
    pub advertise: Vec<IpAddr>,
    /// The key's name with which other LiveKit tools and SDKs may drive the built-in media server. Only together with
    /// `api_secret`; without both, `/twirp` is closed.
    pub api_key: Option<String>,
    /// The key's secret, at least 32 characters.
    pub api_secret: Option<ConfigSecret>,
    /// A file that holds `api_secret`.
    pub api_secret_file: Option<PathBuf>,
}

impl Media {
    /// The address that media is received on.
    #[must_use]
    pub fn bind_or_default(&self, server: &Server) -> IpAddr {
        match self.bind {
            Some(address) => address,
            None if server.stays_on_this_computer() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            None if server.listen.is_ipv6() => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            None => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        }
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        match (&self.api_key, &self.api_secret) {
            (None, None) => {}
            (Some(_), None) => {
                return Err(Invalid::new(
                    "media.api_key",
                    "is set without media.api_secret; set both or none",
                ));
            }
            (None, Some(_)) => {
                return Err(Invalid::new(
                    "media.api_secret",
                    "is set without media.api_key; set both or none",
                ));
            }
            (Some(key), Some(secret)) => {
                if key.is_empty() || key.len() > 128 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
                    return Err(Invalid::new(
                        "media.api_key",
                        "must be 1 to 128 visible ASCII characters",
                    ));
                }
                if key == OWN_KEY {
                    return Err(Invalid::new(
                        "media.api_key",
                        format!("must not be `{OWN_KEY}`, our own key's name"),
                    ));
                }
                if secret.reveal().chars().count() < LEAST_SECRET {
                    return Err(Invalid::new(
                        "media.api_secret",
                        format!("must have at least {LEAST_SECRET} characters; `openssl rand -base64 32` makes one"),
                    ));
                }
            }
        }
        if let Some(address) = self.advertise.iter().find(|address| address.is_unspecified()) {
            return Err(Invalid::new(
                "media.advertise",
                format!("{address} is no address a client can send to"),
            ));
        }
        Ok(())
    }
}

/// One UDP port, or several in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PortText", into = "String")]
pub struct PortRange {
    /// The first.
    pub first: u16,
    /// The last, not below the first.
    pub last: u16,
}

impl PortRange {
    /// Most ports in a range: one for each worker thread is plenty, and each costs a socket.
    const MOST: u16 = 64;
}

impl Default for PortRange {
    fn default() -> Self {
        Self {
            first: 7882,
            last: 7882,
        }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

impl From<PortRange> for String {
    fn from(range: PortRange) -> Self {
        range.to_string()
    }
}

impl FromStr for PortRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no UDP port (such as 7882) and no range (such as 7882-7885)");
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let first: u16 = first.trim().parse().map_err(|_| wrong())?;
        let last: u16 = last.trim().parse().map_err(|_| wrong())?;
        if last < first || (first == 0 && last != 0) {
            return Err(wrong());
        }
        if last - first >= Self::MOST {
            return Err(format!("`{text}` holds more than {} ports", Self::MOST));
        }
        Ok(Self { first, last })
    }
}

/// A port may be written as a number too.
#[derive(Deserialize)]
#[serde(untagged)]
enum PortText {
    Number(u16),
    Text(String),
}

impl TryFrom<PortText> for PortRange {
    type Error = String;

    fn try_from(text: PortText) -> Result<Self, String> {
        match text {
            PortText::Number(port) => Ok(Self {
                first: port,
                last: port,
            }),
            PortText::Text(text) => text.parse(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_one_or_a_short_range() {
        for (text, expected) in [
            ("7882", Some((7882, 7882))),
            ("7882-7885", Some((7882, 7885))),
            ("0", Some((0, 0))),
            ("7885-7882", None),
            ("0-3", None),
            ("1-65535", None),
            ("70000", None),
            ("", None),
            ("udp", None),
        ] {
            let read = text.parse::<PortRange>().ok().map(|range| (range.first, range.last));
            assert_eq!(read, expected, "{text}");
        }
    }

    #[test]
    fn key_and_secret_come_together_and_are_long_enough() {
        let long = "s".repeat(32);
        let short = "s".repeat(31);
        for (key, secret, wrong) in [
            (None, None, None),
            (Some("k"), Some(long.as_str()), None),
            (Some("k"), None, Some("media.api_key")),
            (None, Some(long.as_str()), Some("media.api_secret")),
            (Some("k"), Some(short.as_str()), Some("media.api_secret")),
            (Some(OWN_KEY), Some(long.as_str()), Some("media.api_key")),
            (Some(""), Some(long.as_str()), Some("media.api_key")),
            (Some("k k"), Some(long.as_str()), Some("media.api_key")),
        ] {
            let media = Media {
                api_key: key.map(str::to_owned),
                api_secret: secret.map(ConfigSecret::new),
                ..Media::default()
            };
            assert_eq!(
                media.validate().err().map(|invalid| invalid.key),
                wrong,
                "{key:?} {secret:?}"
            );
        }
    }

    #[test]
    fn nobody_is_told_to_send_to_no_address() {
        let media = Media {
            advertise: vec!["0.0.0.0".parse().unwrap()],
            ..Media::default()
        };
        assert_eq!(media.validate().unwrap_err().key, "media.advertise");
    }

    #[test]
    fn a_server_for_this_computer_alone_receives_media_there_alone() {
        let mut server = Server::default();
        assert!(Media::default().bind_or_default(&server).is_loopback());
        server.listen = "0.0.0.0:8443".parse().unwrap();
        assert!(Media::default().bind_or_default(&server).is_unspecified());
        server = Server {
            proxies: vec!["127.0.0.1/32".parse().unwrap()],
            ..Server::default()
        };
        assert!(Media::default().bind_or_default(&server).is_unspecified());
        server = Server {
            public_url: Some("https://meet.example.org".to_owned()),
            ..Server::default()
        };
        assert!(Media::default().bind_or_default(&server).is_unspecified());
    }
}
