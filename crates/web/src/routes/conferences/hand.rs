//! `PUT /api/v1/conferences/{number}/hand`: raising and lowering a hand (CNF-13).

use app::conference::{self, HandRefusal};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::admissions::GuestKeyForm;
use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::CONFERENCES;
use crate::state::WebState;

/// Whose hand, and where it goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandForm {
    raised: bool,
    /// Who, as the room names them: oneself, or anybody for a moderator who lowers.
    identity: String,
    /// A guest's proof of being that identity.
    admission: Option<GuestKeyForm>,
}

/// Raises or lowers a hand. With a number that no conference has, nobody is present.
#[utoipa::path(put, path = "/conferences/{number}/hand", tag = CONFERENCES,
    security((), ("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number")),
    request_body = HandForm, responses((status = 204)),
    extensions(("x-refusals" = json!(HandRefusal::codes()))))]
pub(crate) async fn set_hand(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Option<Actor>,
    Path(number): Path<String>,
    Json(form): Json<HandForm>,
) -> Result<StatusCode, Problem> {
    let HandForm {
        raised,
        identity,
        admission,
    } = form;
    let key = admission.map(GuestKeyForm::read);
    let app = state.app();
    conference::raise_hand(app, &ctx, actor.as_ref(), &number, &identity, key.as_ref(), raised).await?;
    Ok(StatusCode::NO_CONTENT)
}
