//! What a request brings along to say who it is: the browser's cookie or an app's bearer token (RFC 6750). A bearer
//! token, even a worthless one, stands alone: the cookie beside it is not looked at.

use axum::http::{HeaderMap, header};
use domain::secret::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::cookies;

/// The session secret's text, from wherever it came.
pub(crate) fn session(headers: &HeaderMap) -> Option<&str> {
    bearer(headers).or_else(|| cookies::session(headers))
}

/// The header in which an app sends the secret of an unfinished sign-in.
pub(crate) const ATTEMPT_HEADER: &str = "vestibule-attempt";

/// The secret of an unfinished sign-in: an app's header, or the browser's cookie.
pub(crate) fn attempt(headers: &HeaderMap) -> Option<(Secret, Transport)> {
    match headers.get(ATTEMPT_HEADER) {
        Some(value) => Some((Secret::parse(value.to_str().ok()?).ok()?, Transport::Bearer)),
        None => Some((cookies::attempt(headers)?, Transport::Cookie)),
    }
}

/// How secrets travel: in cookies that scripts cannot read, or in answers and headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Transport {
    Cookie,
    Bearer,
}

/// The bearer token. Other schemes are a proxy's business.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_bearer_token_stands_alone() {
        for (authorization, cookie, expected) in [
            (None, None, None),
            (None, Some("__Host-session=c"), Some("c")),
            (Some("Bearer t"), None, Some("t")),
            (Some("bearer t"), Some("__Host-session=c"), Some("t")),
            (Some("Bearer "), Some("__Host-session=c"), Some("")),
            (Some("Basic dXNlcg=="), Some("__Host-session=c"), Some("c")),
            (Some("Bearer"), Some("__Host-session=c"), Some("c")),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(value) = authorization {
                headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
            }
            if let Some(value) = cookie {
                headers.insert(header::COOKIE, HeaderValue::from_static(value));
            }
            assert_eq!(session(&headers), expected, "{authorization:?} {cookie:?}");
        }
    }
}
