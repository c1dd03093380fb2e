//! The session cookie (SIGN-6): read, set, cleared. `__Host-` binds it to this host, HttpOnly hides it from scripts.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use domain::secret::Secret;

/// Name of the session cookie. Browsers take the prefix only with Secure, Path=/ and no Domain (RFC 6265bis).
pub const SESSION: &str = "__Host-session";

/// The text of the session cookie, when there is exactly one. Two of a name are a planted one beside the real one:
/// neither counts.
#[must_use]
pub(crate) fn session(headers: &HeaderMap) -> Option<&str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == SESSION)
        .map(|(_, value)| value);
    let first = found.next();
    if found.next().is_some() { None } else { first }
}

/// Gives the browser its session for as long as it can last; the server ends it earlier when it idles.
pub(crate) fn set(headers: &mut HeaderMap, secret: &Secret, life: Duration) {
    let text = format!(
        "{SESSION}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
        secret.reveal(),
        life.as_secs(),
    );
    append(headers, &text);
}

/// Takes the session from the browser.
pub(crate) fn clear(headers: &mut HeaderMap) {
    append(
        headers,
        &format!("{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"),
    );
}

fn append(headers: &mut HeaderMap, text: &str) {
    if let Ok(mut value) = HeaderValue::from_str(text) {
        value.set_sensitive(true);
        headers.append(header::SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_session_cookie_is_found_and_a_planted_twin_is_not_believed() {
        for (lines, expected) in [
            (vec![], None),
            (vec!["a=b"], None),
            (vec!["__Host-session=x"], Some("x")),
            (vec!["a=b; __Host-session=x; c=d"], Some("x")),
            (vec!["a=b", "__Host-session=x"], Some("x")),
            (vec!["__host-session=x"], None),
            (vec!["x__Host-session=x"], None),
            (vec!["__Host-session=x; __Host-session=y"], None),
            (vec!["__Host-session=x", "__Host-session=x"], None),
        ] {
            let headers: HeaderMap = lines
                .iter()
                .map(|line| (header::COOKIE, HeaderValue::from_static(line)))
                .collect();
            assert_eq!(session(&headers), expected, "{lines:?}");
        }
    }

    #[test]
    fn asvs_3_3_1_the_cookie_is_bound_to_this_host_and_hidden_from_scripts() {
        struct Zeros;
        impl domain::secret::Entropy for Zeros {
            fn fill(&self, buffer: &mut [u8]) {
                buffer.fill(0);
            }
        }
        let mut headers = HeaderMap::new();
        set(&mut headers, &Secret::generate(&Zeros), Duration::from_secs(60));
        let expected = format!(
            "__Host-session={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=60",
            "A".repeat(43)
        );
        assert_eq!(headers.get(header::SET_COOKIE).unwrap(), expected.as_str());
    }
}
