//! A certificate of our own, for a trial on a local network.

use std::collections::BTreeSet;
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair};

use super::{Identity, TlsError};

/// Begins the line that says for which names the kept certificate was made.
const NAMES: &str = "# names: ";

/// The names by which this machine is asked for on a local network: `localhost`, its host name, its addresses.
#[must_use]
pub fn machine_names() -> BTreeSet<String> {
    let mut names = BTreeSet::from(["localhost".to_owned()]);
    let host = rustix::system::uname().nodename().to_string_lossy().to_ascii_lowercase();
    if is_dns_name(&host) {
        names.insert(host);
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    names.extend(interfaces.iter().map(if_addrs::Interface::ip).filter(is_reachable).map(|address| address.to_string()));
    names.extend(["127.0.0.1".to_owned(), "::1".to_owned()]);
    names
}

fn is_dns_name(name: &str) -> bool {
    (1..=253).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
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
        keep(path, &text).map_err(|source| TlsError::NotKept { path: path.to_owned(), source })?;
    }
    Identity::read(path, path)
}

fn make(names: &BTreeSet<String>) -> Result<String, TlsError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(names.iter().cloned().collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, "Vestibule (self-signed)");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.self_signed(&key)?;
    Ok(format!("{}{}", certificate.pem(), key.serialize_pem()))
}

/// Written beside and moved into place: a crash leaves the old one or the new one, never half of either.
fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    let _ = std::fs::remove_file(&beside);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_certificate_speaks_for_its_names_and_is_kept_while_they_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tls.pem");
        let names = BTreeSet::from(["localhost", "192.0.2.7", "::1"].map(str::to_owned));
        let identity = self_signed(&path, &names).unwrap();
        for (host, expected) in
            [("localhost", true), ("192.0.2.7", true), ("::1", true), ("192.0.2.8", false), ("evil.example", false)]
        {
            assert_eq!(identity.names().include(host), expected, "{host}");
        }
        identity.acceptor().unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        let first = std::fs::read(&path).unwrap();
        self_signed(&path, &names).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), first, "kept");
        let more = BTreeSet::from(["localhost", "192.0.2.9"].map(str::to_owned));
        assert!(self_signed(&path, &more).unwrap().names().include("192.0.2.9"), "made anew for other names");
    }

    #[test]
    fn this_machine_is_known_by_localhost_and_loopback() {
        let names = machine_names();
        assert!(["localhost", "127.0.0.1", "::1"].iter().all(|name| names.contains(*name)), "{names:?}");
    }

    #[test]
    fn a_file_without_a_certificate_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.pem");
        std::fs::write(&path, "").unwrap();
        let error = Identity::read(&path, &path).err().unwrap().to_string();
        assert!(error.contains("empty.pem") && error.contains("no certificate"), "{error}");
        let error = Identity::read(Path::new("/nowhere.pem"), &path).err().unwrap().to_string();
        assert!(error.contains("/nowhere.pem"), "{error}");
    }
}
