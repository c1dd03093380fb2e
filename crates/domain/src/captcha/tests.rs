use super::*;
use crate::secret::tests::Seeded;

const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

fn id(seed: u64) -> CaptchaId {
    CaptchaId::new(NOW, &Seeded::new(seed))
}

fn shown(characters: &str) -> Captcha {
    let id = id(1);
    Captcha {
        id,
        kind: CaptchaKind::Picture,
        characters: Some(characters_hash(id, characters)),
        key: key_hash(id, "a key"),
        made_at: NOW,
    }
}

fn typed(answer: &str) -> CaptchaAnswer {
    CaptchaAnswer::Characters(answer.to_owned())
}

fn found(key: &str) -> CaptchaAnswer {
    CaptchaAnswer::Key(key.to_owned())
}

#[test]
fn cap_1_off_always_or_after_failures() {
    use CaptchaDisplay::*;
    let cases = [
        (Off, 0, false),
        (Off, 50, false),
        (Always, 0, true),
        (Always, 50, true),
        (AfterFailures, 0, false),
        (AfterFailures, 2, false),
        (AfterFailures, 3, true),
        (AfterFailures, 4, true),
    ];
    for (display, failures, owed) in cases {
        let rule = CaptchaRule {
            display,
            ..CaptchaRule::default()
        };
        assert_eq!(rule.is_owed_after(failures), owed, "{display} after {failures}");
    }
    assert_eq!(CaptchaRule::default().display, Off);
    assert!(CaptchaRule::AFTER.contains(&CaptchaRule::default().after));
}

#[test]
fn cap_2_the_alphabet_has_no_zero_and_no_letter_like_it() {
    assert_eq!(ALPHABET.len(), 59);
    assert!(ALPHABET.is_ascii());
    for c in 'A'..='Z' {
        assert_eq!(ALPHABET.contains(c), c != 'O', "{c}");
        assert_eq!(ALPHABET.contains(c.to_ascii_lowercase()), c != 'O', "{c}");
    }
    for c in '0'..='9' {
        assert_eq!(ALPHABET.contains(c), c != '0', "{c}");
    }
}

#[test]
fn cap_2_five_characters_each_equally_likely_everywhere() {
    let entropy = Seeded::new(1);
    let mut seen = [[0_u32; 128]; LENGTH];
    for _ in 0..5_900 {
        let drawn = Characters::draw(&entropy);
        assert_eq!(drawn.reveal().len(), LENGTH);
        for (place, byte) in drawn.reveal().bytes().enumerate() {
            seen[place][usize::from(byte)] += 1;
        }
    }
    for (place, counts) in seen.iter().enumerate() {
        for byte in ALPHABET.bytes() {
            // 100 are expected; this is five standard deviations each way.
            let count = counts[usize::from(byte)];
            assert!((50..=150).contains(&count), "{} at {place}: {count}", char::from(byte));
        }
        assert_eq!(counts.iter().sum::<u32>(), 5_900, "nothing but the alphabet at {place}");
    }
}

#[test]
fn cap_2_case_matters_except_where_a_capital_is_only_larger() {
    let same = [
        ("k7RmW", "k7RmW"),
        ("k7RmW", "K7Rmw"),
        ("ckpsuvwxz", "CKPSUVWXZ"),
        ("k7RmW", "  k7RmW\t\n"),
        ("k7RmW", "\u{a0}k7RmW\u{3000}"),
    ];
    for (shows, reads) in same {
        assert_eq!(shown(shows).judge(&typed(reads), NOW), Ok(()), "{shows} and {reads:?}");
    }
    let other = [
        ("k7RmW", "k7rmW"),
        ("k7RmW", "k7RMW"),
        ("k7RmW", "k7Rm"),
        ("k7RmW", "k7RmWW"),
        ("k7RmW", "k 7RmW"),
        // Cyrillic, full-width, and the Kelvin sign.
        ("k7RmW", "\u{43a}7RmW"),
        ("k7RmW", "\u{ff4b}7RmW"),
        ("k7RmW", "\u{212a}7RmW"),
        ("1lIaa", "l1Iaa"),
        ("1lIaa", "lIIaa"),
        ("k7RmW", ""),
        ("k7RmW", "\0k7RmW"),
    ];
    for (shows, reads) in other {
        let judged = shown(shows).judge(&typed(reads), NOW);
        assert_eq!(judged, Err(CaptchaRefusal::Wrong), "{shows} and {reads:?}");
    }
    for c in "abdefghijlmnqrty".chars() {
        let judged = shown(&c.to_string()).judge(&typed(&c.to_uppercase().to_string()), NOW);
        assert_eq!(
            judged,
            Err(CaptchaRefusal::Wrong),
            "{c} differs from its capital in shape"
        );
    }
}

#[test]
fn cap_3_a_picture_lives_for_a_minute_and_cap_5_work_for_five() {
    let after = |seconds: u64| NOW.plus(Duration::from_secs(seconds));
    let before = |seconds: u64| NOW.minus(Duration::from_secs(seconds));
    let late = Err(CaptchaRefusal::Expired);
    let cases = [
        (typed("k7RmW"), NOW, Ok(())),
        (typed("k7RmW"), after(59), Ok(())),
        (typed("k7RmW"), after(60), late),
        (typed("wrong"), after(60), late),
        (found("a key"), after(60), Ok(())),
        (found("a key"), after(299), Ok(())),
        (found("a key"), after(300), late),
        // Clocks that differ a little, and one that was set back.
        (typed("k7RmW"), before(5), Ok(())),
        (typed("k7RmW"), before(6), late),
        (found("a key"), before(3_600), late),
        (typed("k7RmW"), before(2 * 86_400), late),
        (typed("k7RmW"), after(2 * 86_400), late),
    ];
    for (answer, now, expected) in cases {
        let judged = shown("k7RmW").judge(&answer, now);
        assert_eq!(
            judged,
            expected,
            "{answer:?} at {} ms",
            now.as_millis() - NOW.as_millis()
        );
    }
}

#[test]
fn cap_3_an_answer_is_good_for_its_own_captcha_only() {
    assert_ne!(characters_hash(id(1), "k7RmW"), characters_hash(id(2), "k7RmW"));
    assert_ne!(key_hash(id(1), "a key"), key_hash(id(2), "a key"));
    assert_ne!(characters_hash(id(1), "abc"), key_hash(id(1), "abc"));
}

#[test]
fn cap_5_without_a_picture_no_characters_are_right() {
    let work = Captcha {
        kind: CaptchaKind::Work,
        characters: None,
        ..shown("k7RmW")
    };
    for reads in ["", "k7RmW"] {
        assert_eq!(work.judge(&typed(reads), NOW), Err(CaptchaRefusal::Wrong));
    }
    assert_eq!(work.judge(&found("a key"), NOW), Ok(()));
    assert_eq!(work.judge(&found("another"), NOW), Err(CaptchaRefusal::Wrong));
}

#[test]
fn answers_are_never_printed() {
    assert_eq!(format!("{:?}", Characters::known("k7RmW")), "Characters(…)");
    assert_eq!(
        format!("{:?} {:?}", typed("k7RmW"), found("a key")),
        "Characters(…) Key(…)"
    );
}
