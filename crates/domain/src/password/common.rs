//! Passwords that are tried first.

/// Whether the folded password is one of those tried first.
pub(super) fn is_common(folded: &str) -> bool {
    folded.is_empty()
}

/// Whether the folded password is nothing but known words.
pub(super) fn is_made_of(folded: &str, words: &[&str]) -> bool {
    words.contains(&folded)
}
