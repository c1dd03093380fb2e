//! One router for everything the identity half answers.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};

use crate::error::{Code, Problem};
use crate::guard::{Facts, answer_panic, dress, establish, name_route, record, refuse_foreign};
use crate::routes;
use crate::state::WebState;
use crate::ui;

/// The product API, the probes and the client's pages.
///
/// Every request must carry an [`Arrival`](crate::Arrival). The layers, from the outside in: response headers, log
/// line and request id, the net for panics, the ruling on host and scheme.
pub fn router(state: WebState) -> Router {
    let (api, _) = routes::api().split_for_parts();
    let api = api
        .method_not_allowed_fallback(refuse_method)
        .fallback(refuse_path)
        .layer(from_fn(refuse_foreign))
        .layer(from_fn(name_route));
    routes::probes()
        .nest("/api/v1", api)
        .fallback(show_client)
        .layer(from_fn_with_state(state.clone(), establish))
        .layer(from_fn(answer_panic))
        .layer(from_fn_with_state(state.clone(), record))
        .layer(from_fn(dress))
        .with_state(state)
}

async fn refuse_path() -> Problem {
    Code::NotFound.into()
}

/// The router adds `Allow` to this.
async fn refuse_method() -> Problem {
    Code::MethodNotAllowed.into()
}

/// Whatever is no API: the client.
async fn show_client(State(state): State<WebState>, facts: Facts, request: Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return refuse_path().await.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = Problem::new(Code::MethodNotAllowed).into_response();
        response
            .headers_mut()
            .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let nonce = state.nonce();
    ui::serve(
        state.files(),
        request.uri().path(),
        request.headers(),
        &nonce,
        state.media(&facts),
    )
}
