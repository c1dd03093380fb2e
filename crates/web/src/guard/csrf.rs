//! Whose page sent this: requests of other sites change nothing and read nothing (ASVS 3.5.1 to 3.5.3).
//!
//! Three locks, each enough for today's browsers: a header no form can send, the `Origin` browsers add, and
//! `Sec-Fetch-Site`. A bearer token is no ambient right, so it is exempt: only our own programs hold one.

use axum::extract::{OriginalUri, Request};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Facts;
use super::headers::REPORT_PATH;
use crate::address::Origin;
use crate::error::{Code, Problem};
use crate::{cookies, credentials};

/// The header our client sends with everything that changes something.
const OWN_HEADER: &str = "vestibule-request";

/// Middleware over the API: refuses what another site's page makes a browser send.
pub(crate) async fn refuse_foreign(OriginalUri(whole): OriginalUri, request: Request, next: Next) -> Response {
    // Reports come from the browser itself, without our header; they change nothing.
    let exempt = whole.path() == REPORT_PATH || credentials::bearer(request.headers()).is_some();
    let verdict = match request.extensions().get::<Facts>() {
        _ if exempt => Ok(()),
        Some(facts) => judge(request.method(), request.headers(), &facts.own),
        None => Err(Problem::internal(&anyhow::anyhow!(
            "a request passed without its facts"
        ))),
    };
    match verdict {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn judge(method: &Method, headers: &HeaderMap, own: &Origin) -> Result<(), Problem> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let navigates = reads && text(headers, "sec-fetch-mode") == Some("navigate");
    let with_session = cookies::session(headers).is_some() || cookies::attempt(headers).is_some();
    if reads && !with_session {
        return Ok(());
    }
    if !navigates && !from_our_page(headers, own) {
        return Err(Code::ForeignOrigin.into());
    }
    if !reads && with_session {
        return require_own_header(headers);
    }
    Ok(())
}

/// The lock for requests that set a cookie without having one yet: signing in.
pub(crate) fn require_own_header(headers: &HeaderMap) -> Result<(), Problem> {
    if text(headers, OWN_HEADER) == Some("1") {
        Ok(())
    } else {
        Err(Code::RequestHeaderMissing.into())
    }
}

/// What a browser says about the sending page, where it says anything. Compared exactly: `null`, another case, another
/// port, a name that only begins like ours are all somebody else.
fn from_our_page(headers: &HeaderMap, own: &Origin) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let origin_fits = match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => own.to_string().as_bytes() == origin.as_bytes(),
        (Some(_), Some(_)) => false,
    };
    let site_fits = match headers.get("sec-fetch-site") {
        None => true,
        Some(site) => matches!(site.as_bytes(), b"same-origin" | b"none"),
    };
    origin_fits && site_fits
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOKIE: &str = "__Host-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn judged(method: &str, headers: &[(&'static str, &'static str)]) -> &'static str {
        let own = "https://meet.example.org".parse().unwrap();
        let map = headers
            .iter()
            .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
            .collect();
        match judge(&method.parse().unwrap(), &map, &own) {
            Ok(()) => "passes",
            Err(problem) => problem.code().name(),
        }
    }

    #[test]
    fn asvs_3_5_1_a_cookie_alone_changes_nothing() {
        let (cookie, own) = (("cookie", COOKIE), ("vestibule-request", "1"));
        let origin = |value| ("origin", value);
        let site = |value| ("sec-fetch-site", value);
        for (method, headers, expected) in [
            ("POST", vec![], "passes"),
            ("POST", vec![cookie], "request_header_missing"),
            (
                "POST",
                vec![cookie, ("vestibule-request", "0")],
                "request_header_missing",
            ),
            ("DELETE", vec![cookie], "request_header_missing"),
            ("PATCH", vec![cookie, own], "passes"),
            ("POST", vec![cookie, own, origin("https://meet.example.org")], "passes"),
            ("POST", vec![cookie, own, site("same-origin")], "passes"),
            ("POST", vec![cookie, own, site("cross-site")], "foreign_origin"),
            ("POST", vec![cookie, own, site("same-site")], "foreign_origin"),
            ("POST", vec![site("cross-site")], "foreign_origin"),
            ("POST", vec![origin("https://evil.example")], "foreign_origin"),
            ("GET", vec![origin("https://evil.example")], "passes"),
            ("GET", vec![cookie], "passes"),
            ("GET", vec![cookie, site("same-origin")], "passes"),
            ("GET", vec![cookie, site("cross-site")], "foreign_origin"),
            (
                "GET",
                vec![cookie, site("cross-site"), ("sec-fetch-mode", "navigate")],
                "passes",
            ),
            (
                "POST",
                vec![cookie, own, site("cross-site"), ("sec-fetch-mode", "navigate")],
                "foreign_origin",
            ),
        ] {
            assert_eq!(judged(method, &headers), expected, "{method} {headers:?}");
        }
    }

    #[test]
    fn cve_2024_26135_odd_origins_are_foreign_however_alike() {
        for origin in [
            "null",
            "",
            "https://evil.example",
            "https://meet.example.org.evil.example",
            "https://evil-meet.example.org",
            "https://MEET.EXAMPLE.ORG",
            "HTTPS://meet.example.org",
            "http://meet.example.org",
            "https://meet.example.org:8443",
            "https://meet.example.org:443",
            "https://meet.example.org/",
            "https://user@meet.example.org",
            "meet.example.org",
            "https://meet.example.org https://evil.example",
        ] {
            for method in ["GET", "POST"] {
                let headers = [("cookie", COOKIE), ("vestibule-request", "1"), ("origin", origin)];
                assert_eq!(judged(method, &headers), "foreign_origin", "{method} {origin}");
            }
        }
        let twice = [
            ("cookie", COOKIE),
            ("vestibule-request", "1"),
            ("origin", "https://meet.example.org"),
            ("origin", "https://evil.example"),
        ];
        assert_eq!(judged("POST", &twice), "foreign_origin");
    }
}
