//! The names people see: of a person and of a conference.

use unicode_normalization::UnicodeNormalization as _;

use crate::text;

/// The longest name, in characters (Unicode code points) after trimming.
pub const LONGEST: usize = 100;

/// Why a text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameRefusal {
    /// Nothing is left after trimming, or nothing that draws ink.
    #[error("a name is needed")]
    Empty,
    /// More than [`LONGEST`] characters.
    #[error("a name has at most {LONGEST} characters")]
    TooLong,
    /// Control characters or line breaks.
    #[error("a name cannot hold control characters or line breaks")]
    Control,
    /// Characters that turn the direction of the text around them.
    #[error("a name cannot hold characters that change the direction of text")]
    Bidi,
    /// Characters that draw nothing, by which one name could pass for another.
    #[error("a name cannot hold invisible characters")]
    Invisible,
}

impl NameRefusal {
    /// The stable word for this refusal; the API puts the field's name in front (`name_`, `conference_name_`).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too_long",
            Self::Control => "control_characters",
            Self::Bidi => "bidi_characters",
            Self::Invisible => "invisible_characters",
        }
    }
}

macro_rules! names {
    ($( $(#[$meta:meta])* $name:ident ),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Trims the text, brings it to NFC and checks it.
            ///
            /// # Errors
            /// [`NameRefusal`] says which rule the text breaks.
            pub fn parse(text: &str) -> Result<Self, NameRefusal> {
                parse(text).map(Self)
            }

            /// The name as shown.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameRefusal;

            fn from_str(text: &str) -> Result<Self, NameRefusal> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )+ };
}

names! {
    /// The name under which others see a person, account holder or guest.
    DisplayName,
    /// The name of a conference.
    ConferenceName,
    /// What stands on the button of a third-party provider (SIGN-3).
    ProviderLabel,
}

fn parse(text: &str) -> Result<String, NameRefusal> {
    // Four bytes a character at most; whatever is longer is refused before any work is done on it.
    let trimmed = text.trim();
    if trimmed.len() > LONGEST * 4 {
        return Err(NameRefusal::TooLong);
    }
    let name: String = trimmed.nfc().collect();
    if name.is_empty() {
        return Err(NameRefusal::Empty);
    }
    if name.chars().any(text::is_control) {
        return Err(NameRefusal::Control);
    }
    if name.chars().any(text::is_bidi_control) {
        return Err(NameRefusal::Bidi);
    }
    if !text::has_ink(&name) {
        return Err(NameRefusal::Empty);
    }
    if name.chars().any(text::is_invisible) {
        return Err(NameRefusal::Invisible);
    }
    if name.chars().count() > LONGEST {
        return Err(NameRefusal::TooLong);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_names_are_kept_as_typed_but_trimmed_and_composed() {
        let cases = [
            ("Ann", "Ann"),
            ("  Ann  Lee ", "Ann  Lee"),
            ("Анна Ковалёва", "Анна Ковалёва"),
            ("e\u{301}", "é"),
            ("👩\u{200D}💻", "👩\u{200D}💻"),
            ("❤\u{FE0F}", "❤\u{FE0F}"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("O'Brien-Smith, Jr. <b>", "O'Brien-Smith, Jr. <b>"),
        ];
        for (typed, kept) in cases {
            assert_eq!(DisplayName::parse(typed).unwrap().as_str(), kept, "{typed:?}");
        }
        assert!(ConferenceName::parse(&"я".repeat(100)).is_ok());
        assert!(DisplayName::parse(&"😀".repeat(100)).is_ok());
    }

    #[test]
    fn bad_names_are_refused_with_the_reason() {
        use NameRefusal::*;
        let long = "я".repeat(101);
        let huge = "x".repeat(1_000_000);
        let cases: &[(&str, NameRefusal)] = &[
            ("", Empty),
            (" \t\n ", Empty),
            ("\u{200D}\u{200D}", Empty),
            ("\u{2800}\u{2800}", Empty),
            ("\u{3164}", Empty),
            ("\u{FE0F}", Empty),
            ("\u{301}", Empty),
            (&long, TooLong),
            (&huge, TooLong),
            ("Ann\nLee", Control),
            ("Ann\u{0}", Control),
            ("Ann\u{1B}[31m", Control),
            ("Ann\u{2028}Lee", Control),
            ("Ann\u{202E}eeL", Bidi),
            ("\u{2066}Ann\u{2069}", Bidi),
            ("\u{200F}", Bidi),
            ("Ann\u{061C}", Bidi),
            ("An\u{200B}n", Invisible),
            ("An\u{00AD}n", Invisible),
            ("Ann\u{E0041}", Invisible),
            ("A\u{FEFF}nn", Invisible),
        ];
        for (typed, refusal) in cases {
            assert_eq!(DisplayName::parse(typed), Err(*refusal), "{typed:.40?}");
            assert!(ConferenceName::parse(typed).is_err());
        }
    }
}
