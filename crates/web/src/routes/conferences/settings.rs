//! `/api/v1/conferences/{number}/settings`: the whole record, for those who may see or change it; and
//! `DELETE /api/v1/conferences/{number}`.

use app::conferences::{self, Change, ChangeRefusal, ManageRefusal, Settings};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::conference::Access;
use domain::ids::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::link_of;
use crate::address::Origin;
use crate::error::Problem;
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::CONFERENCES;
use crate::routes::words::AccessWord;
use crate::state::WebState;

/// Everything about a conference.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConferenceSettings {
    number: String,
    name: String,
    #[schema(value_type = AccessWord)]
    access: Access,
    /// Whether guests may enter.
    guests: bool,
    link: String,
    /// The link only works on this computer: `server.public_url` is not set.
    link_local_only: bool,
    /// The list: moderators first, then by name.
    participants: Vec<Participant>,
    /// Who made it.
    #[schema(value_type = Uuid)]
    creator: AccountId,
    /// Milliseconds since 1970.
    created_at: i64,
}

/// Somebody on a conference's list.
#[derive(Serialize, ToSchema)]
pub(crate) struct Participant {
    #[schema(value_type = Uuid)]
    id: AccountId,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    moderator: bool,
}

impl ConferenceSettings {
    pub(crate) fn of(settings: Settings, public: &Origin) -> Self {
        let Settings {
            conference,
            participants,
        } = settings;
        let participants = participants
            .into_iter()
            .map(|participant| Participant {
                id: participant.id,
                name: participant.name.to_string(),
                number: participant.number.map(|number| number.to_string()),
                moderator: participant.moderator,
            })
            .collect();
        Self {
            number: conference.number.to_string(),
            name: conference.name.to_string(),
            access: conference.access,
            guests: conference.guests_allowed,
            link: link_of(public, conference.number),
            link_local_only: public.host.is_loopback(),
            participants,
            creator: conference.creator,
            created_at: conference.created_at.as_millis(),
        }
    }
}

/// The whole record of a conference, for its participants and administrators. To anybody else it is as if there were
/// no conference with this number.
#[utoipa::path(get, path = "/conferences/{number}/settings", tag = CONFERENCES,
    security(("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number")),
    responses((status = 200, body = ConferenceSettings)),
    extensions(("x-refusals" = json!(ManageRefusal::codes()))))]
pub(crate) async fn show_settings(
    State(state): State<WebState>,
    facts: Facts,
    actor: Actor,
    Path(number): Path<String>,
) -> Result<Json<ConferenceSettings>, Problem> {
    let settings = conferences::settings(state.app(), &actor, &number).await?;
    Ok(Json(ConferenceSettings::of(settings, &facts.public)))
}

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConferenceChange {
    name: Option<String>,
    #[schema(value_type = Option<AccessWord>)]
    access: Option<Access>,
    /// Whether guests may enter.
    guests: Option<bool>,
    /// The whole new list; its creator stays on it anyway.
    #[schema(value_type = Option<Vec<Uuid>>)]
    participants: Option<Vec<AccountId>>,
    /// All moderators; its creator stays one anyway.
    #[schema(value_type = Option<Vec<Uuid>>)]
    moderators: Option<Vec<AccountId>>,
}

/// Changes a conference, for its moderators and administrators. To who is not on its list either it is as if there were
/// no conference with this number.
#[utoipa::path(patch, path = "/conferences/{number}/settings", tag = CONFERENCES,
    security(("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number")),
    request_body = ConferenceChange, responses((status = 200, body = ConferenceSettings)),
    extensions(("x-refusals" = json!(ChangeRefusal::codes()))))]
pub(crate) async fn change_settings(
    State(state): State<WebState>,
    ctx: Ctx,
    facts: Facts,
    actor: Actor,
    Path(number): Path<String>,
    Json(form): Json<ConferenceChange>,
) -> Result<Json<ConferenceSettings>, Problem> {
    let ConferenceChange {
        name,
        access,
        guests,
        participants,
        moderators,
    } = form;
    let change = Change {
        name,
        access,
        guests_allowed: guests,
        participants,
        moderators,
    };
    let settings = conferences::change(state.app(), &ctx, &actor, &number, change).await?;
    Ok(Json(ConferenceSettings::of(settings, &facts.public)))
}

/// Deletes a conference: its room ends for all, and its number is not given out again. To who is not on its list it is
/// as if there were no conference with this number.
#[utoipa::path(delete, path = "/conferences/{number}", tag = CONFERENCES,
    security(("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number")),
    responses((status = 204)),
    extensions(("x-refusals" = json!(ManageRefusal::codes()))))]
pub(crate) async fn delete_conference(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(number): Path<String>,
) -> Result<StatusCode, Problem> {
    conferences::delete(state.app(), &ctx, &actor, &number).await?;
    Ok(StatusCode::NO_CONTENT)
}
