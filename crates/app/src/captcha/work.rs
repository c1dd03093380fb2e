//! The equal way without a picture: work that the device does while the person types (CAP-5).
//!
//! This is the second protocol of ALTCHA in its deterministic mode: the server picks a number, derives a key from it and
//! shows half of the key; the client tries numbers from zero until its key begins so, and hands in the whole key. The
//! longest wait is known, which pure chance would not give a slow phone. What is kept is a hash of the key, so nothing
//! of the challenge that comes back has to be believed: altered parameters lead to another key.

use aws_lc_rs::pbkdf2::{PBKDF2_HMAC_SHA256, derive};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::captcha::{CaptchaAnswer, Effort};
use domain::secret::{Entropy, uniform_below};
use domain::time::Timestamp;
use serde::Deserialize;

/// The derivation, by ALTCHA's name. Browsers do it natively, so that an honest device is as fast as a foul one of its
/// size; what graphics cards find harder needs WebAssembly, which the pages' policy forbids.
pub const ALGORITHM: &str = "PBKDF2/SHA-256";

/// How many bytes a key has.
pub const KEY_LENGTH: usize = 32;

/// The longest payload that is looked at, in bytes. ALTCHA's have about 600.
const LONGEST_PAYLOAD: usize = 4_096;

/// The work, in ALTCHA's words. Bytes are in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// 16 bytes; the number follows them as four bytes, the highest first, in what a key is derived from.
    pub nonce: String,
    /// 16 bytes.
    pub salt: String,
    /// How many rounds a derivation has.
    pub cost: u32,
    /// The first half of the key looked for.
    pub key_prefix: String,
    /// Until when the key is taken.
    pub expires_at: Timestamp,
}

/// Some work, and the key that is to be found.
pub(super) fn challenge(effort: Effort, expires_at: Timestamp, entropy: &dyn Entropy) -> (Challenge, String) {
    let (mut nonce, mut salt) = ([0; 16], [0; 16]);
    entropy.fill(&mut nonce);
    entropy.fill(&mut salt);
    let number = uniform_below(entropy, effort.numbers.get());
    let key = derived(&nonce, &salt, number, effort);
    let challenge = Challenge {
        nonce: hex(&nonce),
        salt: hex(&salt),
        cost: effort.rounds.get(),
        key_prefix: key.chars().take(KEY_LENGTH).collect(),
        expires_at,
    };
    (challenge, key)
}

/// The key of a number, in hexadecimal.
fn derived(nonce: &[u8], salt: &[u8], number: u32, effort: Effort) -> String {
    let mut key = [0; KEY_LENGTH];
    let password = [nonce, &number.to_be_bytes()].concat();
    derive(PBKDF2_HMAC_SHA256, effort.rounds, salt, &password, &mut key);
    hex(&key)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The answer in a payload of ALTCHA's: JSON in base64. One that is none has an answer that is never right.
#[must_use]
pub fn answer_in(payload: &str) -> CaptchaAnswer {
    CaptchaAnswer::Key(key_in(payload).unwrap_or_default())
}

fn key_in(payload: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Payload {
        solution: Solution,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Solution {
        derived_key: String,
    }
    if payload.len() > LONGEST_PAYLOAD {
        return None;
    }
    let json = STANDARD.decode(payload).ok()?;
    let payload: Payload = serde_json::from_slice(&json).ok()?;
    Some(payload.solution.derived_key)
}

/// Does the work, as a client would.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn payload_of(challenge: &Challenge, effort: Effort) -> Option<String> {
    let bytes = |text: &str| -> Option<Vec<u8>> {
        let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
        pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
    };
    let (nonce, salt) = (bytes(&challenge.nonce)?, bytes(&challenge.salt)?);
    let mut keys = (0..effort.numbers.get()).map(|number| derived(&nonce, &salt, number, effort));
    let key = keys.find(|key| key.starts_with(&challenge.key_prefix))?;
    let payload = serde_json::json!({ "solution": { "derivedKey": key } });
    Some(STANDARD.encode(payload.to_string()))
}

#[cfg(test)]
mod tests {
    use domain::time::minutes;
    use serde_json::json;

    use super::*;
    use crate::testing::SeededEntropy;

    const UNTIL: Timestamp = Timestamp::from_millis(1_900_000_000_000);

    fn easy() -> Effort {
        Effort::new(50, 10)
    }

    fn encoded(value: &serde_json::Value) -> String {
        STANDARD.encode(value.to_string())
    }

    #[test]
    fn cap_5_the_key_is_found_and_only_half_of_it_is_shown() {
        let entropy = SeededEntropy::new(4);
        for _ in 0..20 {
            let (challenge, key) = challenge(easy(), UNTIL.plus(minutes(5)), &entropy);
            assert_eq!((key.len(), challenge.key_prefix.len()), (2 * KEY_LENGTH, KEY_LENGTH));
            assert_eq!((challenge.nonce.len(), challenge.salt.len()), (32, 32));
            let payload = payload_of(&challenge, easy()).unwrap();
            assert_eq!(answer_in(&payload), CaptchaAnswer::Key(key));
        }
    }

    #[test]
    fn cap_5_altered_parameters_lead_to_another_key() {
        let (challenge, key) = challenge(easy(), UNTIL, &SeededEntropy::new(4));
        // Fewer rounds and a shorter beginning are found at once, and are not what was asked for.
        let easier = Challenge {
            key_prefix: "0".to_owned(),
            ..challenge
        };
        let payload = payload_of(&easier, Effort::new(10_000, 1)).unwrap();
        assert_ne!(answer_in(&payload), CaptchaAnswer::Key(key));
    }

    #[test]
    fn cap_5_what_is_no_payload_has_an_answer_that_is_never_right() {
        let long = encoded(&json!({ "solution": { "derivedKey": "a".repeat(4_096) } }));
        let nonsense = [
            "",
            "%",
            "e30=",
            "bnVsbA==",
            &long,
            &encoded(&json!({ "solution": { "derivedKey": 1 } })),
        ];
        for payload in nonsense {
            assert_eq!(answer_in(payload), CaptchaAnswer::Key(String::new()), "{payload}");
        }
    }

    /// What `altcha` 3.2.2 from npm found for this nonce and salt.
    #[test]
    fn cap_5_keys_are_those_of_the_protocols_own_client() {
        let nonce = 0x052a_4f74_99be_e308_2d52_779c_c1e6_0b30_u128.to_be_bytes();
        let salt = 0x557a_9fc4_e90e_3358_7da2_c7ec_1136_5b80_u128.to_be_bytes();
        assert_eq!(
            derived(&nonce, &salt, 123, Effort::new(200, 10)),
            "c516358ce07a1fab9f20a56af887c2a56b153c741cf1b1219229d6e7a5d6bcad"
        );
    }
}
