//! The password rule (NIST SP 800-63B-4 §3.1.1.2; ASVS 6.2): length and a list of bad ones, nothing about kinds of
//! characters, no expiry, nothing cut off.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use crate::identifier::fold;

mod common;

/// The most characters a password may have; at least 64 must be allowed (ASVS 6.2.9).
pub const MOST_CHARACTERS: usize = 256;

/// The most bytes a password may have before anything is done with it.
pub const MOST_BYTES: usize = 1_024;

/// What a new password must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordRule {
    /// The fewest characters (Unicode code points after NFKC).
    pub least_length: usize,
}

impl PasswordRule {
    /// The floor below which the setting cannot go (ASVS 6.2.1).
    pub const FLOOR: usize = 8;
}

impl Default for PasswordRule {
    /// 15: what NIST asks of passwords that are the only factor.
    fn default() -> Self {
        Self { least_length: 15 }
    }
}

/// Why a text cannot be a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Fewer characters than the rule asks.
    #[error("a password has at least {least} characters")]
    TooShort {
        /// How many it takes.
        least: usize,
    },
    /// More than [`MOST_CHARACTERS`] characters or [`MOST_BYTES`] bytes.
    #[error("a password has at most {MOST_CHARACTERS} characters")]
    TooLong,
    /// Among the passwords that are tried first.
    #[error("this password is among those tried first")]
    Common,
    /// Made of this site's words, or of the person's own login, name or number.
    #[error("this password is made of words that are known here")]
    Guessable,
}

impl PasswordRefusal {
    /// The stable word for this refusal; the API puts `password_` in front.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong => "too_long",
            Self::Common => "common",
            Self::Guessable => "guessable",
        }
    }
}

/// A password as it is hashed and verified: NFKC, otherwise exactly as typed (ASVS 6.2.8). `Debug` shows nothing.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Reads a password that is to be compared with an existing one: no rule but the bound on its size.
    ///
    /// # Errors
    /// [`PasswordRefusal::TooLong`].
    pub fn typed(text: &str) -> Result<Self, PasswordRefusal> {
        if text.len() > MOST_BYTES {
            return Err(PasswordRefusal::TooLong);
        }
        let password: String = text.nfkc().collect();
        if password.chars().count() > MOST_CHARACTERS {
            return Err(PasswordRefusal::TooLong);
        }
        Ok(Self(password))
    }

    /// Reads a password that is to be set. `known_words` are the words of this site (its name, its host) and of the
    /// person (login, name, number).
    ///
    /// # Errors
    /// [`PasswordRefusal`] says which rule it breaks.
    pub fn chosen(text: &str, rule: &PasswordRule, known_words: &[&str]) -> Result<Self, PasswordRefusal> {
        let password = Self::typed(text)?;
        let least = rule.least_length.max(PasswordRule::FLOOR);
        if password.0.chars().count() < least {
            return Err(PasswordRefusal::TooShort { least });
        }
        let folded = fold(&password.0);
        if common::is_common(&folded) {
            return Err(PasswordRefusal::Common);
        }
        if common::is_made_of(&folded, known_words) {
            return Err(PasswordRefusal::Guessable);
        }
        Ok(password)
    }

    /// The bytes to hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// A password's hash in PHC string form, with its parameters and salt. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash, made or read back.
    #[must_use]
    pub fn from_phc(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string.
    #[must_use]
    pub fn as_phc(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}
