//! Our cookies (SIGN-6): read, set, cleared. `__Host-` binds them to this host, HttpOnly hides them from scripts.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use domain::secret::Secret;

/// Name of the session cookie. Browsers take the prefix only with Secure, Path=/ and no Domain (RFC 6265bis).
pub const SESSION: &str = "__Host-session";

/// By what an account knows a browser again (SES-10).
const DEVICE: &str = "__Host-device";

/// For how long a browser is known that does not come: browsers keep no cookie for longer.
const DEVICE_LIFE: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// The proof that an unfinished sign-in is this browser's.
const ATTEMPT: &str = "__Host-attempt";

/// For how long a browser keeps it: longer than any sign-in may take.
const ATTEMPT_LIFE: Duration = Duration::from_secs(60 * 60);

/// The text of the session cookie.
#[must_use]
pub(crate) fn session(headers: &HeaderMap) -> Option<&str> {
    the_one(headers, SESSION)
}

/// The secret by which accounts know this browser.
pub(crate) fn device(headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(the_one(headers, DEVICE)?).ok()
}

/// The secret that goes with this browser's unfinished sign-ins.
pub(crate) fn attempt(headers: &HeaderMap) -> Option<Secret> {
    Secret::parse(the_one(headers, ATTEMPT)?).ok()
}

/// The text of a cookie, when there is exactly one. Two of a name are a planted one beside the real one: neither counts.
fn the_one<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == wanted)
        .map(|(_, value)| value);
    let first = found.next();
    if found.next().is_some() { None } else { first }
}

/// Gives the browser its session for as long as it can last; the server ends it earlier when it idles.
pub(crate) fn set(headers: &mut HeaderMap, secret: &Secret, life: Duration) {
    give(headers, SESSION, &secret.reveal(), life);
}

/// Takes the session from the browser.
pub(crate) fn clear(headers: &mut HeaderMap) {
    give(headers, SESSION, "", Duration::ZERO);
}

/// Gives the browser what accounts know it by from now on.
pub(crate) fn set_device(headers: &mut HeaderMap, secret: &Secret) {
    give(headers, DEVICE, &secret.reveal(), DEVICE_LIFE);
}

/// Gives the browser the proof that its sign-in is its own.
pub(crate) fn set_attempt(headers: &mut HeaderMap, secret: &Secret) {
    give(headers, ATTEMPT, &secret.reveal(), ATTEMPT_LIFE);
}

fn give(headers: &mut HeaderMap, name: &str, value: &str, life: Duration) {
    let life = life.as_secs();
    append(
        headers,
        &format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={life}"),
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
