//! `GET /api/v1/openapi.json`, and `GET /api/v1/docs` to browse it: assets from inside the binary, nothing foreign.

use std::sync::{Arc, LazyLock};

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use utoipa_swagger_ui::{Config, SwaggerFile, serve};

use crate::error::{Code, Problem};
use crate::openapi::{SERVER, openapi};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| openapi().to_json().unwrap_or_default());

/// The viewer takes this document only, whatever its own address asks for, and checks it nowhere else.
static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
    Arc::new(
        Config::new(["/api/v1/openapi.json"])
            .query_config_enabled(false)
            .validator_url("none"),
    )
});

/// The viewer writes its styles into the page and draws with data: images; scripts come from this origin alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; report-uri /api/v1/csp-reports";

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = SERVER,
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json", body = Object)))]
pub(crate) async fn show_openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}

/// The document, to browse.
#[utoipa::path(get, path = "/docs", tag = SERVER, responses((status = 303, description = "to `/api/v1/docs/`")))]
pub(crate) async fn show_docs() -> Redirect {
    Redirect::to("/api/v1/docs/")
}

/// `/docs/` itself.
pub(crate) async fn show_viewer() -> Response {
    file("")
}

/// The viewer's files.
pub(crate) async fn show_viewer_file(Path(name): Path<String>) -> Response {
    file(&name)
}

fn file(name: &str) -> Response {
    match serve(name, Arc::clone(&CONFIG)) {
        Ok(Some(file)) => viewer(file),
        Ok(None) => Problem::new(Code::NotFound).into_response(),
        Err(error) => Problem::internal(&anyhow::anyhow!("the API viewer: {error}")).into_response(),
    }
}

fn viewer(file: SwaggerFile<'static>) -> Response {
    let mut response = (StatusCode::OK, file.bytes.into_owned()).into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::try_from(file.content_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if file.gzpipped {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
