//! The password rule (NIST SP 800-63B-4 §3.1.1.2; ASVS 6.2): length and a list of bad ones, nothing about kinds of
//! characters, no expiry, nothing cut off.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;

use self::common::Weakness;
use crate::identifier::fold;

mod common;
mod walks;

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
        match common::weakness(&fold(&password.0), known_words) {
            Some(Weakness::Common) => Err(PasswordRefusal::Common),
            Some(Weakness::Known) => Err(PasswordRefusal::Guessable),
            None => Ok(password),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Result<(), PasswordRefusal> {
        let known = [
            "Vestibule",
            "meet.example.org",
            "ann.kovaleva",
            "Анна Ковалёва",
            "70012",
        ];
        Password::chosen(text, &PasswordRule::default(), &known).map(drop)
    }

    #[test]
    fn nist_3_1_1_2_length_counts_code_points_after_nfkc() {
        let rule = PasswordRule { least_length: 15 };
        let cases = [
            ("xkvq mzjw pltr", 14, false),
            ("xkvq mzjw pltrf", 15, true),
            ("жщцъ эюяё фыжщц", 15, true),
            // Four bytes and two UTF-16 units each: one character each.
            ("🦀🐙🦑🦐🐡🐠🐟🐬🐳🐋🦈🐊🐅🐆", 14, false),
            ("🦀🐙🦑🦐🐡🐠🐟🐬🐳🐋🦈🐊🐅🐆🦓", 15, true),
            // e and a combining accent are one character once composed.
            ("e\u{301}kvq mzjw pltr", 14, false),
            ("ﬃkvq mzjw pltrx", 17, true),
        ];
        for (text, length, fits) in cases {
            let expected = if fits {
                Ok(())
            } else {
                Err(PasswordRefusal::TooShort { least: 15 })
            };
            assert_eq!(text.nfkc().count(), length, "{text}");
            assert_eq!(Password::chosen(text, &rule, &[]).map(drop), expected, "{text}");
        }
    }

    #[test]
    fn asvs_6_2_1_the_setting_has_a_floor() {
        let lax = PasswordRule { least_length: 1 };
        assert_eq!(
            Password::chosen("xkvqmzj", &lax, &[]).map(drop),
            Err(PasswordRefusal::TooShort { least: 8 })
        );
        assert_eq!(Password::chosen("xkvqmzjw", &lax, &[]).map(drop), Ok(()));
    }

    #[test]
    fn asvs_6_2_9_long_passwords_are_welcome_up_to_a_bound() {
        let long: String = ('\u{4E00}'..).take(256).collect();
        assert_eq!(chosen(&long), Ok(()));
        let longer: String = ('\u{4E00}'..).take(257).collect();
        assert_eq!(chosen(&longer), Err(PasswordRefusal::TooLong));
        assert_eq!(chosen(&"x".repeat(1_025)), Err(PasswordRefusal::TooLong));
        assert_eq!(
            Password::typed(&"x".repeat(10_000_000)).map(drop),
            Err(PasswordRefusal::TooLong)
        );
    }

    #[test]
    fn asvs_6_2_5_no_kind_of_character_is_asked_for() {
        for text in [
            "purple dishwasher owl",
            "ёлочка гори зеленым",
            "48151623428090607",
            "                 xk vq",
        ] {
            assert_eq!(chosen(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn asvs_6_2_8_a_password_is_verified_exactly_as_typed() {
        let bytes = |text: &str| Password::typed(text).unwrap().as_bytes().to_vec();
        assert_eq!(bytes(" Tr0ub4dor &3 \t"), b" Tr0ub4dor &3 \t");
        assert_ne!(bytes("Password"), bytes("password"));
        assert_eq!(bytes("e\u{301}"), bytes("é"), "the same keys on another system");
        assert_eq!(bytes("x").len(), 1, "signing in asks for no length");
    }

    #[test]
    fn asvs_6_2_4_passwords_tried_first_are_refused() {
        for text in [
            "passwordpassword",
            "PasswordPassword",
            "password-password",
            "Password123456789",
            "P@ssw0rdP@ssw0rd",
            "p4ssw0rd-2024-!",
            "123456789012345",
            "1234567890987654321",
            "qwertyuiopasdfgh",
            "1qaz2wsx3edc4rfv",
            "zxcvbnmasdfghjkl",
            "q1w2e3r4t5y6u7i8",
            "abcdefghijklmnop",
            "aaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "aaaaaaaaaabbbbbbbbbb",
            "iloveyouiloveyou",
            "iloveyouforever1",
            "MyPasswordIsSecret",
            "letmeinletmeinplease",
            "administrator2024!",
            "Welcome2Conference",
            "correct horse battery staple",
            "ToBeOrNotToBe-ThatIsTheQuestion!",
            "парольпароль123",
            "йцукенгшщзхъфыва",
            "ялюблютебя солнышко",
            "Ghbdtn-Ghbdtn-1",
            "football*football",
            "sunshine & rainbow",
            "!@#$%^&*()_+!@#$",
            "000000000000000",
            "december31122024",
        ] {
            assert_eq!(chosen(text), Err(PasswordRefusal::Common), "{text}");
        }
    }

    #[test]
    fn asvs_6_2_11_words_of_the_site_and_the_person_are_refused() {
        for text in [
            "vestibulevestibule1",
            "Vestibule-Vestibule!",
            "vestibule123456789",
            "v3st1bule-password",
            "annkovaleva2024",
            "Ann.Kovaleva-70012",
            "анна ковалёва 2024",
            "ковалёва и анна 1",
            "meet.example.org",
            "kovaleva!football",
        ] {
            let refusal = chosen(text).unwrap_err();
            assert!(
                matches!(refusal, PasswordRefusal::Guessable | PasswordRefusal::Common),
                "{text}: {refusal:?}"
            );
        }
        assert_eq!(
            chosen("vestibule xkvqmzjw"),
            Ok(()),
            "a known word beside something else is fine"
        );
    }

    #[test]
    fn passphrases_of_three_words_and_more_pass() {
        for text in [
            "sunshine mountain guitar",
            "purple monkey dishwasher",
            "велосипед яблоко туман",
            "coffee-river-eagle-blue",
            "4 старых трамвая едут",
            "Tr0ub4dor&3 zebra",
            "kq9#mZ!v7Lp2@xW",
        ] {
            assert_eq!(chosen(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn asvs_16_2_5_passwords_and_hashes_do_not_show_in_debug() {
        let password = Password::typed("hunter2hunter2").unwrap();
        let hash = PasswordHash::from_phc("$argon2id$v=19$…".to_owned());
        assert_eq!(format!("{password:?} {hash:?}"), "Password(…) PasswordHash(…)");
    }
}
