//! The client's own secret: its hash goes out, and only with it does what comes back open (as RFC 7636 does for codes).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::secret::{Secret, SecretHash};

/// Characters of a verifier (RFC 7636 §4.1).
const LENGTH: std::ops::RangeInclusive<usize> = 43..=128;

/// What a client keeps to itself during a visit. `Debug` shows none of it.
#[derive(Clone)]
pub struct Verifier(String);

/// The text is no verifier, or no hash of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a verifier has 43 to 128 letters, digits and -._~; its hash is 43 characters of base64url")]
pub struct MalformedVerifier;

impl Verifier {
    /// Reads a verifier.
    ///
    /// # Errors
    /// [`MalformedVerifier`] unless it is 43 to 128 unreserved characters.
    pub fn parse(text: &str) -> Result<Self, MalformedVerifier> {
        let fits = LENGTH.contains(&text.len()) && text.bytes().all(is_unreserved);
        fits.then(|| Self(text.to_owned())).ok_or(MalformedVerifier)
    }

    /// What the client sent before the visit.
    #[must_use]
    pub fn hash(&self) -> VerifierHash {
        VerifierHash(SecretHash::from_bytes(Sha256::digest(self.0.as_bytes()).into()))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(…)")
    }
}

/// SHA-256 of a [`Verifier`]'s characters. Comparison takes the same time wherever two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifierHash(SecretHash);

impl VerifierHash {
    /// Reads the text form: 43 characters of base64url, in their one canonical spelling.
    ///
    /// # Errors
    /// [`MalformedVerifier`].
    pub fn parse(text: &str) -> Result<Self, MalformedVerifier> {
        let bytes = Secret::parse(text).map_err(|_| MalformedVerifier)?;
        Ok(Self(SecretHash::from_bytes(*bytes.as_bytes())))
    }

    /// A hash read back from where it was stored.
    #[must_use]
    pub const fn from_hash(hash: SecretHash) -> Self {
        Self(hash)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_hash(&self) -> &SecretHash {
        &self.0
    }

    /// The text form; also a PKCE challenge of the method `S256`.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_bytes())
    }
}

/// `unreserved` of RFC 3986 §2.3.
pub(super) const fn is_unreserved(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~')
}
