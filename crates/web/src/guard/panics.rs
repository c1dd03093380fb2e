//! The last net (ASVS 16.5.4): a panic in a handler becomes one 500 and one log line, never a dropped connection.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;

use crate::error::{Code, Problem};

/// Middleware: answers for a handler that panicked.
pub(crate) async fn answer_panic(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = message(&*panic), "a handler panicked");
            Problem::new(Code::Internal).into_response()
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn asvs_16_5_4_a_panic_is_one_answer_and_the_next_request_goes_on() {
        let router: Router = Router::new()
            .route("/falls", get(|| async { panic!("on purpose, {}", 1) as &str }))
            .route("/stands", get(|| async { "ok" }))
            .layer(from_fn(answer_panic));
        for (path, status) in [("/falls", 500), ("/stands", 200), ("/falls", 500)] {
            let request = Request::get(path).body(Body::empty()).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
        }
    }
}
