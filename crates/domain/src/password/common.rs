//! Passwords that are tried first (ASVS 6.2.4, 6.2.11; NIST SP 800-63B-4 §3.1.1.2).
//!
//! Lists of leaked passwords hold few of 15 characters and more: nearly all are short ones put together. So instead of
//! the results we keep the parts (`data/common-words.txt`, some thousand words) and refuse what is made of them:
//!
//! - one thing over and over (`aaaaaaaaaaaaaaa`, `passwordpassword`),
//! - at most two parts, where a part is a word or all that walks along a keyboard, an alphabet or digits, with little
//!   else between (`Sunshine-Football1`, `qwertyuiop123456`, `P@ssw0rd2024!!!`); small words such as *my* and *and*
//!   are thrown in free,
//! - a saying that everybody knows (`data/common-phrases.txt`).
//!
//! That is well over two hundred thousand passwords of 15 characters and more from two words alone (counted by a test).
//! Three or more words are nobody's first guess and pass.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::walks::walk_at;

/// Passwords longer than this are looked at for repetition only: nobody has them in a list.
const LONGEST_LOOKED_AT: usize = 64;

/// The most words, walks and known words a weak password is made of.
const MOST_PARTS: u8 = 2;

/// Small words that come free.
const MOST_SMALL: u8 = 4;

/// Digits and signs that come free, beside one part and beside two: `2024!` adds nothing to a word.
const MOST_SIGNS: [u8; 3] = [4, 8, 4];

/// Why a password is weak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weakness {
    /// It is among those tried first by anybody.
    Common,
    /// It would be tried first by somebody who knows this site or this person.
    Known,
}

static WORDS: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let mut words: Vec<Vec<char>> = lines(include_str!("../../data/common-words.txt"))
        .flat_map(str::split_whitespace)
        .map(|word| word.chars().collect())
        .collect();
    // Longest first: a cover with fewer parts is found sooner.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
});

static PHRASES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lines(include_str!("../../data/common-phrases.txt")).collect());

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Whether the password, case already folded, is weak. `known` are words of this site and of the person.
pub(super) fn weakness(folded: &str, known: &[&str]) -> Option<Weakness> {
    let letters: Vec<char> = folded.chars().collect();
    if is_repetition(&letters) || is_phrase(folded) {
        return Some(Weakness::Common);
    }
    if letters.len() > LONGEST_LOOKED_AT {
        return None;
    }
    let known: Vec<Vec<char>> = known_parts(known);
    let mut cover = Cover {
        letters: &letters,
        known: &known,
        tried: HashSet::new(),
        found: None,
    };
    cover.search(Parts::default());
    cover.found
}

/// The same few characters again and again; the last time may be cut short.
fn is_repetition(letters: &[char]) -> bool {
    (1..=letters.len() / 2).any(|period| {
        letters
            .iter()
            .skip(period)
            .eq(letters.iter().take(letters.len() - period))
    })
}

fn is_phrase(folded: &str) -> bool {
    let bare: String = folded.chars().filter(|c| c.is_alphabetic()).collect();
    PHRASES.contains(bare.as_str())
}

/// The known words, whole and in their parts: `Ann.Kovaleva` gives `ann.kovaleva`, `ann` and `kovaleva`.
fn known_parts(known: &[&str]) -> Vec<Vec<char>> {
    let mut parts = HashSet::new();
    for word in known {
        let folded = super::fold(word);
        parts.extend(folded.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
        parts.insert(folded);
    }
    parts
        .into_iter()
        .map(|part| part.chars().collect())
        .filter(|part: &Vec<char>| part.len() >= 3)
        .collect()
}

/// How far a cover has come, and what it has used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Parts {
    at: usize,
    words: [Option<usize>; MOST_PARTS as usize],
    walked: bool,
    known: bool,
    small: u8,
    signs: u8,
}

impl Parts {
    fn count(self) -> u8 {
        let words: u8 = self.words.iter().map(|word| u8::from(word.is_some())).sum();
        words + u8::from(self.walked) + u8::from(self.known)
    }

    /// The same, with this word used too; a word used before costs nothing.
    fn with_word(mut self, word: usize) -> Option<Self> {
        if self.words.contains(&Some(word)) {
            return Some(self);
        }
        *self.words.iter_mut().find(|place| place.is_none())? = Some(word);
        Some(self)
    }
}

/// A search for a way to put the whole password together from few parts.
struct Cover<'a> {
    letters: &'a [char],
    known: &'a [Vec<char>],
    tried: HashSet<Parts>,
    found: Option<Weakness>,
}

impl Cover<'_> {
    fn search(&mut self, parts: Parts) {
        let count = parts.count();
        let signs = MOST_SIGNS.get(usize::from(count)).copied().unwrap_or_default();
        let used_up = count > MOST_PARTS || parts.small > MOST_SMALL || parts.signs > MOST_SIGNS[1];
        if self.found.is_some() || used_up || !self.tried.insert(parts) {
            return;
        }
        let Some(&here) = self.letters.get(parts.at) else {
            if parts.signs <= signs {
                self.found = Some(if parts.known { Weakness::Known } else { Weakness::Common });
            }
            return;
        };
        self.try_words(parts);
        self.try_walks(parts);
        if !here.is_alphabetic() {
            self.search(Parts {
                at: parts.at + 1,
                signs: parts.signs + 1,
                ..parts
            });
        }
    }

    fn try_words(&mut self, parts: Parts) {
        let known = self.known;
        for word in known
            .iter()
            .filter(|word| self.reads(parts.at, word))
            .map(Vec::len)
            .collect::<Vec<_>>()
        {
            self.search(Parts {
                at: parts.at + word,
                known: true,
                ..parts
            });
        }
        for (index, word) in WORDS.iter().enumerate() {
            if !self.reads(parts.at, word) {
                continue;
            }
            let after = Parts {
                at: parts.at + word.len(),
                ..parts
            };
            if word.len() <= 3 {
                self.search(Parts {
                    small: after.small + 1,
                    ..after
                });
            } else if let Some(after) = after.with_word(index) {
                self.search(after);
            }
        }
    }

    fn try_walks(&mut self, parts: Parts) {
        let longest = walk_at(self.letters, parts.at);
        for length in (3..=longest).rev() {
            self.search(Parts {
                at: parts.at + length,
                walked: true,
                ..parts
            });
        }
    }

    /// Whether the word stands here, signs in place of some of its letters included (`p@ssw0rd`).
    fn reads(&self, at: usize, word: &[char]) -> bool {
        let rest = self.letters.get(at..).unwrap_or_default();
        let pairs = || rest.iter().zip(word);
        rest.len() >= word.len()
            && pairs().all(|(&typed, &meant)| typed == meant || stands_for(typed, meant))
            // Digits alone are digits: 15 is no way to write "is".
            && pairs().any(|(typed, meant)| typed == meant)
    }
}

/// Signs and digits commonly written for letters.
fn stands_for(typed: char, meant: char) -> bool {
    let letters = match typed {
        '@' | '4' => "a",
        '8' => "b",
        '(' => "c",
        '3' => "e",
        '6' | '9' => "g",
        '1' | '!' | '|' => "il",
        '0' => "o",
        '5' | '$' => "s",
        '7' | '+' => "t",
        '2' => "z",
        _ => return false,
    };
    letters.contains(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every two words of the list that are long enough together for the policy.
    fn pairs() -> impl Iterator<Item = String> {
        let words: Vec<String> = WORDS
            .iter()
            .filter(|word| word.len() > 3)
            .map(|word| word.iter().collect())
            .collect();
        let seconds = words.clone();
        words.into_iter().flat_map(move |first| {
            seconds
                .clone()
                .into_iter()
                .map(move |second| format!("{first}{second}"))
        })
    }

    #[test]
    fn asvs_6_2_4_well_over_3000_common_passwords_fit_the_policy_and_are_refused() {
        let fitting: Vec<_> = pairs().filter(|pair| pair.chars().count() >= 15).collect();
        assert!(fitting.len() > 200_000, "{}", fitting.len());
        // All of them would take a minute: every 70th.
        let mut refused = 0;
        for password in fitting.iter().step_by(70) {
            assert_eq!(weakness(password, &[]), Some(Weakness::Common), "{password}");
            refused += 1;
        }
        assert!(refused >= 3_000, "{refused}");
    }

    #[test]
    fn the_lists_are_as_the_rule_expects_them() {
        for word in WORDS.iter() {
            let text: String = word.iter().collect();
            assert_eq!(super::super::fold(&text), text, "folded");
        }
        for phrase in PHRASES.iter() {
            assert!(phrase.chars().all(char::is_alphabetic), "{phrase}");
            assert_eq!(super::super::fold(phrase), **phrase);
            assert_eq!(weakness(phrase, &[]), Some(Weakness::Common));
        }
        let distinct: HashSet<_> = WORDS.iter().collect();
        assert_eq!(distinct.len(), WORDS.len());
    }

    #[test]
    fn a_hostile_password_is_judged_quickly() {
        // As many ways to cut it as there can be; the search remembers where it has been.
        for text in [
            "aaaaaaab".repeat(8),
            "a1".repeat(31) + "zz",
            "onetwothefor".repeat(5) + "zqzq",
            "12".repeat(31) + "ж",
        ] {
            let letters: Vec<char> = text.chars().collect();
            let mut cover = Cover {
                letters: &letters,
                known: &[],
                tried: HashSet::new(),
                found: None,
            };
            cover.search(Parts::default());
            assert!(cover.tried.len() < 200_000, "{text}: {}", cover.tried.len());
        }
    }
}
