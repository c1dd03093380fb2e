//! The server's own key: what must be read again, and not by whoever merely has the database, is sealed with it.

use std::fmt;

use anyhow::Context as _;
use chacha20poly1305::aead::{Aead as _, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::secret::Entropy;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Bytes of a nonce: random ones of this length do not meet (XChaCha20).
const NONCE: usize = 24;

/// A 256-bit key that is kept beside the database, never in it. `Debug` shows none of it.
#[derive(Clone)]
pub struct ServerKey([u8; 32]);

impl ServerKey {
    /// A key that was kept.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Seals `plain` for one purpose: under another it cannot be opened, so that no sealed value stands in for another.
    ///
    /// # Errors
    /// When `plain` is longer than any of ours.
    pub(crate) fn seal(&self, entropy: &dyn Entropy, purpose: &str, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: purpose.as_bytes(),
        };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| anyhow::anyhow!("cannot seal"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    /// When it was sealed with another key or for another purpose, or was changed.
    pub(crate) fn open(&self, purpose: &str, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE).context("a sealed value is too short")?;
        let nonce: [u8; NONCE] = nonce.try_into().context("a sealed value is too short")?;
        let payload = Payload {
            msg: rest,
            aad: purpose.as_bytes(),
        };
        self.cipher()
            .decrypt(&XNonce::from(nonce), payload)
            .map_err(|_| anyhow::anyhow!("a sealed value does not open: the server's key is another"))
    }

    /// A hash of `text` that nobody without the key can try texts against (HMAC-SHA-256). Each purpose has its own.
    pub(crate) fn keyed_hash(&self, purpose: &str, text: &str) -> [u8; 32] {
        // A purpose has no byte 0xff in it, so no two inputs run together.
        let mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).map(|mac| {
            let parts = [purpose.as_bytes(), &[0xff], text.as_bytes()];
            parts.iter().fold(mac, hmac::Mac::chain_update)
        });
        // Every length of key is one.
        mac.map_or([0; 32], |mac| mac.finalize().into_bytes().into())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    #[test]
    fn what_is_sealed_opens_with_its_key_and_for_its_purpose_alone() {
        let entropy = SeededEntropy::new(1);
        let (key, other) = (ServerKey::new([1; 32]), ServerKey::new([2; 32]));
        let sealed = key.seal(&entropy, "totp/ann", b"seed").unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"seed"));
        assert_eq!(key.open("totp/ann", &sealed).unwrap(), b"seed");
        assert_ne!(
            key.seal(&entropy, "totp/ann", b"seed").unwrap(),
            sealed,
            "each time otherwise"
        );
        assert!(key.open("totp/bob", &sealed).is_err());
        assert!(other.open("totp/ann", &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open("totp/ann", &changed).is_err(), "byte {at}");
            assert!(key.open("totp/ann", &sealed[..at]).is_err(), "cut at {at}");
        }
        assert_eq!(format!("{key:?}"), "ServerKey(…)");
    }

    #[test]
    fn a_keyed_hash_differs_by_key_purpose_and_text() {
        let (key, other) = (ServerKey::new([1; 32]), ServerKey::new([2; 32]));
        let hash = key.keyed_hash("login", "ann");
        assert_eq!(key.keyed_hash("login", "ann"), hash);
        for another in [
            other.keyed_hash("login", "ann"),
            key.keyed_hash("logi", "nann"),
            key.keyed_hash("login", "bob"),
        ] {
            assert_ne!(another, hash);
        }
    }
}
