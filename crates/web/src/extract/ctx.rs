//! The circumstances of a request, settled before routing.

use app::Ctx;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::error::Problem;
use crate::guard::Facts;
use crate::state::WebState;

impl FromRequestParts<WebState> for Facts {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &WebState) -> Result<Self, Problem> {
        let facts = parts.extensions.get::<Self>().cloned();
        facts.ok_or_else(|| Problem::internal(&anyhow::anyhow!("a request reached its route without its facts")))
    }
}

impl FromRequestParts<WebState> for Ctx {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        Ok(Facts::from_request_parts(parts, state).await?.ctx())
    }
}
