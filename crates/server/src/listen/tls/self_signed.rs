//! A certificate of our own, for a trial on a local network.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};

use super::{Identity, TlsError};
use crate::data::keep_secret;

/// Begins the line that says for which names the kept certificate was made.
const NAMES: &str = "# names: ";

/// The names by which this machine is asked for on a local network: `localhost`, its host name, its addresses.
#[must_use]
pub fn machine_names() -> BTreeSet<String> {
    let mut names = BTreeSet::from(["localhost".to_owned()]);
    let host = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .to_ascii_lowercase();
    if is_dns_name(&host) {
        names.insert(host);
    }
    names.extend(machine_addresses().iter().map(IpAddr::to_string));
    names
}

/// The addresses by which this machine can be asked for, loopback among them.
#[must_use]
pub fn machine_addresses() -> BTreeSet<IpAddr> {
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let found = interfaces.iter().map(if_addrs::Interface::ip).filter(is_reachable);
    found
        .chain([Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()])
        .collect()
}

fn is_dns_name(name: &str) -> bool {
    (1..=253).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
        && name.split('.').all(|label| !label.is_empty())
}

/// A link-local IPv6 address means nothing without the interface, which no certificate can name.
fn is_reachable(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !address.is_link_local(),
        IpAddr::V6(address) => !address.is_unicast_link_local(),
    }
}

/// The certificate kept at `path` when it was made for these very names, else a new one, which is kept there.
/// It is not renewed while the names stay, so that a browser that was told to trust it once goes on doing so.
///
/// # Errors
/// [`TlsError::NotMade`], [`TlsError::NotKept`], or what reading it back gives.
pub fn self_signed(path: &Path, names: &BTreeSet<String>) -> Result<Identity, TlsError> {
    let wanted = format!("{NAMES}{}", names.iter().cloned().collect::<Vec<_>>().join(" "));
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    if !kept.lines().any(|line| line == wanted) {
        let text = format!("{wanted}\n{}", make(names)?);
        keep_secret(path, &text).map_err(|source| TlsError::NotKept {
            path: path.to_owned(),
            source,
        })?;
    }
    Identity::read(path, path)
}

fn make(names: &BTreeSet<String>) -> Result<String, TlsError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names.iter().cloned().collect::<Vec<_>>())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Vestibule (self-signed)");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.self_signed(&key)?;
    Ok(format!("{}{}", certificate.pem(), key.serialize_pem()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_certificate_speaks_for_its_names_and_is_kept_while_they_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tls.pem");
        let names = BTreeSet::from(["localhost", "meet.example", "127.0.0.1", "::1"].map(str::to_owned));
        let identity = self_signed(&path, &names).unwrap();
        for (host, expected) in [
            ("localhost", true),
            ("meet.example", true),
            ("127.0.0.1", true),
            ("[::1]", true),
            ("127.0.0.2", false),
            ("evil.example", false),
        ] {
            assert_eq!(identity.names().covers(&host.parse().unwrap()), expected, "{host}");
        }
        identity.acceptor().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        let first = std::fs::read(&path).unwrap();
        self_signed(&path, &names).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), first, "kept");
        let other = BTreeSet::from(["other.example".to_owned()]);
        let covers = self_signed(&path, &other).unwrap().names().names;
        assert_eq!(covers, ["other.example"], "made anew for other names");
    }

    #[test]
    fn this_machine_is_known_by_localhost_and_loopback() {
        let names = machine_names();
        assert!(
            ["localhost", "127.0.0.1", "::1"]
                .iter()
                .all(|name| names.contains(*name)),
            "{names:?}"
        );
    }

    #[test]
    fn a_file_without_a_certificate_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.pem");
        std::fs::write(&path, "").unwrap();
        let error = Identity::read(&path, &path).err().unwrap().to_string();
        assert!(
            error.contains("empty.pem") && error.contains("no certificate"),
            "{error}"
        );
        let error = Identity::read(Path::new("/nowhere.pem"), &path)
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains("/nowhere.pem"), "{error}");
    }
}
