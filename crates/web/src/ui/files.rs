//! Files of the client: hashed assets forever, others by their tag, the page never (it carries a nonce).

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{accept, plain};
use crate::address::Origin;
use crate::cookies;
use crate::guard::{page_policy, script_policy};

/// Where the nonce stands in `index.html`.
const NONCE_MARK: &str = "__NONCE__";

/// Where `index.html` says whether the request brought a session cookie, which scripts cannot see.
const SESSION_MARK: &str = "__SESSION__";

/// The media type of a script.
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Looks files up; the embedded build, or a test's.
pub(crate) type Files = fn(&str) -> Option<EmbeddedFile>;

impl super::Dist {
    /// The embedded build.
    pub(crate) const FILES: Files = <Self as RustEmbed>::get;
}

/// Answers a GET outside `/api`: a file, the client's page, or 404.
pub(crate) fn serve(files: Files, path: &str, asked: &HeaderMap, nonce: &str, media: &Origin) -> Response {
    let name = path.trim_start_matches('/');
    if name.is_empty() || is_page(name) {
        return page(files, asked, nonce, media);
    }
    let known = !name.ends_with(".br") && name != "index.html" && !name.contains("..");
    match if known { files(name) } else { None } {
        Some(file) => asset(files, name, file, asked),
        None => plain::not_found(asked, nonce),
    }
}

/// Addresses of the client's router have no extension, hide nothing behind a dot, and are not among the assets.
fn is_page(name: &str) -> bool {
    !name.starts_with("assets/") && !name.split('/').any(|part| part.contains('.'))
}

fn page(files: Files, asked: &HeaderMap, nonce: &str, media: &Origin) -> Response {
    let Some(index) = files("index.html") else {
        return plain::not_built(asked, nonce);
    };
    let session = if cookies::session(asked).is_some() {
        "some"
    } else {
        "none"
    };
    let html = String::from_utf8_lossy(&index.data);
    let html = html.replace(NONCE_MARK, nonce).replace(SESSION_MARK, session);
    let mut response = (StatusCode::OK, html).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    page_policy(headers, nonce, media);
    response
}

fn asset(files: Files, name: &str, plain: EmbeddedFile, asked: &HeaderMap) -> Response {
    let packed = files(&format!("{name}.br"));
    let varies = packed.is_some();
    let (file, is_packed) = match packed {
        Some(packed) if accept::brotli(asked) => (packed, true),
        _ => (plain, false),
    };
    let tag = tag(&file);
    let fresh = asked
        .get(header::IF_NONE_MATCH)
        .is_some_and(|sent| names_tag(sent, &tag));
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        body(file.data)
    };
    let headers = response.headers_mut();
    let media_type = media_type(name);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    if media_type == SCRIPT {
        script_policy(headers);
    }
    // The build puts a hash into every name under assets/, so such a name never changes its content.
    let lasting = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(lasting));
    if varies {
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if is_packed && !fresh {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    if let Ok(value) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, value);
    }
    response
}

fn body(data: Cow<'static, [u8]>) -> Response {
    match data {
        Cow::Borrowed(bytes) => bytes.into_response(),
        Cow::Owned(bytes) => bytes.into_response(),
    }
}

/// 64 bits of the content's SHA-256 tell versions apart.
fn tag(file: &EmbeddedFile) -> String {
    let hash: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{hash}\"")
}

fn names_tag(sent: &HeaderValue, tag: &str) -> bool {
    let text = sent.to_str().unwrap_or_default();
    text.split(',')
        .map(|one| one.trim().trim_start_matches("W/"))
        .any(|one| one == tag || one == "*")
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => SCRIPT,
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(RustEmbed)]
    #[folder = "tests/dist"]
    struct Fixture;

    #[derive(RustEmbed)]
    #[folder = "tests/no-such-folder"]
    #[allow_missing = true]
    struct Missing;

    fn get(path: &str, asked: &[(header::HeaderName, &str)]) -> Response {
        let asked = asked.iter().map(|(n, v)| (n.clone(), v.parse().unwrap())).collect();
        serve(
            <Fixture as RustEmbed>::get,
            path,
            &asked,
            "n0nce",
            &"https://m.example".parse().unwrap(),
        )
    }

    async fn text(response: Response) -> String {
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8_lossy(&body).into_owned()
    }

    fn header_of(response: &Response, name: header::HeaderName) -> &str {
        response
            .headers()
            .get(name)
            .map_or("-", |value| value.to_str().unwrap())
    }

    #[tokio::test]
    async fn asvs_3_4_3_every_page_address_gets_the_page_with_this_responses_nonce() {
        for path in ["/", "/sign-in", "/c/482913507", "/settings/sessions"] {
            let response = get(path, &[]);
            assert_eq!(response.status(), StatusCode::OK, "{path}");
            assert_eq!(header_of(&response, header::CACHE_CONTROL), "no-store");
            let policy = header_of(&response, header::CONTENT_SECURITY_POLICY).to_owned();
            for part in [
                "script-src 'self' 'nonce-n0nce'",
                "style-src 'self' 'nonce-n0nce'",
                "object-src 'none'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
                "connect-src 'self' https://m.example wss://m.example;",
            ] {
                assert!(policy.contains(part), "{part} in {policy}");
            }
            assert!(!policy.contains("unsafe"), "{policy}");
            let html = text(response).await;
            assert!(html.contains("nonce=\"n0nce\"") && !html.contains(NONCE_MARK), "{html}");
        }
    }

    #[test]
    fn cap_5_a_worker_is_in_no_sandbox_and_reaches_nobody() {
        let policy = |path| {
            let response = get(path, &[]);
            header_of(&response, header::CONTENT_SECURITY_POLICY).to_owned()
        };
        let script = policy("/assets/app-1a2b.js");
        assert!(
            script.contains("default-src 'none'") && !script.contains("sandbox"),
            "{script}"
        );
        assert_eq!(policy("/mark.svg"), "-", "the guard closes what is no script");
    }

    #[tokio::test]
    async fn the_page_says_whether_it_was_asked_for_with_a_session() {
        let with = [(header::COOKIE, "__Host-session=x")];
        for (asked, expected) in [(&[][..], "none"), (&with[..], "some")] {
            let html = text(get("/", asked)).await;
            assert!(html.contains(&format!("data-session=\"{expected}\"")), "{html}");
        }
    }

    #[tokio::test]
    async fn what_is_no_page_and_no_file_is_not_found() {
        for path in [
            "/assets/none.js",
            "/assets/none",
            "/.git/config",
            "/favicon.ico",
            "/assets/app-1a2b.js.br",
            "/index.html",
            "/../Cargo.toml",
            "/assets/../index.html",
        ] {
            assert_eq!(get(path, &[]).status(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn assets_are_kept_forever_and_sent_packed_to_those_who_take_it() {
        let plain = get("/assets/app-1a2b.js", &[]);
        assert_eq!(
            header_of(&plain, header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
        assert_eq!(
            header_of(&plain, header::CONTENT_TYPE),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(header_of(&plain, header::VARY), "Accept-Encoding");
        assert_eq!(header_of(&plain, header::CONTENT_ENCODING), "-");
        let packed = get("/assets/app-1a2b.js", &[(header::ACCEPT_ENCODING, "gzip, br")]);
        assert_eq!(header_of(&packed, header::CONTENT_ENCODING), "br");
        assert_eq!(
            header_of(&packed, header::CONTENT_TYPE),
            "text/javascript; charset=utf-8"
        );
        assert_ne!(header_of(&packed, header::ETAG), header_of(&plain, header::ETAG));
        let mark = get("/mark.svg", &[(header::ACCEPT_ENCODING, "br")]);
        assert_eq!(header_of(&mark, header::CACHE_CONTROL), "no-cache");
        assert_eq!(header_of(&mark, header::VARY), "-", "it has no packed twin");
    }

    #[tokio::test]
    async fn an_unchanged_file_is_not_sent_again() {
        let first = get("/mark.svg", &[]);
        let tag = header_of(&first, header::ETAG).to_owned();
        let again = get("/mark.svg", &[(header::IF_NONE_MATCH, &format!("\"x\", {tag}"))]);
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(text(again).await, "");
        let other = get("/mark.svg", &[(header::IF_NONE_MATCH, "\"x\"")]);
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn without_a_build_a_page_names_the_command() {
        let media = "http://localhost".parse().unwrap();
        let response = serve(<Missing as RustEmbed>::get, "/", &HeaderMap::new(), "n", &media);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(text(response).await.contains("make run"));
    }
}
