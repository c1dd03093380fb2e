//! The captcha: when it is asked, what it shows, and which answer it takes (CAP-1 to CAP-5).
//!
//! There are two ways through one captcha: the characters of a picture, or a key found by work that the device does by
//! itself. Neither is kept, only a hash with the captcha's id in it.

use std::num::NonZeroU32;

use sha2::{Digest as _, Sha256};

use crate::ids::CaptchaId;
use crate::secret::{Entropy, SecretHash, uniform_below};
use crate::time::{Duration, Timestamp, minutes};

/// What a picture may show: Latin letters without `O` and `o`, and digits without zero (CAP-2).
pub const ALPHABET: &str = "ABCDEFGHIJKLMNPQRSTUVWXYZabcdefghijklmnpqrstuvwxyz123456789";

/// How many characters a picture shows: 29 bits, before what looks alike is taken together.
pub const LENGTH: usize = 5;

/// How long a picture can be answered (CAP-3).
pub const PICTURE_LIFE: Duration = minutes(1);

/// How long a proof of work is taken: a phone of little power needs some of it, and nobody is waiting at the picture.
pub const WORK_LIFE: Duration = minutes(5);

/// How many unsolved captchas of one kind an address may have (CAP-4).
pub const MOST_UNSOLVED: u16 = 20;

/// For how long an unsolved one counts.
pub const UNSOLVED_COUNT_FOR: Duration = minutes(10);

/// Capitals that look like their small letters, only larger: nobody has to tell them apart.
const SAME_SHAPE: &str = "CKPSUVWXZ";

/// By how much the clocks of two nodes may differ.
const CLOCKS_APART: Duration = Duration::from_secs(5);

coded! {
    /// What a captcha was asked for. Each kind has its own allowance (CAP-4).
    pub enum CaptchaKind {
        /// With a picture; work does as well.
        Picture => "picture",
        /// Work alone, by whoever cannot see a picture (CAP-5).
        Work => "proof_of_work",
    }
}

coded! {
    /// **Display captcha on the client authorization page**: when a password sign-in asks for one (CAP-1).
    pub enum CaptchaDisplay {
        /// Never.
        Off => "off",
        /// At every one.
        Always => "always",
        /// After some failures of that login or from that address.
        AfterFailures => "after_failures",
    }
}

/// When a captcha is asked, and how much work it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptchaRule {
    /// When.
    pub display: CaptchaDisplay,
    /// After how many failures, where it is asked after failures.
    pub after: u32,
    /// How much work the way without a picture is.
    pub effort: Effort,
}

impl CaptchaRule {
    /// After how many failures it can be asked. More than lock an address would be never.
    pub const AFTER: std::ops::RangeInclusive<u32> = 1..=50;

    /// Whether it is ever asked.
    #[must_use]
    pub const fn is_ever_asked(&self) -> bool {
        !matches!(self.display, CaptchaDisplay::Off)
    }

    /// Whether a sign-in owes a captcha that comes after so many failures of its login or from its address.
    #[must_use]
    pub const fn is_owed_after(&self, failures: u32) -> bool {
        match self.display {
            CaptchaDisplay::Off => false,
            CaptchaDisplay::Always => true,
            CaptchaDisplay::AfterFailures => failures >= self.after,
        }
    }
}

impl Default for CaptchaRule {
    fn default() -> Self {
        Self {
            display: CaptchaDisplay::Off,
            after: 3,
            effort: Effort::default(),
        }
    }
}

/// How much work is asked: keys are derived from numbers until the right one is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Rounds of one derivation.
    pub rounds: NonZeroU32,
    /// The number looked for is below this: half of them are tried on average, all of them at worst.
    pub numbers: NonZeroU32,
}

impl Effort {
    /// So many numbers, each so many rounds; at least one of either.
    #[must_use]
    pub const fn new(numbers: u32, rounds: u32) -> Self {
        Self {
            rounds: at_least_one(rounds),
            numbers: at_least_one(numbers),
        }
    }
}

impl Default for Effort {
    /// Ten million rounds at worst. One thread of a small server took 3 seconds on average and 7 at worst; a phone that
    /// hashes in software takes ten times as long, and clients share the numbers among threads.
    fn default() -> Self {
        Self::new(2_000, 5_000)
    }
}

const fn at_least_one(n: u32) -> NonZeroU32 {
    match NonZeroU32::new(n) {
        Some(n) => n,
        None => NonZeroU32::MIN,
    }
}

/// The characters that a picture shows. `Debug` shows none of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Characters(String);

impl Characters {
    /// New characters, every one of the alphabet equally likely in every place.
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let count = u32::try_from(ALPHABET.len()).unwrap_or(u32::MAX);
        let any = || ALPHABET.as_bytes().get(uniform_below(entropy, count) as usize);
        let drawn = std::iter::repeat_with(any).flatten().take(LENGTH);
        Self(drawn.map(|&byte| char::from(byte)).collect())
    }

    /// These characters, for tests that have to know them.
    #[must_use]
    pub fn known(characters: &str) -> Self {
        Self(characters.to_owned())
    }

    /// The characters, to be drawn and never to be written down.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Characters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Characters(…)")
    }
}

/// What somebody hands in.
#[derive(Clone, PartialEq, Eq)]
pub enum CaptchaAnswer {
    /// What they read in the picture.
    Characters(String),
    /// The key their device found, in hexadecimal.
    Key(String),
}

impl std::fmt::Debug for CaptchaAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Characters(_) => "Characters(…)",
            Self::Key(_) => "Key(…)",
        })
    }
}

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptchaRefusal {
    /// It is not the answer.
    Wrong,
    /// It comes too late, or there is no such captcha any more.
    Expired,
}

/// A captcha as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captcha {
    /// Its id. It is no secret.
    pub id: CaptchaId,
    /// What it was asked for.
    pub kind: CaptchaKind,
    /// [`characters_hash`] of what its picture shows, if it has one.
    pub characters: Option<SecretHash>,
    /// [`key_hash`] of the key to be found.
    pub key: SecretHash,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Captcha {
    /// Whether this answer solves it at `now`.
    ///
    /// # Errors
    /// [`CaptchaRefusal`]
    pub fn judge(&self, answer: &CaptchaAnswer, now: Timestamp) -> Result<(), CaptchaRefusal> {
        let (right, given, life) = match answer {
            CaptchaAnswer::Characters(typed) => (self.characters, characters_hash(self.id, typed), PICTURE_LIFE),
            CaptchaAnswer::Key(key) => (Some(self.key), key_hash(self.id, key), WORK_LIFE),
        };
        // One from the future was made before the clock was set back; it may be of any age.
        if now >= self.made_at.plus(life) || self.made_at > now.plus(CLOCKS_APART) {
            return Err(CaptchaRefusal::Expired);
        }
        if right == Some(given) {
            Ok(())
        } else {
            Err(CaptchaRefusal::Wrong)
        }
    }
}

/// What may be kept of a picture's characters, and what typed ones are compared by (CAP-2).
///
/// Case matters except where a capital is only larger; white space around is forgiven, nothing else is.
#[must_use]
pub fn characters_hash(captcha: CaptchaId, characters: &str) -> SecretHash {
    let fold = |c: char| {
        if SAME_SHAPE.contains(c) {
            c.to_ascii_lowercase()
        } else {
            c
        }
    };
    let folded: String = characters.trim().chars().map(fold).collect();
    hash(captcha, "characters", &folded)
}

/// What may be kept of the key to be found, and what a key that was found is compared by (CAP-5).
#[must_use]
pub fn key_hash(captcha: CaptchaId, key: &str) -> SecretHash {
    hash(captcha, "key", key)
}

fn hash(captcha: CaptchaId, what: &str, answer: &str) -> SecretHash {
    let mut hash = Sha256::new();
    for part in ["captcha/", what, "/"] {
        hash.update(part);
    }
    hash.update(captcha.as_uuid().as_bytes());
    hash.update(answer);
    SecretHash::from_bytes(hash.finalize().into())
}

#[cfg(test)]
mod tests;
