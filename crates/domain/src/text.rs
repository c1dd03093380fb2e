//! Which characters a typed name or login may not carry. Private: other modules give the refusals their names.

use unicode_normalization::char::is_combining_mark;

/// Control characters, line and paragraph separators: they break lines, terminals and logs (ASVS 16.4.1).
pub(crate) fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters that change the direction of the text around them (UAX #9; CVE-2021-42574).
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters that draw nothing and join nothing: their only use in a name is to look like another one.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206A}'..='\u{206F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Joiners and variation selectors: invisible alone, needed inside emoji and several scripts.
pub(crate) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Whether the text would draw anything at all.
pub(crate) fn has_ink(text: &str) -> bool {
    text.chars().any(|c| {
        !c.is_whitespace()
            && !is_control(c)
            && !is_bidi_control(c)
            && !is_invisible(c)
            && !is_joiner(c)
            && !is_combining_mark(c)
    })
}
