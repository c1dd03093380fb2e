//! What one signs in with, and when two spellings are the same.
//!
//! All identifiers (logins, subscriber numbers, e-mail addresses, telephone numbers) live in one namespace: none may
//! equal another account's, however spelt. Two spellings are the same when their [`IdentifierKey`]s are, so the key
//! is what the database keeps unique and what a sign-in is looked up by.

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::confusable_detection::skeleton;

use crate::number::SubscriberNumber;
use crate::text;

/// The longest login, in characters after trimming and normalisation.
pub const LONGEST_LOGIN: usize = 64;

/// The longest text anybody may try to sign in with, in bytes; an e-mail address has at most 254.
const LONGEST_TYPED: usize = 320;

coded! {
    /// What an identifier is.
    pub enum IdentifierKind {
        /// A chosen name.
        Login => "login",
        /// A subscriber number.
        Number => "number",
        /// A confirmed e-mail address.
        Email => "email",
        /// A confirmed telephone number.
        Phone => "phone",
    }
}

/// Why a text cannot be a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoginRefusal {
    /// Nothing is left after trimming.
    #[error("a login is needed")]
    Empty,
    /// More than [`LONGEST_LOGIN`] characters.
    #[error("a login has at most {LONGEST_LOGIN} characters")]
    TooLong,
    /// White space inside, control, direction-changing or invisible characters.
    #[error("a login cannot hold spaces, control characters or invisible characters")]
    Characters,
}

impl LoginRefusal {
    /// The stable word for this refusal; the API puts `login_` in front.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::Characters => "characters",
        }
    }
}

/// A login as it was registered: trimmed and in NFC, otherwise the holder's own spelling.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    /// Trims and checks a login.
    ///
    /// # Errors
    /// [`LoginRefusal`] says which rule the text breaks.
    pub fn parse(typed: &str) -> Result<Self, LoginRefusal> {
        let trimmed = typed.trim();
        if trimmed.len() > LONGEST_LOGIN * 4 {
            return Err(LoginRefusal::TooLong);
        }
        let login: String = trimmed.nfc().collect();
        if login.is_empty() {
            return Err(LoginRefusal::Empty);
        }
        let key = IdentifierKey::of(&login);
        if login.chars().any(is_barred) || key.as_str().is_empty() || key.as_str().contains(is_barred) {
            return Err(LoginRefusal::Characters);
        }
        if login.chars().count() > LONGEST_LOGIN {
            return Err(LoginRefusal::TooLong);
        }
        Ok(Self(login))
    }

    /// Whether somebody may take it by themselves: not one that looks like a number, an e-mail address or a telephone
    /// number, by which another would sign in, and none that sounds like an office here.
    #[must_use]
    pub fn may_be_chosen(&self) -> bool {
        const OFFICES: [&str; 9] = [
            "admin",
            "administrator",
            "help",
            "moderator",
            "operator",
            "postmaster",
            "root",
            "security",
            "support",
        ];
        let key = IdentifierKey::of(&self.0);
        let key = key.as_str();
        let is_number = key
            .chars()
            .all(|c| c.is_numeric() || matches!(c, '+' | '-' | ' ' | '(' | ')'));
        !is_number && !key.contains('@') && !OFFICES.contains(&key)
    }

    /// The login as spelt.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes it the same as other spellings.
    #[must_use]
    pub fn key(&self) -> IdentifierKey {
        IdentifierKey::of(&self.0)
    }
}

impl std::fmt::Display for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Login {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The one form that all spellings of an identifier share.
///
/// Trimmed, compatibility-normalised (NFKC), case-folded, and with look-alikes of other scripts replaced by what they
/// look like (UTS #39), so that `ann`, `ANN`, `ａｎｎ` and `аnn` with a Cyrillic а are one identifier, and so are a
/// dotless `ı` and `i`, a Kelvin sign and `k` (CVE-2019-19844). ASCII stands for itself: `1` and `l` stay two.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentifierKey(String);

impl IdentifierKey {
    /// The key of whatever somebody typed; anything has one, also what could never be registered.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let typed = typed.trim();
        let mut end = typed.len().min(LONGEST_TYPED);
        while !typed.is_char_boundary(end) {
            end -= 1;
        }
        Self(unify(typed.get(..end).unwrap_or_default()))
    }

    /// A key read back from where it was stored.
    #[must_use]
    pub fn from_stored(key: String) -> Self {
        Self(key)
    }

    /// The key, to be stored or compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&SubscriberNumber> for IdentifierKey {
    fn from(number: &SubscriberNumber) -> Self {
        Self::of(number.as_str())
    }
}

/// The text with case and compatibility differences removed, for searching: `Ковалёва` is found by `КОВАЛЁВА`.
///
/// Unlike [`IdentifierKey`] it keeps scripts apart: a search for Latin letters finds Latin letters.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(fold_case).nfkc().collect()
}

fn is_barred(c: char) -> bool {
    c.is_whitespace() || text::is_control(c) || text::is_bidi_control(c) || text::is_invisible(c) || text::is_joiner(c)
}

/// Applies folding and look-alikes until nothing changes: each may bring forth something the other one maps.
fn unify(text: &str) -> String {
    let mut key = fold(text);
    // Three rounds settle every assigned character (tested); the bound is for those still to be assigned.
    for _ in 0..8 {
        let next = fold(&look_alikes(&key));
        if next == key {
            break;
        }
        key = next;
    }
    key
}

/// Full case folding by way of upper case, which also brings together `ß` and `ss`, `ς` and `σ`, `ı` and `i`.
fn fold_case(c: char) -> impl Iterator<Item = char> {
    c.to_uppercase().flat_map(char::to_lowercase)
}

/// Replaces each character outside ASCII by what it looks like; drops a dot above that an `i` has anyway.
fn look_alikes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else if c == '\u{307}' && out.ends_with('i') {
            // İ folds to i with a dot above, which draws like a plain i.
        } else {
            out.extend(skeleton(c.encode_utf8(&mut [0; 4])));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn logins_are_kept_as_spelt_but_trimmed() {
        for (typed, kept) in [
            ("Ann.Lee", "Ann.Lee"),
            ("  ann \n", "ann"),
            ("Анна", "Анна"),
            ("e\u{301}ric", "éric"),
            ("ann@example.org", "ann@example.org"),
            ("1001", "1001"),
            ("o'brien+test_1-2", "o'brien+test_1-2"),
            ("山田", "山田"),
        ] {
            assert_eq!(Login::parse(typed).unwrap().as_str(), kept, "{typed:?}");
        }
        assert!(Login::parse(&"ж".repeat(64)).is_ok());
    }

    #[test]
    fn bad_logins_are_refused_with_the_reason() {
        use LoginRefusal::*;
        let (long, huge) = ("ж".repeat(65), "x".repeat(1_000_000));
        let cases: &[(&str, LoginRefusal)] = &[
            ("", Empty),
            ("   ", Empty),
            (&long, TooLong),
            (&huge, TooLong),
            ("ann lee", Characters),
            ("ann\u{A0}lee", Characters),
            ("ann\nlee", Characters),
            ("ann\u{0}", Characters),
            ("ann\u{202E}eel", Characters),
            ("an\u{200B}n", Characters),
            ("an\u{200D}n", Characters),
            ("ann\u{FE0F}", Characters),
            ("\u{FEFF}ann", Characters),
            // Normalisation would bring a space forth (U+00B4 spacing acute, U+FC5E).
            ("\u{FC5E}", Characters),
        ];
        for (typed, refusal) in cases {
            assert_eq!(Login::parse(typed), Err(*refusal), "{typed:.40?}");
        }
    }

    #[test]
    fn cve_2019_19844_spellings_that_look_alike_are_one_identifier() {
        let groups: &[&[&str]] = &[
            &[
                "mike",
                "MIKE",
                " Mike ",
                "ｍｉｋｅ",
                "mıke",
                "mİke",
                "miKe",
                "mіke",
                "𝓂𝒾𝓀ℯ",
                "ⓜike",
            ],
            // Latin, Cyrillic and Greek letters that are drawn the same.
            &["paco", "расо", "расο", "pаco"],
            &["straße", "STRASSE", "strasse", "STRAẞE"],
            &["ΣΊΣΥΦΟΣ", "σίσυφος", "σίσυφοσ"],
            &["e\u{301}ric", "éric", "ÉRIC"],
            &["ann@example.org", "Ann@Example.ORG"],
            &["1001", "１００１", "𝟏𝟎𝟎𝟏"],
            &["ﬁsh", "fish", "FISH"],
        ];
        let mut keys = std::collections::HashSet::new();
        for group in groups {
            let key = IdentifierKey::of(group[0]);
            for spelling in *group {
                assert_eq!(IdentifierKey::of(spelling), key, "{spelling} beside {}", group[0]);
            }
            assert!(keys.insert(key), "groups stay apart");
        }
    }

    #[test]
    fn different_identifiers_stay_different() {
        let apart = [
            "ann", "anna", "user1", "userl", "useri", "bob0", "bobo", "modem", "modern", "vv", "w", "a.b", "a_b", "a-b",
        ];
        let keys: std::collections::HashSet<_> = apart.iter().map(|typed| IdentifierKey::of(typed)).collect();
        assert_eq!(keys.len(), apart.len());
    }

    #[test]
    fn a_key_is_bounded_whatever_is_typed() {
        assert!(IdentifierKey::of(&"ﷺ".repeat(1_000_000)).as_str().len() < 20_000);
        assert_eq!(IdentifierKey::of("   ").as_str(), "");
    }

    #[test]
    fn folding_for_search_keeps_scripts_apart() {
        assert_eq!(fold("Ковалёва"), fold("КОВАЛЁВА"));
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_ne!(fold("paco"), fold("расо"));
    }

    #[test]
    fn every_character_settles_on_a_key_that_is_its_own_key() {
        // Planes 0 and 1 without the ideographs and syllables that nothing maps, and the compatibility ideographs.
        let planes = ('\u{0}'..'\u{3400}')
            .chain('\u{A000}'..'\u{AC00}')
            .chain('\u{D7A4}'..'\u{17000}');
        for c in planes.chain('\u{18D00}'..'\u{20000}').chain('\u{2F800}'..'\u{2FA20}') {
            let key = IdentifierKey::of(&c.to_string());
            assert_eq!(
                IdentifierKey::of(key.as_str()).as_str(),
                key.as_str().trim(),
                "U+{:04X}",
                c as u32
            );
        }
    }

    #[test]
    fn acc_9_nobody_takes_what_another_would_sign_in_by() {
        for (login, expected) in [
            ("ann", true),
            ("ann7", true),
            ("1001", false),
            ("+79991234567", false),
            ("boss@corp.example", false),
            ("Support", false),
            ("АДМИН", true),
            ("ａｄｍｉｎ", false),
        ] {
            assert_eq!(Login::parse(login).unwrap().may_be_chosen(), expected, "{login}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(typed in "\\PC{0,40}") {
            let key = IdentifierKey::of(&typed);
            let again = IdentifierKey::of(key.as_str());
            prop_assert_eq!(again.as_str(), key.as_str().trim());
        }

        #[test]
        fn case_never_matters(typed in "\\PC{0,40}") {
            prop_assert_eq!(IdentifierKey::of(&typed.to_uppercase()), IdentifierKey::of(&typed.to_lowercase()));
        }
    }
}
