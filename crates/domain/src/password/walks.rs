//! Ways along a keyboard, an alphabet or the digits.

use std::sync::LazyLock;

/// Keys in the order a finger finds them; each is a walk forwards and backwards.
const WAYS: &[&str] = &[
    // Digits, alphabets.
    "0123456789012345678901234567890123456789012345678901234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    // Rows, plain and with shift held.
    "`1234567890-=",
    "qwertyuiop[]\\",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "~!@#$%^&*()_+",
    "qwertzuiopü",
    "azertyuiop",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю.",
    // Columns, one after the other, down, up and round.
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7,ki8.lo9",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qazxswedcvfrtgbnhyujmkiolp",
    "zaqwsxcderfvbgtyhnmjuiklop",
    "1qa2ws3ed4rf5tg6yh7uj8ik9ol0p",
    // Two rows at once.
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qawsedrftgyhujikolp",
    "aqswdefrgthyjukilop",
    "azsxdcfvgbhnjmk",
    "1a2b3c4d5e6f7g8h9i0j",
    "a1b2c3d4e5f6g7h8i9j0",
];

static ALL: LazyLock<Vec<Vec<char>>> = LazyLock::new(|| {
    let forwards = WAYS.iter().map(|way| way.chars().collect::<Vec<_>>());
    forwards
        .flat_map(|way| [way.iter().rev().copied().collect(), way])
        .collect()
});

/// How many characters from here on are one walk, or the same key held down; fewer than 3 are neither.
pub(super) fn walk_at(letters: &[char], at: usize) -> usize {
    let rest = letters.get(at..).unwrap_or_default();
    let held = rest.iter().take_while(|&c| rest.first() == Some(c)).count();
    let walked = ALL.iter().map(|way| longest_common_run(way, rest)).max().unwrap_or(0);
    held.max(walked)
}

/// The longest beginning of `rest` that stands somewhere in `way`.
fn longest_common_run(way: &[char], rest: &[char]) -> usize {
    (0..way.len())
        .filter(|&start| way.get(start) == rest.first())
        .map(|start| way.iter().skip(start).zip(rest).take_while(|(a, b)| a == b).count())
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_are_followed_as_far_as_they_go() {
        let cases = [
            ("qwertyuiop1", 10),
            ("poiuytrewq1", 10),
            ("1234567890123", 13),
            ("098765432109", 12),
            ("йцукенгшщзхъ", 12),
            ("1qaz2wsx3edc", 12),
            ("!@#$%^&*", 8),
            ("zzzzzz1", 6),
            ("xyzabc", 3),
            ("random", 1),
            ("", 0),
        ];
        for (text, length) in cases {
            let letters: Vec<char> = text.chars().collect();
            assert_eq!(walk_at(&letters, 0), length, "{text}");
        }
    }
}
