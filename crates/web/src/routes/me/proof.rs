//! `POST /api/v1/me/proof`: the password again, or the provider's word where there is none, before other sessions are
//! ended (ASVS 7.5.2).

use app::failure::Refusal as _;
use app::sessions::{ProveRefusal, prove};
use app::third_party::{Redeem, VisitRefusal, begin_proof, prove_by_visit};
use app::{Actor, Ctx, Typed};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::session::Session;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Code, Problem};
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::ME;
use crate::routes::sign_in::third_party::{Visit, VisitForm};
use crate::state::WebState;
use crate::{cookies, credentials};

/// The password; or, in its place, what the client came back with from a provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofForm {
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<Typed>,
    /// The code that the browser came back with.
    #[schema(value_type = Option<String>)]
    code: Option<Typed>,
    /// The verifier whose hash the visit began with.
    #[schema(value_type = Option<String>)]
    verifier: Option<Typed>,
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

/// Proves who one is, by the password or by a provider. The session has another secret from then on.
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
    let proven = match (form.password, form.code, form.verifier) {
        (Some(password), None, None) => prove(state.app(), &ctx, &actor, &password).await?,
        (None, Some(code), Some(verifier)) => {
            let brought = Redeem { code, verifier };
            prove_by_visit(state.app(), &ctx, &actor, &brought).await?
        }
        (None, None, _) => return Err(Problem::new(Code::MissingField).field("password")),
        (None, Some(_), None) => return Err(Problem::new(Code::MissingField).field("verifier")),
        (Some(_), ..) => return Err(Problem::new(Code::InvalidField).field("password")),
    };
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

/// Begins a proof at a provider, which is told to ask who it is. The client goes on as at a sign-in there, and hands `code`
/// and verifier to `POST /me/proof`.
#[utoipa::path(post, path = "/me/proof/third-party/{provider}", tag = ME, security(("cookie" = []), ("bearer" = [])),
    params(("provider" = String, Path, description = "One of `proof_by` in `GET /me`")),
    request_body = VisitForm, responses((status = 201, body = Visit)),
    extensions(("x-refusals" = json!(VisitRefusal::codes()))))]
pub(crate) async fn begin_proof_at_provider(
    State(state): State<WebState>,
    facts: Facts,
    actor: Actor,
    Path(provider): Path<String>,
    Json(form): Json<VisitForm>,
) -> Result<(StatusCode, Json<Visit>), Problem> {
    let begin = form.read(&facts, provider);
    let url = begin_proof(state.app(), &facts.ctx(), &actor, &begin).await?;
    Ok((StatusCode::CREATED, Json(Visit { url })))
}
