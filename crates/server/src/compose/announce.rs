//! What the server says once it stands: where it is, and, while there is no administrator, how to become the first.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};

use anyhow::Context;
use app::App;
use web::address::{CertificateNames, PublicAddress, Request, Ruling};

use crate::config::{Config, Listen};
use crate::listen::tls::machine_addresses;

/// Says it on standard output, in one piece. The set-up link's secret is in the fragment, which browsers keep to
/// themselves; it is never logged.
pub(super) async fn started(
    config: &Config,
    port: u16,
    certificate: &CertificateNames,
    media: &[SocketAddr],
    app: &App,
) -> anyhow::Result<()> {
    let addresses = addresses(config, port, certificate);
    let mut text = format!("Vestibule {}\n", env!("CARGO_PKG_VERSION"));
    for (index, address) in addresses.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "  {}  {address}",
            if index == 0 { "Open      " } else { "or        " }
        );
    }
    if addresses.is_empty() {
        let _ = writeln!(text, "  Listening   {}", config.server.listen);
    }
    let data = std::path::absolute(&config.server.data_dir).unwrap_or_else(|_| config.server.data_dir.clone());
    let media: Vec<String> = media.iter().map(|address| format!("UDP {address}")).collect();
    let _ = writeln!(text, "  Media       {}", media.join(", "));
    let _ = writeln!(text, "  Data        {}", data.display());
    if let Some(note) = warning(config, certificate) {
        let _ = writeln!(text, "\n{note}");
    }
    if let Some(secret) = app::setup::offer(app).await? {
        let (lead, address) = match addresses.first() {
            Some(address) => ("Make the first account here; the link works once", address.as_str()),
            None => (
                "Put this behind the address above to make the first account; it works once",
                "",
            ),
        };
        let _ = writeln!(
            text,
            "\nThere is no administrator yet. {lead}:\n  {address}/setup#{}",
            secret.reveal()
        );
    }
    text.push_str("\nStop it with Ctrl+C.\n");
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write to standard output")
}

/// Where people find the server, the best address first.
fn addresses(config: &Config, port: u16, certificate: &CertificateNames) -> Vec<String> {
    if let Some(public) = config.server.public_origin() {
        return vec![public.to_string()];
    }
    let tls = config.server.speaks_tls();
    let at = |host: &String| match (tls, port) {
        (true, 443) => format!("https://{host}"),
        (true, _) => format!("https://{host}:{port}"),
        (false, 80) => format!("http://{host}"),
        (false, _) => format!("http://{host}:{port}"),
    };
    let public = PublicAddress {
        url: None,
        certificate: certificate.clone(),
    };
    let answers = |host: &String| {
        let request = Request {
            authority: host,
            tls,
            forwarded_https: None,
        };
        matches!(public.rule(request), Ruling::Serve { .. })
    };
    hosts(config.server.listen, certificate)
        .iter()
        .filter(|host| answers(host))
        .map(at)
        .collect()
}

/// The hosts by which the listener can be reached, whether or not the server answers for them.
fn hosts(listen: Listen, certificate: &CertificateNames) -> Vec<String> {
    let names = certificate.names.iter().filter(|name| !name.starts_with("*.")).cloned();
    match listen {
        Listen::Localhost(_) => vec!["localhost".to_owned()],
        Listen::Address(address) if address.ip().is_loopback() => vec![bracketed(address.ip())],
        Listen::Address(address) if !address.ip().is_unspecified() => {
            let address = address.ip();
            match certificate.addresses.contains(&address) {
                true => vec![bracketed(address)],
                false => names.filter(|name| name != "localhost").collect(),
            }
        }
        Listen::Address(everywhere) => {
            // A socket of IPv4 hears no IPv6; ours of IPv6 hear both.
            let heard = |address: &&IpAddr| address.is_ipv4() || everywhere.is_ipv6();
            let nearby = certificate
                .addresses
                .iter()
                .filter(|address| !address.is_loopback())
                .filter(heard);
            let mut hosts: Vec<String> = names.chain(nearby.copied().map(bracketed)).collect();
            if !hosts.iter().any(|host| host == "localhost") {
                hosts.push("localhost".to_owned());
            }
            hosts
        }
    }
}

fn bracketed(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

/// What would not work as it stands, and what mends it.
fn warning(config: &Config, certificate: &CertificateNames) -> Option<String> {
    let server = &config.server;
    let known = server.public_origin().is_some();
    if server.listen.is_loopback() {
        return None;
    }
    if server.speaks_tls() {
        let nameless = !known && addresses(config, server.listen.port(), certificate).is_empty();
        return nameless.then(|| {
            let names = certificate.names.join(", ");
            format!(
                "It answers to the names in its certificate only: {names}. Set server.public_url to the one people use."
            )
        });
    }
    if !server.proxies.is_empty() {
        return (!known).then(|| {
            "Set server.public_url to the address people ask the proxy for; until then it answers to localhost only."
                .to_owned()
        });
    }
    let nearby = machine_addresses().into_iter().find(|address| !address.is_loopback())?;
    Some(format!(
        "Over plain http browsers give other computers neither sign-in nor camera. For a trial on your network:\n  \
         vestibule serve --listen {} --tls self-signed   (then https://{}:{})",
        server.listen,
        bracketed(nearby),
        server.listen.port(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_addresses_are_ones_that_answer() {
        let certificate = CertificateNames {
            names: vec!["localhost".to_owned(), "house".to_owned(), "*.example.org".to_owned()],
            addresses: vec![
                "127.0.0.1".parse().unwrap(),
                "192.168.1.5".parse().unwrap(),
                "fd00::5".parse().unwrap(),
            ],
        };
        let lan = [
            "https://localhost:8443",
            "https://house:8443",
            "https://192.168.1.5:8443",
        ];
        let both = [&lan[..], &["https://[fd00::5]:8443"]].concat();
        for (listen, tls, public, expected) in [
            ("localhost:8080", false, None, &["http://localhost:8080"][..]),
            ("127.0.0.1:80", false, None, &["http://127.0.0.1"]),
            ("[::1]:8080", false, None, &["http://[::1]:8080"]),
            ("0.0.0.0:8080", false, None, &["http://localhost:8080"]),
            ("0.0.0.0:8443", true, None, &lan),
            ("[::]:8443", true, None, &both),
            ("192.168.1.5:443", true, None, &["https://192.168.1.5"]),
            // A loopback listener, whatever its certificate says; an address the certificate does not name.
            ("localhost:443", true, None, &["https://localhost"]),
            ("192.168.1.6:443", true, None, &["https://house"]),
            // Over plain http others are not answered: nothing to print.
            ("192.168.1.5:8080", false, None, &[]),
            (
                "0.0.0.0:8080",
                false,
                Some("https://meet.example.org"),
                &["https://meet.example.org"],
            ),
        ] {
            let mut config = Config::default();
            config.server.listen = listen.parse().unwrap();
            config.server.tls.self_signed = tls;
            config.server.public_url = public.map(str::to_owned);
            assert_eq!(
                addresses(&config, config.server.listen.port(), &certificate),
                expected,
                "{listen}"
            );
        }
    }

    #[test]
    fn what_would_not_work_is_warned_of() {
        let named = |names: &[&str]| CertificateNames {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            addresses: Vec::new(),
        };
        let mut config = Config::default();
        assert_eq!(warning(&config, &named(&[])), None, "loopback");
        config.server.listen = "0.0.0.0:8080".parse().unwrap();
        config.server.tls.self_signed = true;
        assert_eq!(warning(&config, &named(&["house"])), None);
        config.server.listen = "192.168.1.5:443".parse().unwrap();
        let wildcard = warning(&config, &named(&["*.example.org"])).unwrap();
        assert!(
            wildcard.contains("*.example.org") && wildcard.contains("server.public_url"),
            "{wildcard}"
        );
        config.server.tls.self_signed = false;
        config.server.proxies = vec!["127.0.0.1/32".parse().unwrap()];
        assert!(warning(&config, &named(&[])).unwrap().contains("server.public_url"));
        config.server.public_url = Some("https://meet.example.org".to_owned());
        assert_eq!(warning(&config, &named(&[])), None);
    }
}
