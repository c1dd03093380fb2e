//! 256-bit secrets: what a holder keeps, and the hash that we keep.
//!
//! Session secrets, one-time links and guests' admission secrets are all of this kind (SIGN-6, ASVS 7.2.3): random
//! enough that one fast hash is a safe thing to store and to look up by.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Where randomness comes from. The one implementation for production asks the operating system.
pub trait Entropy: Send + Sync {
    /// Fills `buffer` with unpredictable bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// A number below `bound`, every one equally likely (rejection instead of a modulo's bias).
///
/// `bound` zero gives zero.
pub fn uniform_below(entropy: &dyn Entropy, bound: u32) -> u32 {
    if bound == 0 {
        return 0;
    }
    // The largest multiple of `bound` that fits: draws at or above it would favour small results.
    let limit = u32::MAX - u32::MAX % bound;
    loop {
        let mut bytes = [0; 4];
        entropy.fill(&mut bytes);
        let draw = u32::from_le_bytes(bytes);
        if draw < limit {
            return draw % bound;
        }
    }
}

/// 32 unpredictable bytes. `Debug` shows none of them; the text form is 43 characters of base64url.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    /// A new secret.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// A secret whose bytes were kept sealed.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the text form. Only the one canonical spelling is taken.
    ///
    /// # Errors
    /// [`MalformedSecret`] when the text is anything else than 43 characters of base64url for 32 bytes.
    pub fn parse(text: &str) -> Result<Self, MalformedSecret> {
        // Measured first, so that nobody makes us decode a megabyte.
        if text.len() != 43 {
            return Err(MalformedSecret);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| MalformedSecret)?;
        Ok(Self(bytes.try_into().map_err(|_| MalformedSecret)?))
    }

    /// The text form, to be handed to the holder once and to nobody else.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The bytes, for a secret that is a key of ours.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What may be stored.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The text is not a secret of ours; it is not repeated here on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed secret")]
pub struct MalformedSecret;

/// SHA-256 of a [`Secret`]. Comparison takes the same time wherever two hashes differ (ASVS 11.2.4).
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// A hash read back from where it was stored.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// A repeatable generator for the tests of this crate (splitmix64).
    pub(crate) struct Seeded(AtomicU64);

    impl Seeded {
        pub(crate) fn new(seed: u64) -> Self {
            Self(AtomicU64::new(seed))
        }
    }

    impl Entropy for Seeded {
        fn fill(&self, buffer: &mut [u8]) {
            for chunk in buffer.chunks_mut(8) {
                let mut z = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                let bytes = (z ^ (z >> 31)).to_le_bytes();
                chunk.copy_from_slice(&bytes[..chunk.len()]);
            }
        }
    }

    /// Gives the listed words first, then zeros.
    struct Script(std::sync::Mutex<Vec<u32>>);

    impl Entropy for Script {
        fn fill(&self, buffer: &mut [u8]) {
            let mut words = self.0.lock().unwrap();
            let word = if words.is_empty() { 0 } else { words.remove(0) };
            buffer.copy_from_slice(&word.to_le_bytes());
        }
    }

    #[test]
    fn asvs_7_2_3_a_secret_carries_256_bits_and_survives_its_text_form() {
        let secret = Secret::generate(&Seeded::new(1));
        let text = secret.reveal();
        assert_eq!(text.len(), 43);
        assert_eq!(Secret::parse(&text).unwrap().hash(), secret.hash());
        assert_ne!(Secret::generate(&Seeded::new(2)).hash(), secret.hash());
    }

    #[test]
    fn asvs_16_2_5_neither_secret_nor_hash_shows_in_debug() {
        let secret = Secret::generate(&Seeded::new(1));
        assert_eq!(format!("{secret:?} {:?}", secret.hash()), "Secret(…) SecretHash(…)");
    }

    #[test]
    fn malformed_texts_are_refused() {
        let good = Secret::generate(&Seeded::new(1)).reveal();
        let cases = [
            String::new(),
            good[..42].to_owned(),
            format!("{good}A"),
            format!("{good}="),
            good.replacen(&good[..1], "+", 1),
            format!("{}é", &good[..41]),
            // The last character carries four bits only; the other two must be zero.
            format!("{}{}", &"A".repeat(42), "B"),
            "A".repeat(1_000_000),
        ];
        for case in cases {
            assert_eq!(Secret::parse(&case).err(), Some(MalformedSecret), "{case:.60}");
        }
    }

    #[test]
    fn uniform_draws_reject_the_biased_tail_and_cover_the_range() {
        // u32::MAX and the value before it lie in the tail that a modulo by 10 would fold onto small digits.
        let script = Script(std::sync::Mutex::new(vec![u32::MAX, u32::MAX - 3, 17]));
        assert_eq!(uniform_below(&script, 10), 7);
        assert_eq!(uniform_below(&script, 0), 0);
        assert_eq!(uniform_below(&script, 1), 0);

        let seeded = Seeded::new(7);
        let mut seen = [0u32; 10];
        for _ in 0..10_000 {
            seen[uniform_below(&seeded, 10) as usize] += 1;
        }
        assert!(seen.iter().all(|&n| (850..1150).contains(&n)), "{seen:?}");
    }
}
