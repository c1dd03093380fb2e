//! JSON bodies, read strictly: right content type, bounded size and depth, no unknown fields, and an error that names
//! the field to blame.

use axum::extract::{FromRequest, OptionalFromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use bytes::Bytes;
use http_body::Body as _;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::error::{Code, Problem};

/// Greatest size of a JSON body, in bytes.
pub(crate) const BODY_LIMIT: usize = 64 * 1024;

/// Greatest depth of a JSON body: our deepest has three levels.
const DEPTH_LIMIT: usize = 16;

/// A JSON body of the type `T`, whose serde derive must say `deny_unknown_fields`; also writes JSON answers.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        require_json(request.headers())?;
        let body = read_body(request, BODY_LIMIT).await?;
        parse(&body).map(Self)
    }
}

/// Nothing where no body was sent.
impl<T: DeserializeOwned, S: Send + Sync> OptionalFromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        if request.body().is_end_stream() && !request.headers().contains_key(header::CONTENT_TYPE) {
            return Ok(None);
        }
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

impl<T: serde::Serialize> axum::response::IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Reads a whole body of at most `limit` bytes.
pub(crate) async fn read_body(request: Request, limit: usize) -> Result<Bytes, Problem> {
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    match Limited::new(request.into_body(), limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(too_large(limit)),
        Err(_) => Err(Problem::new(Code::BadRequest).detail("the body ended early")),
    }
}

fn too_large(limit: usize) -> Problem {
    Problem::new(Code::BodyTooLarge).detail(format!("at most {limit} bytes"))
}

/// Only `application/json` (in UTF-8) and only as it is: another type could be sent by another site's form, and a
/// compressed one could unfold without bound.
fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or("?").to_ascii_lowercase())
    };
    if text(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(Problem::new(Code::UnsupportedMediaType).detail("send the body without compression"));
    }
    let named = text(header::CONTENT_TYPE).unwrap_or_default();
    let mut parts = named.split(';').map(str::trim);
    let json = parts.next() == Some("application/json");
    let utf8 = parts.all(|parameter| {
        parameter
            .split_once('=')
            .is_none_or(|(name, value)| name != "charset" || value.trim_matches('"') == "utf-8")
    });
    if json && utf8 {
        Ok(())
    } else {
        Err(Code::UnsupportedMediaType.into())
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    if deeper_than(body, DEPTH_LIMIT) {
        return Err(Problem::new(Code::MalformedJson).detail(format!("nested deeper than {DEPTH_LIMIT}")));
    }
    // No text of ours holds it, and some databases cannot store it: it is refused before anything is asked of them.
    if escapes_nul(body) {
        return Err(Problem::new(Code::InvalidField).detail("a text holds the character U+0000"));
    }
    // Syntax first and alone: reading into types, serde_json also calls a list in a word's place a syntax error.
    let _: IgnoredAny = serde_json::from_slice(body).map_err(|error| malformed(&error))?;
    // serde would read a list as a record, field by field.
    if body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Problem::new(Code::InvalidField).detail("the body must be an object"));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| blame(&error.path().to_string(), error.inner()))
}

fn malformed(error: &serde_json::Error) -> Problem {
    let place = format!("line {}, column {}", error.line(), error.column());
    Problem::new(Code::MalformedJson).detail(format!("not JSON at {place}"))
}

/// Whether brackets nest deeper than `limit`, outside strings.
fn deeper_than(body: &[u8], limit: usize) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return true;
        }
    }
    false
}

/// Whether a string writes `\u0000` (a bare NUL is no JSON anyway). Escapes are read in pairs: `\\u0000` is none.
fn escapes_nul(body: &[u8]) -> bool {
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let (_, escape) = rest.split_at(at);
        if escape.starts_with(b"\\u0000") {
            return true;
        }
        rest = escape.get(2..).unwrap_or_default();
    }
    false
}

/// Turns serde's complaint into a problem. Values are never repeated: they may be passwords.
fn blame(path: &str, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let (code, named) = if let Some(name) = quoted_after(&message, "unknown field `") {
        (Code::UnknownField, Some(name))
    } else if let Some(name) = quoted_after(&message, "missing field `") {
        (Code::MissingField, Some(name))
    } else {
        (Code::InvalidField, quoted_after(&message, "duplicate field `"))
    };
    let problem = Problem::new(code);
    match field_path(path, named) {
        Some(field) => problem.field(field),
        None => problem,
    }
}

fn quoted_after<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)?.split('`').next()
}

/// Joins serde's path and the field's name; the path of an unknown field ends with its name already.
fn field_path(path: &str, named: Option<&str>) -> Option<String> {
    let path = if path == "." || path == "?" { "" } else { path };
    let field = match named {
        None => path.to_owned(),
        Some(name) if path.is_empty() => name.to_owned(),
        Some(name) if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        Some(name) => format!("{path}.{name}"),
    };
    let field: String = field.chars().filter(|c| !c.is_control()).take(80).collect();
    if field.is_empty() { None } else { Some(field) }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its shape matters")]
    struct Form {
        name: String,
        device: Option<Device>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its shape matters")]
    struct Device {
        id: u32,
    }

    async fn read(content_type: Option<&str>, body: impl Into<Body>) -> Result<Form, String> {
        let mut request = Request::post("/");
        if let Some(kind) = content_type {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let read = <Json<Form> as FromRequest<()>>::from_request(request.body(body.into()).unwrap(), &()).await;
        read.map(|Json(form)| form).map_err(|problem| {
            let value = serde_json::to_value(problem.body()).unwrap();
            let text = |key: &str| value.get(key).and_then(|v| v.as_str()).unwrap_or("-").to_owned();
            format!("{} {} {}", value["status"], text("code"), text("field"))
        })
    }

    #[tokio::test]
    async fn bodies_are_read_strictly_and_errors_name_the_field() {
        let json = Some("application/json");
        for (kind, body, expected) in [
            (json, r#"{"name":"a"}"#, "ok"),
            (
                Some("application/json; charset=UTF-8"),
                r#"{"name":"a","device":{"id":1}}"#,
                "ok",
            ),
            (
                Some("application/json; charset=latin1"),
                r#"{"name":"a"}"#,
                "415 unsupported_media_type -",
            ),
            (Some("text/plain"), r#"{"name":"a"}"#, "415 unsupported_media_type -"),
            (
                Some("application/x-www-form-urlencoded"),
                "name=a",
                "415 unsupported_media_type -",
            ),
            (Some("application/jsonx"), "{}", "415 unsupported_media_type -"),
            (None, r#"{"name":"a"}"#, "415 unsupported_media_type -"),
            (json, "", "400 malformed_json -"),
            (json, "{", "400 malformed_json -"),
            (json, r#"{"name":"a"} {}"#, "400 malformed_json -"),
            (json, "{\"name\":\"\u{1}\"}", "400 malformed_json -"),
            (json, "\u{feff}{}", "400 malformed_json -"),
            (json, r#"{"name":"a\u0000b"}"#, "422 invalid_field -"),
            (json, r#"{"name":"a\\u0000b"}"#, "ok"),
            (json, r#"{"name":"a\\\u0000b"}"#, "422 invalid_field -"),
            (json, "null", "422 invalid_field -"),
            (json, "x", "400 malformed_json -"),
            (json, r#"{"name":"\ud800"}"#, "422 invalid_field name"),
            (json, "[]", "422 invalid_field -"),
            (json, r#" ["a"]"#, "422 invalid_field -"),
            (json, "{}", "422 missing_field name"),
            (json, r#"{"name":7}"#, "422 invalid_field name"),
            (json, r#"{"name":"a","name":"b"}"#, "422 invalid_field name"),
            (json, r#"{"name":"a","role":"administrator"}"#, "422 unknown_field role"),
            (
                json,
                r#"{"name":"a","device":{"id":1,"x":2}}"#,
                "422 unknown_field device.x",
            ),
            (json, r#"{"name":"a","device":{}}"#, "422 missing_field device.id"),
            (
                json,
                r#"{"name":"a","device":{"id":"1"}}"#,
                "422 invalid_field device.id",
            ),
        ] {
            let read = read(kind, body)
                .await
                .map_or_else(|problem| problem, |_| "ok".to_owned());
            assert_eq!(read, expected, "{kind:?} {body}");
        }
    }

    #[tokio::test]
    async fn size_and_depth_are_bounded() {
        let json = Some("application/json");
        let large = format!(r#"{{"name":"{}"}}"#, "a".repeat(BODY_LIMIT));
        assert_eq!(read(json, large.clone()).await.unwrap_err(), "413 body_too_large -");
        // Without a declared length the bytes are counted as they come.
        let chunks = large
            .as_bytes()
            .chunks(1000)
            .map(|c| Ok::<_, std::io::Error>(Bytes::copy_from_slice(c)));
        let stream = Body::from_stream(futures_util::stream::iter(chunks.collect::<Vec<_>>()));
        assert_eq!(read(json, stream).await.unwrap_err(), "413 body_too_large -");
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(read(json, deep).await.unwrap_err(), "400 malformed_json -");
        let brackets_in_a_string = format!(r#"{{"name":"{}\"["}}"#, "[{".repeat(100));
        assert!(read(json, brackets_in_a_string).await.is_ok());
    }
}
