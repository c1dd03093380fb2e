//! What the accept loop tells the two halves about a request's way here.

use http::header::HOST;
use http::{HeaderMap, Request};
use sfu_host::FORWARDING_HEADERS;
use web::address::{Proxies, client_address};

use super::Ends;

/// Writes down how this request arrived, for either half in its own words.
pub(super) fn note<B>(request: &mut Request<B>, ends: Ends, tls: bool, proxies: &Proxies) {
    let media = sfu_host::Arrival {
        peer: ends.peer,
        local: ends.local,
        named_host: named_host(request),
        forwarded: FORWARDING_HEADERS
            .iter()
            .any(|name| request.headers().contains_key(*name)),
        client_ip: client_address(ends.peer.ip(), forwarded_for(request.headers()), proxies),
    };
    request.extensions_mut().insert(media);
    request.extensions_mut().insert(web::Arrival {
        peer: ends.peer,
        local: ends.local,
        tls,
    });
}

fn forwarded_for(headers: &HeaderMap) -> impl DoubleEndedIterator<Item = &str> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
}

/// The host that the request names, without its port: in HTTP/2 the `:authority`, else the `Host` header.
fn named_host<B>(request: &Request<B>) -> Option<String> {
    if let Some(host) = request.uri().host() {
        return Some(host.to_owned());
    }
    let authority: http::uri::Authority = request.headers().get(HOST)?.to_str().ok()?.parse().ok()?;
    Some(authority.host().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(request: http::request::Builder, peer: &str) -> sfu_host::Arrival {
        let mut request = request.body(()).unwrap();
        let ends = Ends {
            peer: peer.parse().unwrap(),
            local: "192.0.2.1:8080".parse().unwrap(),
        };
        note(
            &mut request,
            ends,
            false,
            &Proxies::new(vec!["10.0.0.0/8".parse().unwrap()]),
        );
        assert!(request.extensions().get::<web::Arrival>().is_some());
        request.extensions().get::<sfu_host::Arrival>().unwrap().clone()
    }

    #[test]
    fn the_named_host_is_read_from_either_place() {
        let host = |request| noted(request, "127.0.0.1:5").named_host;
        assert_eq!(
            host(Request::get("/").header("host", "localhost:8080")).as_deref(),
            Some("localhost")
        );
        assert_eq!(
            host(Request::get("/").header("host", "[::1]:8080")).as_deref(),
            Some("[::1]")
        );
        assert_eq!(
            host(Request::get("https://meet.example.org/")).as_deref(),
            Some("meet.example.org")
        );
        assert_eq!(host(Request::get("/").header("host", "a b")), None);
        assert_eq!(host(Request::get("/")), None);
    }

    #[test]
    fn asvs_15_3_4_forwarding_headers_count_only_from_proxies_but_are_always_noticed() {
        let request = || Request::get("/").header("x-forwarded-for", "198.51.100.7");
        let through = noted(request(), "10.0.0.1:5");
        assert!(through.forwarded && through.client_ip.to_string() == "198.51.100.7");
        let pretended = noted(request(), "203.0.113.9:5");
        assert!(pretended.forwarded && pretended.client_ip.to_string() == "203.0.113.9");
    }
}
