//! Second factors: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost (ACC-16).

use std::fmt;

use sha2::{Digest as _, Sha256};
use totp_rs::{Algorithm, Builder, Totp};

use crate::secret::{Entropy, SecretHash, uniform_below};
use crate::time::{Duration, Timestamp, minutes};

coded! {
    /// A way to prove a second factor.
    pub enum FactorWay {
        /// A code that an authenticator app shows.
        Totp => "totp",
        /// One of the codes that were written down at enrolment.
        RecoveryCode => "recovery_code",
    }
}

/// How long an enrolment waits for its first code.
pub const ENROLMENT_LIFE: Duration = minutes(15);

/// How many recovery codes somebody is given at once.
pub const RECOVERY_CODES: usize = 10;

/// What an authenticator app and we share: 160 bits, as RFC 4226 advises. `Debug` shows none of them.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSeed([u8; 20]);

/// Steps of half a minute since 1970.
pub type TotpStep = i64;

impl TotpSeed {
    /// A new seed.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 20];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// A seed that was stored; nothing when it is not one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// The bytes to seal and store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The step whose code this is: the present one, the one before or the one after (RFC 6238 §5.2), and later than the
    /// last one that was accepted, so that no code is accepted twice (ASVS 6.5.1).
    #[must_use]
    pub fn accepts(&self, code: &str, now: Timestamp, last: Option<TotpStep>) -> Option<TotpStep> {
        let seconds = u64::try_from(now.as_seconds()).ok()?;
        let digits: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let step = self.totp("", "").check(&digits, seconds)?;
        let step = TotpStep::try_from(step).ok()?;
        (last < Some(step)).then_some(step)
    }

    /// The seed as an authenticator app takes it by hand: base32.
    #[must_use]
    pub fn reveal(&self) -> String {
        self.totp("", "").secret().to_base32()
    }

    /// The seed as a QR code carries it; nothing when the names cannot be put so.
    #[must_use]
    pub fn uri(&self, issuer: &str, account: &str) -> Option<String> {
        // A colon parts issuer and account, so neither may have one.
        let plain = |text: &str| text.replace(':', " ");
        self.totp(&plain(issuer), &plain(account)).to_url().ok()
    }

    fn totp(&self, issuer: &str, account: &str) -> Totp {
        // What the widest-spread apps understand: others ignore the parameters and go wrong in silence.
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(30)
            .with_secret(self.0.to_vec())
            .with_issuer(Some(issuer))
            .with_account_name(account)
            .build_noncompliant()
    }
}

impl fmt::Debug for TotpSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSeed(…)")
    }
}

/// Letters and digits that are not taken for one another (Crockford's base32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a recovery code: 120 bits, more than the 112 from which on a fast hash is safe to store (ASVS 6.5.2).
const LENGTH: usize = 24;

/// A code to be written down, good once in place of the app. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// A new code.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let character = |_| {
            let at = uniform_below(entropy, 32) as usize;
            ALPHABET.get(at).copied().map_or('0', char::from)
        };
        Self((0..LENGTH).map(character).collect())
    }

    /// Reads what somebody typed: dashes, spaces and the size of letters do not matter, and letters that look like
    /// digits are these.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let read = |c: char| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        };
        let kept = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(LENGTH + 1);
        let code: String = kept.map(read).collect();
        let is_one = code.len() == LENGTH && code.bytes().all(|byte| ALPHABET.contains(&byte));
        is_one.then_some(Self(code))
    }

    /// The code as it is shown, once: six groups of four.
    #[must_use]
    pub fn reveal(&self) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        let groups = characters.chunks(4).map(|group| group.iter().collect::<String>());
        groups.collect::<Vec<_>>().join("-")
    }

    /// What may be stored.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::from_bytes(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::secret::tests::Seeded;

    /// The seed and codes of RFC 6238, appendix B, cut to six digits.
    const SEED: TotpSeed = TotpSeed(*b"12345678901234567890");

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    #[test]
    fn acc_16_codes_are_those_of_rfc_6238() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(SEED.accepts(code, at(seconds), None), Some(seconds / 30), "{code}");
        }
        assert_eq!(SEED.accepts(" 287 082 ", at(59), None), Some(1), "as apps show it");
    }

    #[test]
    fn cve_2024_7318_asvs_6_5_5_a_code_of_two_steps_ago_is_over() {
        // The code of step 1 lasts from 30 to 59 seconds; one step more either way is forgiven.
        for (seconds, accepted) in [(0, true), (59, true), (89, true), (90, false), (1_000, false)] {
            assert_eq!(
                SEED.accepts("287082", at(seconds), None).is_some(),
                accepted,
                "{seconds}"
            );
        }
    }

    #[test]
    fn asvs_6_5_1_no_code_is_accepted_twice_nor_one_before_it() {
        assert_eq!(SEED.accepts("287082", at(59), Some(1)), None);
        assert_eq!(SEED.accepts("287082", at(59), Some(2)), None);
        assert_eq!(SEED.accepts("287082", at(59), Some(0)), Some(1));
    }

    #[test]
    fn nonsense_is_no_code() {
        for code in [
            "",
            "28708",
            "2870820",
            "28708x",
            "２８７０８２",
            "-87082",
            &"2".repeat(10_000),
        ] {
            assert_eq!(SEED.accepts(code, at(59), None), None, "{code:.20}");
        }
        assert_eq!(SEED.accepts("287082", at(-59), None), None, "before 1970");
    }

    #[test]
    fn a_seed_is_handed_over_as_apps_take_it() {
        assert_eq!(SEED.reveal(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let uri = SEED.uri("City: Clinic", "ann").unwrap();
        assert!(uri.starts_with("otpauth://totp/City%20%20Clinic:ann?"), "{uri}");
        assert!(
            uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") && uri.contains("issuer=City%20%20Clinic"),
            "{uri}"
        );
        assert_eq!(TotpSeed::from_bytes(SEED.as_bytes()), Some(SEED));
        assert_eq!(TotpSeed::from_bytes(b"short"), None);
        assert_ne!(TotpSeed::generate(&Seeded::new(1)), TotpSeed::generate(&Seeded::new(2)));
    }

    #[test]
    fn asvs_6_3_6_nothing_that_comes_by_e_mail_is_a_factor() {
        let ways: Vec<_> = FactorWay::ALL.iter().map(|way| way.code()).collect();
        assert_eq!(ways, ["totp", "recovery_code"]);
    }

    #[test]
    fn asvs_6_5_2_6_5_3_6_5_4_a_recovery_code_is_120_drawn_bits_so_its_plain_hash_may_be_kept() {
        let entropy = Seeded::new(7);
        let codes: Vec<_> = (0..1_000).map(|_| RecoveryCode::generate(&entropy)).collect();
        // Every place takes every one of 32 characters: five bits each.
        for place in 0..LENGTH {
            let seen: HashSet<u8> = codes.iter().map(|code| code.0.as_bytes()[place]).collect();
            assert_eq!(seen.len(), 32, "at {place}");
        }
        assert_eq!(5 * LENGTH, 120, "below 112 bits a plain hash could be searched through");
        let hashes: HashSet<_> = codes.iter().map(|code| *code.hash().as_bytes()).collect();
        assert_eq!(hashes.len(), codes.len(), "none is drawn twice");
        let again = RecoveryCode::generate(&Seeded::new(7));
        assert_eq!(again, codes[0], "and nothing but what is drawn makes a code");
    }

    #[test]
    fn asvs_6_5_4_a_recovery_code_is_read_however_it_is_typed() {
        let code = RecoveryCode::generate(&Seeded::new(5));
        let shown = code.reveal();
        assert_eq!((shown.len(), shown.matches('-').count()), (29, 5));
        for typed in [
            shown.clone(),
            shown.to_lowercase(),
            shown.replace('-', " "),
            shown.replace('-', ""),
            format!(" {shown}\n"),
        ] {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().hash(), code.hash(), "{typed}");
        }
        let with_look_alikes = shown.replace('0', "o").replace('1', "l");
        assert_eq!(RecoveryCode::parse(&with_look_alikes).unwrap().hash(), code.hash());
        for wrong in [
            "",
            "1234",
            &shown[1..],
            &format!("{shown}0"),
            &shown.replace(&shown[..1], "u"),
            &"0".repeat(1_000_000),
        ] {
            assert_eq!(RecoveryCode::parse(wrong), None, "{wrong:.40}");
        }
    }

    #[test]
    fn asvs_16_2_5_neither_seed_nor_code_shows_in_debug() {
        let code = RecoveryCode::generate(&Seeded::new(1));
        assert_eq!(format!("{SEED:?} {code:?}"), "TotpSeed(…) RecoveryCode(…)");
    }
}
