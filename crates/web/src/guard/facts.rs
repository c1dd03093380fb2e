//! What is settled about a request before any route sees it: when, from where, for which host, over what.

use std::net::IpAddr;

use app::Ctx;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::time::Timestamp;

use super::headers::SeenSecure;
use super::log::RequestId;
use crate::address::{Origin, Proxies, Remedy, Ruling, client_address};
use crate::arrival::Arrival;
use crate::error::{Code, Problem};
use crate::state::WebState;
use crate::{address, ui};

/// The settled facts, an extension of every request that reaches a route.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// The one moment the whole request happens in.
    pub(crate) now: Timestamp,
    /// Its name in logs, also sent back.
    pub(crate) request_id: String,
    /// Whose request it is, configured proxies looked through.
    pub(crate) address: IpAddr,
    /// The origin the browser sees.
    pub(crate) own: Origin,
    /// The origin every absolute address is built from.
    pub(crate) public: Origin,
}

impl Facts {
    /// The circumstances as the use cases want them.
    pub(crate) fn ctx(&self) -> Ctx {
        Ctx {
            now: self.now,
            request_id: self.request_id.clone(),
            address: self.address,
        }
    }
}

/// Middleware: settles the facts, or answers for the router when the request is not for us.
pub(crate) async fn establish(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    // Probes name whatever host they like: an address, a pod, nothing.
    if matches!(request.uri().path(), "/healthz" | "/readyz") {
        return next.run(request).await;
    }
    if holds_nul(&request) {
        let problem = Problem::new(Code::BadRequest).detail("the address holds the character U+0000");
        return problem.into_response();
    }
    let (Some(arrival), Some(request_id)) = (
        request.extensions().get::<Arrival>().copied(),
        request.extensions().get::<RequestId>().cloned(),
    ) else {
        return Problem::internal(&anyhow::anyhow!("a request came without its Arrival")).into_response();
    };
    let authority = authority(&request);
    let forwarded_https = forwarded_https(&arrival, request.headers(), &state.options().proxies);
    let ruled = state.options().public.rule(address::Request {
        authority,
        tls: arrival.tls,
        forwarded_https,
    });
    let (own, public) = match ruled {
        Ruling::Serve { own, public } => (own, public),
        refused => return refuse(&state, &refused, &request),
    };
    let secure = SeenSecure::of(&own);
    let address = client_address(
        arrival.peer.ip(),
        lines(request.headers(), FORWARDED_FOR),
        &state.options().proxies,
    );
    let facts = Facts {
        now: state.now(),
        request_id: request_id.0,
        address,
        own,
        public,
    };
    request.extensions_mut().insert(facts);
    let mut response = next.run(request).await;
    if let Some(secure) = secure {
        response.extensions_mut().insert(secure);
    }
    response
}

/// No name or number of ours holds it, and some databases cannot be asked for it.
fn holds_nul(request: &Request) -> bool {
    request
        .uri()
        .path_and_query()
        .is_some_and(|whole| whole.as_str().contains("%00"))
}

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// `:authority` under HTTP/2 and in absolute-form targets, else the one `Host` header; empty when there is none.
fn authority(request: &Request) -> &str {
    if let Some(authority) = request.uri().authority() {
        return authority.as_str();
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default(),
        _ => "",
    }
}

/// What a configured proxy says of the scheme; `None` when none of them forwarded this request. The last word is the
/// nearest proxy's.
fn forwarded_https(arrival: &Arrival, headers: &HeaderMap, proxies: &Proxies) -> Option<bool> {
    let forwarded = headers.contains_key(FORWARDED_FOR) || headers.contains_key(FORWARDED_PROTO);
    if !forwarded || !proxies.trusts(arrival.peer.ip()) {
        return None;
    }
    let last = lines(headers, FORWARDED_PROTO).next_back().unwrap_or_default();
    Some(
        last.rsplit(',')
            .next()
            .unwrap_or_default()
            .trim()
            .eq_ignore_ascii_case("https"),
    )
}

/// A header's values in order; one that is no text is kept as an empty, hence unreadable, one.
fn lines<'a>(headers: &'a HeaderMap, name: &'a str) -> impl DoubleEndedIterator<Item = &'a str> {
    headers
        .get_all(name)
        .iter()
        .map(|value| value.to_str().unwrap_or_default())
}

/// Tells programs by code and people by page why they are not served here.
fn refuse(state: &WebState, ruling: &Ruling, request: &Request) -> Response {
    let problem = match ruling {
        Ruling::Misdirected { public: Some(public) } => {
            Problem::new(Code::Misdirected).detail(format!("this server answers at {public}"))
        }
        Ruling::Misdirected { public: None } | Ruling::Serve { .. } => {
            Problem::new(Code::Misdirected).detail("set server.public_url to the address it is reached by")
        }
        Ruling::Insecure(remedy) => Problem::new(Code::InsecureAddress).detail(remedy_text(remedy)),
        Ruling::Unreadable => Problem::new(Code::BadRequest).detail("the Host header is missing or cannot be read"),
    };
    if request.uri().path().starts_with("/api/") {
        return problem.into_response();
    }
    let nonce = state.nonce();
    match ruling {
        Ruling::Misdirected { public } => ui::misdirected(public.as_ref(), request.headers(), &nonce),
        Ruling::Insecure(remedy) => ui::insecure(remedy, request.headers(), &nonce),
        Ruling::Serve { .. } | Ruling::Unreadable => problem.into_response(),
    }
}

fn remedy_text(remedy: &Remedy) -> String {
    match remedy {
        Remedy::GoTo(public) => format!("use {public}"),
        Remedy::Certificate => "start with --tls self-signed, or --tls-cert and --tls-key, and use https".to_owned(),
        Remedy::ForwardScheme => "the proxy must send X-Forwarded-Proto: https".to_owned(),
        Remedy::PublicUrl => "set server.public_url to an https address".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn the_named_host_is_one_or_none() {
        let of = |uri: &str, hosts: &[&str]| {
            let mut request = Request::get(uri);
            for host in hosts {
                request = request.header(header::HOST, *host);
            }
            authority(&request.body(Body::empty()).unwrap()).to_owned()
        };
        assert_eq!(of("/", &["a.example"]), "a.example");
        assert_eq!(of("http://b.example/", &["a.example"]), "b.example", "RFC 9112 §3.2.2");
        assert_eq!(of("/", &[]), "");
        assert_eq!(of("/", &["a.example", "b.example"]), "", "two hosts are none");
    }

    #[test]
    fn asvs_4_1_3_the_scheme_is_believed_of_configured_proxies_only() {
        let proxies = Proxies::new(vec!["10.0.0.0/24".parse().unwrap()]);
        for (peer, headers, expected) in [
            ("10.0.0.2:1", vec![], None),
            ("10.0.0.2:1", vec![("x-forwarded-for", "1.2.3.4")], Some(false)),
            ("10.0.0.2:1", vec![("x-forwarded-proto", "https")], Some(true)),
            ("10.0.0.2:1", vec![("x-forwarded-proto", "HTTPS")], Some(true)),
            ("10.0.0.2:1", vec![("x-forwarded-proto", "https, http")], Some(false)),
            (
                "10.0.0.2:1",
                vec![("x-forwarded-proto", "https"), ("x-forwarded-proto", "http")],
                Some(false),
            ),
            ("10.0.0.2:1", vec![("x-forwarded-proto", "httpsx")], Some(false)),
            ("10.0.0.2:1", vec![("forwarded", "proto=https")], None),
            ("203.0.113.9:1", vec![("x-forwarded-proto", "https")], None),
        ] {
            let arrival = Arrival {
                peer: peer.parse().unwrap(),
                local: "10.0.0.1:80".parse().unwrap(),
                tls: false,
            };
            let map = headers
                .iter()
                .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
                .collect();
            assert_eq!(
                forwarded_https(&arrival, &map, &proxies),
                expected,
                "{peer} {headers:?}"
            );
        }
    }
}
