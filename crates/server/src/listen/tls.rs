//! TLS by the server itself: rustls with aws-lc-rs, TLS 1.2 and 1.3 (ASVS 12.1.1), HTTP/2 offered first.

mod self_signed;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::TlsAcceptor;
use web::address::CertificateNames;
use webpki::EndEntityCert;

pub use self_signed::{machine_addresses, machine_names, self_signed};

/// A certificate and its key, ready to serve.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// A certificate that cannot be served. Its text names the file.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file cannot be read, or is not PEM.
    #[error("{}: cannot read {what} from this file: {problem}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What was to be read.
        what: &'static str,
        /// Why not.
        problem: String,
    },
    /// The file holds none.
    #[error("{}: there is no {what} in this file", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
        /// What was to be read.
        what: &'static str,
    },
    /// Certificate and key do not belong together, or are of a kind that is not supported.
    #[error("the certificate cannot be used with its key: {0}")]
    Unusable(#[from] rustls::Error),
    /// No certificate of our own could be made.
    #[error("cannot make a self-signed certificate: {0}")]
    NotMade(#[from] rcgen::Error),
    /// It could not be kept.
    #[error("{}: cannot keep the self-signed certificate: {source}", .path.display())]
    NotKept {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

impl Identity {
    /// Reads PEM files: the certificate with its chain, and its key.
    ///
    /// # Errors
    /// [`TlsError`], when either cannot be read.
    pub fn read(cert: &Path, key: &Path) -> Result<Self, TlsError> {
        let unreadable = |path: &Path, what, problem: rustls::pki_types::pem::Error| match problem {
            rustls::pki_types::pem::Error::NoItemsFound => TlsError::Missing {
                path: path.to_owned(),
                what,
            },
            problem => TlsError::Unreadable {
                path: path.to_owned(),
                what,
                problem: problem.to_string(),
            },
        };
        let chain = CertificateDer::pem_file_iter(cert)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|problem| unreadable(cert, "certificate", problem))?;
        if chain.is_empty() {
            return Err(TlsError::Missing {
                path: cert.to_owned(),
                what: "certificate",
            });
        }
        let key = PrivateKeyDer::from_pem_file(key).map_err(|problem| unreadable(key, "private key", problem))?;
        Ok(Self { chain, key })
    }

    /// The hosts that this certificate speaks for. Of addresses only those that are this machine's are looked for: no
    /// other could have led a client here.
    #[must_use]
    pub fn names(&self) -> CertificateNames {
        let Some(certificate) = self.chain.first().and_then(|der| EndEntityCert::try_from(der).ok()) else {
            return CertificateNames::default();
        };
        let speaks_for = |address: &IpAddr| {
            certificate
                .verify_is_valid_for_subject_name(&ServerName::IpAddress((*address).into()))
                .is_ok()
        };
        CertificateNames {
            names: certificate.valid_dns_names().map(str::to_ascii_lowercase).collect(),
            addresses: machine_addresses().into_iter().filter(speaks_for).collect(),
        }
    }

    /// The acceptor for a listener.
    ///
    /// # Errors
    /// [`TlsError::Unusable`].
    pub fn acceptor(self) -> Result<TlsAcceptor, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])?
            .with_no_client_auth()
            .with_single_cert(self.chain, self.key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
