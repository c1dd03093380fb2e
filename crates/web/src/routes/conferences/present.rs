//! `/api/v1/conferences/{number}/present/{identity}`: what moderators do with people in the room (CNF-11).

use app::conference::{self, ModerateRefusal};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::grant::Source;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::CONFERENCES;
use crate::routes::words::SourceWord;
use crate::state::WebState;

/// Takes somebody out: their media ends before this answers, and their token opens the room no more. To who is
/// not on the conference's list it is as if there were no conference with this number.
#[utoipa::path(delete, path = "/conferences/{number}/present/{identity}", tag = CONFERENCES,
    security(("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number"),
        ("identity" = String, Path, description = "Who, as the room names them")),
    responses((status = 204)),
    extensions(("x-refusals" = json!(ModerateRefusal::codes()))))]
pub(crate) async fn remove_present(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path((number, identity)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    conference::remove(state.app(), &ctx, &actor, &number, &identity).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What to mute.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MuteForm {
    #[schema(value_type = SourceWord)]
    source: Source,
}

/// Mutes what somebody publishes. They may unmute again themselves. To who is not on the conference's list it
/// is as if there were no conference with this number.
#[utoipa::path(post, path = "/conferences/{number}/present/{identity}/mute", tag = CONFERENCES,
    security(("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number"),
        ("identity" = String, Path, description = "Who, as the room names them")),
    request_body = MuteForm, responses((status = 204)),
    extensions(("x-refusals" = json!(ModerateRefusal::codes()))))]
pub(crate) async fn mute_present(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path((number, identity)): Path<(String, String)>,
    Json(form): Json<MuteForm>,
) -> Result<StatusCode, Problem> {
    conference::mute(state.app(), &ctx, &actor, &number, &identity, form.source).await?;
    Ok(StatusCode::NO_CONTENT)
}
