//! What the server says once it stands: where it is, and, while there is no administrator, how to become the first.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};

use anyhow::Context;
use app::App;
use web::address::{CertificateNames, PublicAddress, Request, Ruling};

use crate::config::{Config, Listen};
use crate::listen::tls::machine_addresses;

/// Said where no address would be answered.
const NOWHERE: &str = "Nobody is answered yet: this server does not know by which name people will ask for it. Set \
                       server.public_url\nto that address, https included, and start again.";

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
    let data = std::path::absolute(&config.server.data_dir).unwrap_or_else(|_| config.server.data_dir.clone());
    let media: Vec<String> = media.iter().map(|address| format!("UDP {address}")).collect();
    let _ = writeln!(text, "  Media       {}", media.join(", "));
    let _ = writeln!(text, "  Data        {}", data.display());
    if let Some(note) = warning(config) {
        let _ = writeln!(text, "\n{note}");
    }
    if let Some(address) = addresses.first() {
        if let Some(secret) = app::setup::offer(app).await? {
            let _ = writeln!(
                text,
                "\nThere is no administrator yet. Make the first account here; the link works once:"
            );
            let _ = writeln!(text, "  {address}/setup#{}", secret.reveal());
        }
    } else {
        let _ = writeln!(text, "\n{NOWHERE}");
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
        Listen::Address(address) if !address.ip().is_unspecified() => std::iter::once(bracketed(address.ip()))
            .chain(names.filter(|name| name != "localhost"))
            .collect(),
        Listen::Address(_) => {
            let nearby = certificate.addresses.iter().filter(|address| !address.is_loopback());
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

/// What would not work as it stands.
fn warning(config: &Config) -> Option<String> {
    let server = &config.server;
    if server.listen.is_loopback() || server.speaks_tls() || !server.proxies.is_empty() {
        return None;
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
            "https://[fd00::5]:8443",
        ];
        for (listen, tls, public, expected) in [
            ("localhost:8080", false, None, &["http://localhost:8080"][..]),
            ("127.0.0.1:80", false, None, &["http://127.0.0.1"]),
            ("[::1]:8080", false, None, &["http://[::1]:8080"]),
            ("0.0.0.0:8080", false, None, &["http://localhost:8080"]),
            ("0.0.0.0:8443", true, None, &lan),
            ("192.168.1.5:443", true, None, &["https://192.168.1.5", "https://house"]),
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
    fn plain_http_for_others_is_warned_of() {
        let mut config = Config::default();
        assert_eq!(warning(&config), None);
        config.server.listen = "0.0.0.0:8080".parse().unwrap();
        config.server.tls.self_signed = true;
        assert_eq!(warning(&config), None);
        config.server.tls.self_signed = false;
        config.server.proxies = vec!["127.0.0.1/32".parse().unwrap()];
        assert_eq!(warning(&config), None);
    }
}
