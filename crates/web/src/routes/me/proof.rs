//! `POST /api/v1/me/proof`: the password again, before other sessions are ended (ASVS 7.5.2).

use app::failure::Refusal as _;
use app::sessions::{ProveRefusal, prove};
use app::{Actor, Ctx, Typed};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use domain::session::Session;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::ME;
use crate::state::WebState;
use crate::{cookies, credentials};

/// The password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofForm {
    #[schema(value_type = String, format = Password)]
    password: Typed,
}

/// A fresh proof.
#[derive(Serialize, ToSchema)]
pub(crate) struct Proof {
    /// The session's new secret, for the bearer transport only; the old one opens nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// Until when it is fresh.
    proven_until: i64,
}

/// Proves who one is by the password. The session has another secret from then on.
#[utoipa::path(post, path = "/me/proof", tag = ME, security(("cookie" = []), ("bearer" = [])),
    request_body = ProofForm, responses((status = 200, body = Proof)),
    extensions(("x-refusals" = json!(ProveRefusal::codes()))))]
pub(crate) async fn prove_me(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    headers: HeaderMap,
    Json(form): Json<ProofForm>,
) -> Result<Response, Problem> {
    let proven = prove(state.app(), &ctx, &actor, &form.password).await?;
    let by_bearer = credentials::bearer(&headers).is_some();
    let proof = Proof {
        token: by_bearer.then(|| proven.secret.reveal()),
        proven_until: proven.session.proven_at.plus(Session::PROOF_HOLDS).as_millis(),
    };
    let mut response = Json(proof).into_response();
    if !by_bearer {
        let settings = state.app().settings().await;
        let life = settings.map_err(|error| Problem::internal(&error))?.life;
        let left = proven.session.longest_until(&life).since(ctx.now);
        cookies::set(response.headers_mut(), &proven.secret, left);
    }
    Ok(response)
}
