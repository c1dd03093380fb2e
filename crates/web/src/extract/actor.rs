//! Who asks: the account and session behind the cookie or bearer token (SIGN-6).

use app::failure::Failure;
use app::sessions::{self, SignedOut};
use app::{Actor, Ctx};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use domain::secret::Secret;

use crate::credentials;
use crate::error::{Code, Problem};
use crate::state::WebState;

/// Sent by clients with a read at most once a minute after a key, touch or pointer (SES-9).
const ACTIVITY_HEADER: &str = "vestibule-activity";

/// Somebody signed in; anybody else gets 401, with the reason when a session has ended.
impl FromRequestParts<WebState> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        identify(parts, state).await?.map_err(signed_out)
    }
}

/// Somebody signed in or a stranger: an ended session is a stranger's.
impl OptionalFromRequestParts<WebState> for Actor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Option<Self>, Problem> {
        Ok(identify(parts, state).await?.ok())
    }
}

async fn identify(parts: &mut Parts, state: &WebState) -> Result<Result<Actor, SignedOut>, Problem> {
    let ctx = Ctx::from_request_parts(parts, state).await?;
    let Some(secret) = credentials::session(&parts.headers).and_then(|text| Secret::parse(text).ok()) else {
        return Ok(Err(SignedOut { reason: None }));
    };
    let actor = match sessions::authenticate(state.app(), &ctx, &secret).await {
        Ok(actor) => actor,
        Err(Failure::Refused(refusal)) => return Ok(Err(refusal)),
        Err(Failure::Internal(error)) => return Err(Problem::internal(&error)),
    };
    if is_act(&parts.method, &parts.headers) {
        // Losing a mark of activity harms nobody as losing the request would.
        if let Err(error) = sessions::touch(state.app(), &ctx, &actor).await {
            tracing::warn!(error = format!("{error:#}"), "cannot note a session's activity");
        }
    }
    Ok(Ok(actor))
}

/// Background refresh and open streams are no acts of the person (SES-9).
fn is_act(method: &Method, headers: &HeaderMap) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    !reads || headers.get(ACTIVITY_HEADER).is_some_and(|value| value == "1")
}

/// The 401 that says why, so that the ended device can.
pub(crate) fn signed_out(refusal: SignedOut) -> Problem {
    let problem = Problem::new(Code::SignedOut);
    match refusal.reason {
        Some(reason) => problem.reason(reason.code()),
        None => problem,
    }
}
