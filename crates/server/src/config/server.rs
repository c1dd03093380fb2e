//! `[server]`

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use domain::secret::Secret;
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use web::address::Origin;

use super::Invalid;
use super::secret::ConfigSecret;

/// Languages that the client is translated into.
const LANGUAGES: [&str; 2] = ["en", "ru"];

/// Where the server listens, what it is called, and how it is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port of pages, API and signalling: `localhost:PORT` (this computer alone), `ADDRESS:PORT`,
    /// `0.0.0.0:PORT` (all IPv4 addresses) or `[::]:PORT` (all addresses).
    #[schemars(with = "String")]
    pub listen: Listen,
    /// The address people use, such as `https://meet.example.org`: the one source of links, QR codes and API addresses.
    /// Not set: the address that the asker used, when it is this computer's own name for itself or, under TLS, a name in
    /// the certificate. Letters and notices carry links only when it is set.
    pub public_url: Option<String>,
    /// What the server calls itself on its pages.
    pub name: String,
    /// The folder for everything the server keeps. Made with access for its owner alone.
    pub data_dir: PathBuf,
    /// Seals what people entrust to the database, such as the seeds of their authenticator apps: 43 characters of base64url
    /// for 32 random bytes (`openssl rand -base64 32 | tr '+/' '-_' | tr -d '='`). Not set: a key of its own in the
    /// data folder. Servers that share a database need the same one. Lost or changed, people enrol their apps anew.
    #[schemars(with = "Option<String>")]
    pub sealing_key: Option<ConfigSecret>,
    /// A file that holds `sealing_key`.
    pub sealing_key_file: Option<PathBuf>,
    /// Networks of reverse proxies in front of this server. Only their `X-Forwarded-For` and `X-Forwarded-Proto` count.
    #[schemars(with = "Vec<String>")]
    pub proxies: Vec<IpNet>,
    /// Languages offered, the first being the default: `en`, `ru`.
    pub languages: Vec<String>,
    /// TLS by the server itself. Without it, put a TLS proxy in front: browsers give camera and microphone only to https
    /// pages, and to `localhost`.
    pub tls: Tls,
    /// Shown on sign-in and refusal pages: whom to ask for help.
    pub support: Support,
}

/// TLS by the server itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// A PEM file with the certificate and its chain. Only together with `key`.
    pub cert: Option<PathBuf>,
    /// A PEM file with the certificate's private key.
    pub key: Option<PathBuf>,
    /// Make a certificate of one's own for `localhost` and this machine's name and addresses: for a trial on a local
    /// network, where each browser asks once whether to trust it.
    pub self_signed: bool,
}

/// Whom to ask for help.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Support {
    /// One line of text.
    pub text: Option<String>,
    /// An `https:`, `mailto:` or `tel:` address that the text leads to.
    pub link: Option<String>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: Listen::Localhost(8080),
            public_url: None,
            name: "Vestibule".to_owned(),
            data_dir: PathBuf::from("vestibule-data"),
            sealing_key: None,
            sealing_key_file: None,
            proxies: Vec::new(),
            languages: LANGUAGES.map(str::to_owned).to_vec(),
            tls: Tls::default(),
            support: Support::default(),
        }
    }
}

impl Server {
    /// Whether nobody but this computer can reach the server: it listens on loopback, and neither a proxy nor a public
    /// address leads others to it.
    #[must_use]
    pub fn stays_on_this_computer(&self) -> bool {
        let led_here = self.public_origin().is_some_and(|origin| !origin.host.is_loopback());
        self.listen.is_loopback() && self.proxies.is_empty() && !led_here
    }

    /// `public_url`, parsed.
    #[must_use]
    pub fn public_origin(&self) -> Option<Origin> {
        self.public_url.as_deref().and_then(|url| url.parse().ok())
    }

    /// Whether the server speaks TLS itself.
    #[must_use]
    pub fn speaks_tls(&self) -> bool {
        self.tls.self_signed || self.tls.cert.is_some()
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        if let Some(url) = &self.public_url {
            url.parse::<Origin>()
                .map_err(|error| Invalid::new("server.public_url", format!("`{url}` is {error}")))?;
        }
        let letters = self.name.trim().chars().count();
        if !(1..=60).contains(&letters) || self.name.chars().any(char::is_control) {
            return Err(Invalid::new("server.name", "must have 1 to 60 characters"));
        }
        if self.data_dir.as_os_str().is_empty() {
            return Err(Invalid::new("server.data_dir", "must name a folder"));
        }
        if self
            .sealing_key
            .as_ref()
            .is_some_and(|key| Secret::parse(key.reveal()).is_err())
        {
            return Err(Invalid::new(
                "server.sealing_key",
                "must be 43 characters of base64url, for 32 bytes",
            ));
        }
        self.validate_languages()?;
        self.tls.validate()?;
        self.support.validate()
    }

    fn validate_languages(&self) -> Result<(), Invalid> {
        if self.languages.is_empty() {
            return Err(Invalid::new("server.languages", "must name at least one language"));
        }
        match self
            .languages
            .iter()
            .find(|language| !LANGUAGES.contains(&language.as_str()))
        {
            Some(unknown) => Err(Invalid::new(
                "server.languages",
                format!("`{unknown}` is not among those there are: {}", LANGUAGES.join(", ")),
            )),
            None => Ok(()),
        }
    }
}

impl Tls {
    fn validate(&self) -> Result<(), Invalid> {
        match (&self.cert, &self.key) {
            (Some(_), None) => {
                return Err(Invalid::new(
                    "server.tls.cert",
                    "is set without server.tls.key; set both or none",
                ));
            }
            (None, Some(_)) => {
                return Err(Invalid::new(
                    "server.tls.key",
                    "is set without server.tls.cert; set both or none",
                ));
            }
            (Some(_), Some(_)) if self.self_signed => {
                return Err(Invalid::new(
                    "server.tls.self_signed",
                    "cannot be chosen together with server.tls.cert",
                ));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Support {
    fn validate(&self) -> Result<(), Invalid> {
        if self
            .text
            .as_deref()
            .is_some_and(|text| text.chars().count() > 200 || text.chars().any(char::is_control))
        {
            return Err(Invalid::new(
                "server.support.text",
                "must be one line of at most 200 characters",
            ));
        }
        let Some(link) = &self.link else { return Ok(()) };
        let known = ["https://", "mailto:", "tel:"];
        if link.len() <= 500 && known.iter().any(|scheme| link.starts_with(scheme)) {
            return Ok(());
        }
        Err(Invalid::new(
            "server.support.link",
            "must begin with https://, mailto: or tel:",
        ))
    }
}

/// Where the server listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Listen {
    /// Both loopback addresses, as far as this computer has them.
    Localhost(u16),
    /// This address.
    Address(SocketAddr),
}

impl Listen {
    /// The addresses to bind. Those after the first may be missing on this computer.
    #[must_use]
    pub fn addresses(self) -> Vec<SocketAddr> {
        match self {
            Self::Localhost(port) => [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]
                .map(|address| SocketAddr::new(address, port))
                .to_vec(),
            Self::Address(address) => vec![address],
        }
    }

    /// The port, 0 when any will do.
    #[must_use]
    pub fn port(self) -> u16 {
        match self {
            Self::Localhost(port) => port,
            Self::Address(address) => address.port(),
        }
    }

    /// Whether only this computer can reach it.
    #[must_use]
    pub fn is_loopback(self) -> bool {
        match self {
            Self::Localhost(_) => true,
            Self::Address(address) => address.ip().to_canonical().is_loopback(),
        }
    }

    /// Whether it is an IPv6 address.
    #[must_use]
    pub fn is_ipv6(self) -> bool {
        matches!(self, Self::Address(SocketAddr::V6(_)))
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Localhost(port) => write!(f, "localhost:{port}"),
            Self::Address(address) => write!(f, "{address}"),
        }
    }
}

impl From<Listen> for String {
    fn from(listen: Listen) -> Self {
        listen.to_string()
    }
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(port) = text.strip_prefix("localhost:").and_then(|port| port.parse().ok()) {
            return Ok(Self::Localhost(port));
        }
        text.parse().map(Self::Address).map_err(|_| {
            format!("`{text}` is not of the form ADDRESS:PORT, such as localhost:8080, 0.0.0.0:8443 or [::]:8443")
        })
    }
}

impl TryFrom<String> for Listen {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listen_takes_localhost_or_an_address_with_a_port() {
        for (text, loopback) in [
            ("localhost:8080", Some(true)),
            ("127.0.0.1:0", Some(true)),
            ("[::1]:8080", Some(true)),
            ("[::ffff:127.0.0.1]:8080", Some(true)),
            ("0.0.0.0:8443", Some(false)),
            ("[::]:8443", Some(false)),
            ("192.168.1.5:80", Some(false)),
            ("8080", None),
            ("localhost", None),
            ("meet.example.org:443", None),
            ("localhost:99999", None),
        ] {
            let read = text.parse::<Listen>().ok();
            assert_eq!(read.map(Listen::is_loopback), loopback, "{text}");
            assert_eq!(read.map(|listen| listen.to_string()), loopback.map(|_| text.to_owned()));
        }
    }

    #[test]
    fn wrong_settings_are_named() {
        let path = || Some(PathBuf::from("x.pem"));
        for (change, wrong) in [
            (Box::new(|_: &mut Server| {}) as Box<dyn Fn(&mut Server)>, None),
            (
                Box::new(|s| s.public_url = Some("meet.example.org".to_owned())),
                Some("server.public_url"),
            ),
            (
                Box::new(|s| s.public_url = Some("https://a/b".to_owned())),
                Some("server.public_url"),
            ),
            (
                Box::new(|s| s.public_url = Some("https://meet.example.org/".to_owned())),
                None,
            ),
            (Box::new(|s| s.name = " ".to_owned()), Some("server.name")),
            (Box::new(|s| s.data_dir = PathBuf::new()), Some("server.data_dir")),
            (Box::new(|s| s.languages = vec![]), Some("server.languages")),
            (
                Box::new(|s| s.languages = vec!["tlh".to_owned()]),
                Some("server.languages"),
            ),
            (Box::new(move |s| s.tls.cert = path()), Some("server.tls.cert")),
            (Box::new(move |s| s.tls.key = path()), Some("server.tls.key")),
            (
                Box::new(move |s| {
                    s.tls = Tls {
                        cert: path(),
                        key: path(),
                        self_signed: true,
                    }
                }),
                Some("server.tls.self_signed"),
            ),
            (
                Box::new(|s| s.support.link = Some("javascript:alert(1)".to_owned())),
                Some("server.support.link"),
            ),
            (
                Box::new(|s| s.support.text = Some("a\nb".to_owned())),
                Some("server.support.text"),
            ),
        ] {
            let mut server = Server::default();
            change(&mut server);
            assert_eq!(server.validate().err().map(|invalid| invalid.key), wrong, "{server:?}");
        }
    }
}
