//! The OpenAPI 3.1 description of the product API, gathered from the routes. `docs/openapi.json` is its copy, proven
//! fresh by a test; the clients' types are generated from it.

use std::collections::BTreeMap;

use utoipa::OpenApi as _;
use utoipa::openapi::path::{HttpMethod, Operation, ParameterIn, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use crate::cookies::SESSION;
use crate::error::{Code, ProblemBody};
use crate::events::{Ended, Hello, Lifted};
use crate::routes;

pub(crate) const SERVER: &str = "server";
pub(crate) const SIGN_IN: &str = "sign-in";
pub(crate) const ME: &str = "me";
pub(crate) const SESSIONS: &str = "sessions";
pub(crate) const ACCOUNTS: &str = "accounts";
pub(crate) const ADMINISTRATION: &str = "administration";
pub(crate) const CONFERENCES: &str = "conferences";

/// Where a handler lists the codes it may refuse with; turned into documented responses.
const REFUSALS: &str = "x-refusals";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Vestibule",
        description = "Accounts, sessions and conferences. Times are milliseconds since 1970. Errors are \
            `application/problem+json` with a stable `code`. Everything but GET that a browser sends with its cookie \
            needs the header `Vestibule-Request: 1` and comes from this origin.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        contact(),
    ),
    tags(
        (name = SERVER, description = "What this server is and offers"),
        (name = SIGN_IN, description = "Getting in and out"),
        (name = ME, description = "One's own account"),
        (name = SESSIONS, description = "Where one is signed in, and what a device is told"),
        (name = ACCOUNTS, description = "The Accounts Manager"),
        (name = ADMINISTRATION, description = "Settings, and other people's sessions"),
        (name = CONFERENCES, description = "Conferences, and getting into them"),
    ),
    components(schemas(ProblemBody, Hello, Ended, Lifted)),
)]
struct Document;

/// The whole description.
#[must_use]
pub fn openapi() -> OpenApi {
    let mut document = Document::openapi().nest("/api/v1", routes::api().into_openapi());
    let components = document.components.get_or_insert_default();
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
        SESSION,
        "Set by sign-in with the cookie transport",
    ));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The `token` of a sign-in with the bearer transport"))
        .build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            describe_refusals(path, &method, operation);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Delete, &mut item.delete),
        (HttpMethod::Patch, &mut item.patch),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Adds a response for every status the operation may refuse with: by the codes its handler lists, and by those that
/// the layers around it give.
fn describe_refusals(path: &str, method: &HttpMethod, operation: &mut Operation) {
    let mut codes = common_codes(path, method, operation);
    let listed = operation.extensions.as_mut().and_then(|all| all.remove(REFUSALS));
    for name in listed.iter().flat_map(|list| list.as_array().into_iter().flatten()) {
        // A test holds every code of the use cases against the list, so none is dropped here.
        codes.extend(name.as_str().and_then(Code::named));
    }
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in codes {
        let same = by_status.entry(code.entry().status).or_default();
        if !same.contains(&code) {
            same.push(code);
        }
    }
    for (status, codes) in by_status {
        operation
            .responses
            .responses
            .insert(status.to_string(), RefOr::T(problem(&codes)));
    }
}

fn common_codes(path: &str, method: &HttpMethod, operation: &Operation) -> Vec<Code> {
    let mut codes = vec![
        Code::BadRequest,
        Code::Misdirected,
        Code::InsecureAddress,
        Code::Internal,
        Code::Unavailable,
    ];
    if operation.security.is_some() {
        codes.push(Code::ForeignOrigin);
        if *method != HttpMethod::Get {
            codes.push(Code::RequestHeaderMissing);
        }
    } else if *method != HttpMethod::Get {
        codes.push(Code::ForeignOrigin);
    }
    if requires_session(operation) {
        codes.push(Code::SignedOut);
    }
    if operation.request_body.is_some() {
        codes.push(Code::BodyTooLarge);
        if !path.ends_with("/csp-reports") {
            codes.extend([
                Code::MalformedJson,
                Code::UnsupportedMediaType,
                Code::UnknownField,
                Code::MissingField,
                Code::InvalidField,
            ]);
        }
    }
    let mut parameters = operation.parameters.iter().flatten();
    if parameters.any(|one| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query)) {
        codes.push(Code::MalformedQuery);
    }
    codes
}

/// Whether it is for signed-in people only: no listed way is the empty one.
fn requires_session(operation: &Operation) -> bool {
    operation.security.as_ref().is_some_and(|ways| {
        !ways
            .iter()
            .any(|way| serde_json::to_value(way).is_ok_and(|way| way == serde_json::json!({})))
    })
}

fn problem(codes: &[Code]) -> Response {
    let lines: Vec<String> = codes
        .iter()
        .map(|code| code.entry())
        .map(|entry| format!("`{}`: {}", entry.code, entry.title))
        .collect();
    ResponseBuilder::new()
        .description(lines.join("\n\n"))
        .content(
            "application/problem+json",
            Content::new(Some(Ref::from_schema_name("Problem"))),
        )
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_says_who_may_call_it_and_how_it_refuses() {
        let mut document = openapi();
        assert_eq!(serde_json::to_value(&document).unwrap()["openapi"], "3.1.0");
        let mut names = std::collections::HashSet::new();
        for (path, item) in &mut document.paths.paths {
            assert!(path.starts_with("/api/v1/"), "{path}");
            for (_, operation) in operations(item) {
                let name = operation.operation_id.clone().unwrap();
                assert!(operation.summary.is_some(), "{name} has no summary");
                assert!(operation.responses.responses.contains_key("500"), "{name}");
                assert!(
                    operation
                        .responses
                        .responses
                        .keys()
                        .any(|s| s.starts_with('2') || s.starts_with('3')),
                    "{name}"
                );
                let asks = operation.responses.responses.contains_key("401");
                assert!(asks || !requires_session(operation), "{name}");
                assert!(names.insert(name.clone()), "{name} stands twice");
            }
        }
    }

    #[test]
    fn every_listed_refusal_is_a_published_code() {
        let document = routes::api().into_openapi();
        let mut seen = 0;
        for item in document.paths.paths.into_values() {
            let mut item = item;
            for (_, operation) in operations(&mut item) {
                let listed = operation.extensions.as_ref().and_then(|all| all.get(REFUSALS));
                for name in listed.iter().flat_map(|list| list.as_array().unwrap()) {
                    assert!(
                        Code::named(name.as_str().unwrap()).is_some(),
                        "{name} in {:?}",
                        operation.operation_id
                    );
                    seen += 1;
                }
            }
        }
        assert!(seen > 50, "{seen}");
    }
}
