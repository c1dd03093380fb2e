//! Numbers people dial: of conferences and of subscribers. Both share one numbering plan.

use crate::secret::{Entropy, uniform_below};

/// The text is not a number of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberRefusal {
    /// Something else than digits 0–9.
    #[error("a number has digits only")]
    NotDigits,
    /// Too few or too many digits.
    #[error("a number of that kind has another length")]
    WrongLength,
    /// A conference number that begins with zero.
    #[error("a conference number does not begin with zero")]
    LeadingZero,
}

impl NumberRefusal {
    /// The stable word for this refusal; the API puts `number_` in front.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotDigits => "not_digits",
            Self::WrongLength => "wrong_length",
            Self::LeadingZero => "leading_zero",
        }
    }
}

/// A conference's number: nine digits, never beginning with zero, and random, so that knowing one tells nothing
/// about the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConferenceNumber(u32);

impl ConferenceNumber {
    const SMALLEST: u32 = 100_000_000;
    const COUNT: u32 = 900_000_000;

    /// Draws a number, every one equally likely. Whether it is free is for the store to say.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(Self::SMALLEST + uniform_below(entropy, Self::COUNT))
    }

    /// Reads nine digits; nothing around or between them.
    ///
    /// # Errors
    /// [`NumberRefusal`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NumberRefusal> {
        digits(text, 9, 9)?;
        if text.starts_with('0') {
            return Err(NumberRefusal::LeadingZero);
        }
        text.parse().map(Self).map_err(|_| NumberRefusal::NotDigits)
    }
}

impl std::fmt::Display for ConferenceNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:09}", self.0)
    }
}

impl std::str::FromStr for ConferenceNumber {
    type Err = NumberRefusal;

    fn from_str(text: &str) -> Result<Self, NumberRefusal> {
        Self::parse(text)
    }
}

impl serde::Serialize for ConferenceNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A subscriber's number: 2 to 15 digits (the longest an E.164 number can be); leading zeros count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubscriberNumber(String);

impl SubscriberNumber {
    /// Reads the digits; spaces around them are dropped.
    ///
    /// # Errors
    /// [`NumberRefusal`] says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NumberRefusal> {
        let text = text.trim();
        digits(text, 2, 15)?;
        Ok(Self(text.to_owned()))
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SubscriberNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for SubscriberNumber {
    type Err = NumberRefusal;

    fn from_str(text: &str) -> Result<Self, NumberRefusal> {
        Self::parse(text)
    }
}

impl serde::Serialize for SubscriberNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

fn digits(text: &str, least: usize, most: usize) -> Result<(), NumberRefusal> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberRefusal::NotDigits);
    }
    if !(least..=most).contains(&text.len()) {
        return Err(NumberRefusal::WrongLength);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::NumberRefusal::*;
    use super::*;
    use crate::secret::tests::Seeded;

    #[test]
    fn conference_numbers_have_nine_digits_and_no_zero_in_front() {
        let cases = [
            ("100000000", Ok(())),
            ("999999999", Ok(())),
            ("012345678", Err(LeadingZero)),
            ("12345678", Err(WrongLength)),
            ("1234567890", Err(WrongLength)),
            ("", Err(WrongLength)),
            ("12345678x", Err(NotDigits)),
            ("+12345678", Err(NotDigits)),
            (" 23456789", Err(NotDigits)),
            ("１２３４５６７８９", Err(NotDigits)),
        ];
        for (text, expected) in cases {
            assert_eq!(ConferenceNumber::parse(text).map(|_| ()), expected, "{text:?}");
        }
        assert_eq!(ConferenceNumber::parse("123456789").unwrap().to_string(), "123456789");
    }

    #[test]
    fn drawn_conference_numbers_are_well_formed_and_spread_evenly() {
        let entropy = Seeded::new(11);
        let mut first = [0u32; 10];
        for _ in 0..9_000 {
            let text = ConferenceNumber::generate(&entropy).to_string();
            assert_eq!(ConferenceNumber::parse(&text).unwrap().to_string(), text);
            first[usize::from(text.as_bytes()[0] - b'0')] += 1;
        }
        assert_eq!(first[0], 0);
        assert!(first[1..].iter().all(|&n| (850..1150).contains(&n)), "{first:?}");
    }

    #[test]
    fn subscriber_numbers_have_two_to_fifteen_digits() {
        let cases = [
            ("10", Ok(())),
            (" 0042 ", Ok(())),
            ("123456789012345", Ok(())),
            ("1", Err(WrongLength)),
            ("1234567890123456", Err(WrongLength)),
            ("12a", Err(NotDigits)),
            ("-12", Err(NotDigits)),
        ];
        for (text, expected) in cases {
            assert_eq!(SubscriberNumber::parse(text).map(|_| ()), expected, "{text:?}");
        }
        assert_eq!(SubscriberNumber::parse(" 0042 ").unwrap().as_str(), "0042");
    }
}
