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
