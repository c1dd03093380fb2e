//! Reading `Accept-Encoding` and `Accept-Language` (RFC 9110 §12.5), as far as we need them.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether the client takes Brotli.
pub(crate) fn brotli(headers: &HeaderMap) -> bool {
    choices(headers, header::ACCEPT_ENCODING).any(|(name, weight)| name == "br" && weight > 0)
}

/// Whether the person reads Russian rather than English.
pub(crate) fn russian(headers: &HeaderMap) -> bool {
    let best = |language: &str| {
        choices(headers, header::ACCEPT_LANGUAGE)
            .filter(|(name, _)| name.split('-').next() == Some(language))
            .map(|(_, weight)| weight)
            .max()
            .unwrap_or(0)
    };
    best("ru") > best("en")
}

/// The listed names, lower case, with their weights in thousandths.
fn choices(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = (String, u32)> {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).take(32).map(|choice| {
        let (name, parameters) = choice.split_once(';').unwrap_or((choice, ""));
        let weight = match parameters.trim().strip_prefix("q=") {
            None => 1000,
            Some(text) => text.parse::<f32>().map_or(0, |q| (q.clamp(0.0, 1.0) * 1000.0) as u32),
        };
        (name.trim().to_ascii_lowercase(), weight)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn brotli_is_sent_to_those_who_take_it() {
        for (value, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("br;q=0.5", true),
            ("BR", true),
            ("br;q=0", false),
            ("br;q=x", false),
            ("gzip", false),
            ("", false),
            ("brotli", false),
        ] {
            assert_eq!(brotli(&with(header::ACCEPT_ENCODING, value)), expected, "{value}");
        }
    }

    #[test]
    fn the_language_is_the_one_weighed_higher() {
        for (value, expected) in [
            ("ru", true),
            ("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", true),
            ("en-GB,en;q=0.9,ru;q=0.8", false),
            ("de,ru;q=0.5", true),
            ("de", false),
            ("", false),
        ] {
            assert_eq!(russian(&with(header::ACCEPT_LANGUAGE, value)), expected, "{value}");
        }
    }
}
