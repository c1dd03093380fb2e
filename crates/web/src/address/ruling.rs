//! Whether we answer for the host a request named, and which absolute address its answers carry.
//!
//! `server.public_url` is the one source of every absolute address. Unset, it is the request's own origin when the host
//! is loopback, or, under our own TLS, a name in the certificate; any other host is refused (421), which also ends DNS
//! rebinding. Plain http by a name that is not loopback is refused with the way out: there browsers silently drop
//! `__Host-` cookies and give no camera.

use std::net::IpAddr;

use super::origin::{Host, Origin, Scheme};

/// Where this server may be found: configuration, fixed at start.
#[derive(Clone, Debug, Default)]
pub struct PublicAddress {
    /// `server.public_url`, when configured.
    pub url: Option<Origin>,
    /// What our own certificate covers, when we hold one.
    pub certificate: CertificateNames,
}

/// The names and addresses in our own certificate; for a self-signed one, those of this machine.
#[derive(Clone, Debug, Default)]
pub struct CertificateNames {
    /// DNS names, lower case; `*.example.org` covers one label.
    pub names: Vec<String>,
    /// Addresses.
    pub addresses: Vec<IpAddr>,
}

impl CertificateNames {
    /// Whether the certificate is good for `host` (RFC 6125: a wildcard stands for exactly one leftmost label).
    #[must_use]
    pub fn covers(&self, host: &Host) -> bool {
        match host {
            Host::V4(address) => self.addresses.contains(&IpAddr::V4(*address)),
            Host::V6(address) => self.addresses.contains(&IpAddr::V6(*address)),
            Host::Name(name) => self.names.iter().any(|pattern| match pattern.strip_prefix("*.") {
                Some(parent) => name
                    .split_once('.')
                    .is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
                None => name.eq_ignore_ascii_case(pattern),
            }),
        }
    }
}

/// How a request came in.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What it named: `Host`, or `:authority` under HTTP/2.
    pub authority: &'a str,
    /// It came under our own TLS.
    pub tls: bool,
    /// What a configured proxy said about the scheme: `None` when no configured proxy forwarded it, else whether it
    /// said https.
    pub forwarded_https: Option<bool>,
}

/// What becomes of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Answered.
    Serve {
        /// The origin the browser sees.
        own: Origin,
        /// The origin every absolute address is built from.
        public: Origin,
    },
    /// 421: the host is not ours. `public` is where to go instead, when that is configured.
    Misdirected {
        /// `server.public_url`.
        public: Option<Origin>,
    },
    /// 421 with a page that says what mends it.
    Insecure(Remedy),
    /// 400: the host cannot be read.
    Unreadable,
}

/// What mends an insecure address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The server has a secure address: go there.
    GoTo(Origin),
    /// Nothing is configured: start with a certificate.
    Certificate,
    /// The proxy must say that it was asked over https.
    ForwardScheme,
    /// `server.public_url` itself is plain http.
    PublicUrl,
}

impl PublicAddress {
    /// Judges one request.
    #[must_use]
    pub fn rule(&self, request: Request<'_>) -> Ruling {
        let https = request.forwarded_https.unwrap_or(request.tls);
        let scheme = if https { Scheme::Https } else { Scheme::Http };
        let Ok(own) = Origin::of_authority(scheme, request.authority) else {
            return Ruling::Unreadable;
        };
        match request.forwarded_https {
            Some(_) => self.rule_forwarded(own),
            None => self.rule_direct(own),
        }
    }

    /// Straight from the client's connection.
    fn rule_direct(&self, own: Origin) -> Ruling {
        if own.host.is_loopback() {
            return self.serve(own);
        }
        match (own.scheme, &self.url) {
            (Scheme::Https, Some(public)) if public.host == own.host => self.serve(own),
            (Scheme::Https, _) if self.certificate.covers(&own.host) => self.serve(own),
            (Scheme::Https, _) => Ruling::Misdirected {
                public: self.url.clone(),
            },
            (Scheme::Http, Some(public)) => Ruling::Insecure(remedy_of(public)),
            (Scheme::Http, None) => Ruling::Insecure(Remedy::Certificate),
        }
    }

    /// Through a configured proxy: only for `public_url`'s host. The port is not compared, many proxies drop it.
    fn rule_forwarded(&self, own: Origin) -> Ruling {
        match &self.url {
            Some(public) if public.host == own.host => match (public.scheme, own.scheme) {
                (Scheme::Http, _) if !public.host.is_loopback() => Ruling::Insecure(Remedy::PublicUrl),
                (Scheme::Https, Scheme::Http) => Ruling::Insecure(Remedy::ForwardScheme),
                (Scheme::Http, Scheme::Https) => self.serve(own),
                _ => Ruling::Serve {
                    own: public.clone(),
                    public: public.clone(),
                },
            },
            public => Ruling::Misdirected { public: public.clone() },
        }
    }

    fn serve(&self, own: Origin) -> Ruling {
        let public = self.url.clone().unwrap_or_else(|| own.clone());
        Ruling::Serve { own, public }
    }
}

fn remedy_of(public: &Origin) -> Remedy {
    match public.scheme {
        Scheme::Https => Remedy::GoTo(public.clone()),
        Scheme::Http if public.host.is_loopback() => Remedy::Certificate,
        Scheme::Http => Remedy::PublicUrl,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: Option<&str>) -> PublicAddress {
        PublicAddress {
            url: url.map(|url| url.parse().unwrap()),
            certificate: CertificateNames {
                names: vec!["box.lan".to_owned(), "*.rooms.example.org".to_owned()],
                addresses: vec!["192.168.1.5".parse().unwrap(), "2001:db8::5".parse().unwrap()],
            },
        }
    }

    /// `own -> public`, `421`, `421 <remedy>` or `400`.
    fn ruled(url: Option<&str>, authority: &str, tls: bool, forwarded_https: Option<bool>) -> String {
        match address(url).rule(Request {
            authority,
            tls,
            forwarded_https,
        }) {
            Ruling::Serve { own, public } => format!("{own} -> {public}"),
            Ruling::Misdirected { public: None } => "421".to_owned(),
            Ruling::Misdirected { public: Some(public) } => format!("421, see {public}"),
            Ruling::Insecure(Remedy::GoTo(public)) => format!("insecure, go to {public}"),
            Ruling::Insecure(remedy) => format!("insecure, {remedy:?}"),
            Ruling::Unreadable => "400".to_owned(),
        }
    }

    #[test]
    fn without_public_url_the_requests_own_origin_counts_where_it_can_be_trusted() {
        for (authority, tls, expected) in [
            (
                "localhost:8080",
                false,
                "http://localhost:8080 -> http://localhost:8080",
            ),
            (
                "127.0.0.1:8080",
                false,
                "http://127.0.0.1:8080 -> http://127.0.0.1:8080",
            ),
            ("[::1]:8080", false, "http://[::1]:8080 -> http://[::1]:8080"),
            (
                "localhost:8443",
                true,
                "https://localhost:8443 -> https://localhost:8443",
            ),
            ("box.lan:8443", true, "https://box.lan:8443 -> https://box.lan:8443"),
            ("BOX.lan", true, "https://box.lan -> https://box.lan"),
            (
                "192.168.1.5:8443",
                true,
                "https://192.168.1.5:8443 -> https://192.168.1.5:8443",
            ),
            ("[2001:db8::5]", true, "https://[2001:db8::5] -> https://[2001:db8::5]"),
            (
                "a.rooms.example.org",
                true,
                "https://a.rooms.example.org -> https://a.rooms.example.org",
            ),
            ("a.b.rooms.example.org", true, "421"),
            ("rooms.example.org", true, "421"),
            ("evil.example", true, "421"),
            ("192.168.1.6", true, "421"),
            ("192.168.1.5:8080", false, "insecure, Certificate"),
            ("box.lan:8080", false, "insecure, Certificate"),
            ("evil.example", false, "insecure, Certificate"),
            ("0.0.0.0:8080", false, "insecure, Certificate"),
            ("localhost.evil.example", false, "insecure, Certificate"),
            ("", false, "400"),
            ("a b", false, "400"),
            ("user@localhost", false, "400"),
            ("localhost:port", false, "400"),
            ("localhost/path", false, "400"),
        ] {
            assert_eq!(ruled(None, authority, tls, None), expected, "{authority} tls={tls}");
        }
    }

    #[test]
    fn with_public_url_every_absolute_address_is_its_own() {
        let url = Some("https://meet.example.org");
        for (authority, tls, forwarded, expected) in [
            // Our own TLS.
            (
                "meet.example.org",
                true,
                None,
                "https://meet.example.org -> https://meet.example.org",
            ),
            (
                "meet.example.org:8443",
                true,
                None,
                "https://meet.example.org:8443 -> https://meet.example.org",
            ),
            ("box.lan", true, None, "https://box.lan -> https://meet.example.org"),
            ("evil.example", true, None, "421, see https://meet.example.org"),
            // On the machine itself.
            (
                "localhost:8080",
                false,
                None,
                "http://localhost:8080 -> https://meet.example.org",
            ),
            // Plain http from elsewhere.
            (
                "meet.example.org",
                false,
                None,
                "insecure, go to https://meet.example.org",
            ),
            (
                "192.168.1.5:8080",
                false,
                None,
                "insecure, go to https://meet.example.org",
            ),
            // Behind a configured proxy.
            (
                "meet.example.org",
                false,
                Some(true),
                "https://meet.example.org -> https://meet.example.org",
            ),
            (
                "MEET.example.org:443",
                false,
                Some(true),
                "https://meet.example.org -> https://meet.example.org",
            ),
            ("meet.example.org", false, Some(false), "insecure, ForwardScheme"),
            ("meet.example.org", true, Some(false), "insecure, ForwardScheme"),
            ("evil.example", false, Some(true), "421, see https://meet.example.org"),
            ("localhost:8080", false, Some(true), "421, see https://meet.example.org"),
            ("box.lan", true, Some(true), "421, see https://meet.example.org"),
        ] {
            assert_eq!(
                ruled(url, authority, tls, forwarded),
                expected,
                "{authority} tls={tls} {forwarded:?}"
            );
        }
    }

    #[test]
    fn a_plain_public_url_works_on_this_computer_only() {
        for (url, authority, forwarded, expected) in [
            (
                "http://localhost:9000",
                "localhost:9000",
                None,
                "http://localhost:9000 -> http://localhost:9000",
            ),
            (
                "http://localhost:9000",
                "localhost",
                Some(false),
                "http://localhost:9000 -> http://localhost:9000",
            ),
            ("http://localhost:9000", "box.lan", None, "insecure, Certificate"),
            ("http://meet.lan", "meet.lan", None, "insecure, PublicUrl"),
            ("http://meet.lan", "meet.lan", Some(false), "insecure, PublicUrl"),
            ("http://meet.lan", "meet.lan", Some(true), "insecure, PublicUrl"),
            (
                "http://localhost:9000",
                "localhost:1",
                Some(true),
                "https://localhost:1 -> http://localhost:9000",
            ),
        ] {
            assert_eq!(
                ruled(Some(url), authority, false, forwarded),
                expected,
                "{url} {authority} {forwarded:?}"
            );
        }
        assert_eq!(
            ruled(None, "meet.example.org", false, Some(true)),
            "421",
            "a proxy without public_url"
        );
    }
}
