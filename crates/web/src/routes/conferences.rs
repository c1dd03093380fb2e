//! `/api/v1/conferences`: one's conferences, and making one (CNF-3, CNF-14).

pub(crate) mod admissions;
pub(crate) mod card;
pub(crate) mod hand;
pub(crate) mod present;
pub(crate) mod settings;

use app::conferences::{self, CreateRefusal, Mine, NewConference};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::State;
use axum::http::StatusCode;
use domain::conference::Access;
use domain::ids::AccountId;
use domain::number::ConferenceNumber;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::settings::ConferenceSettings;
use super::words::AccessWord;
use crate::address::Origin;
use crate::error::Problem;
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::CONFERENCES;
use crate::state::WebState;

/// The link of a conference.
pub(crate) fn link_of(public: &Origin, number: ConferenceNumber) -> String {
    format!("{public}/c/{number}")
}

/// That a conference is going on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Live {
    /// Since when, milliseconds since 1970.
    since: i64,
    /// How many people are in it.
    count: u32,
}

impl Live {
    fn of(live: conferences::Live) -> Self {
        Self {
            since: live.since.as_millis(),
            count: live.count,
        }
    }
}

/// A conference in one's own list.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyConference {
    /// Nine digits, never beginning with 0.
    number: String,
    name: String,
    #[schema(value_type = AccessWord)]
    access: Access,
    /// Whether one moderates it.
    moderator: bool,
    /// Some names of others on its list, three at most.
    people: Vec<String>,
    /// How many are on its list.
    people_count: u64,
    /// Set while it is going on.
    live: Option<Live>,
    link: String,
}

impl MyConference {
    fn of(mine: &Mine, public: &Origin) -> Self {
        Self {
            number: mine.conference.number.to_string(),
            name: mine.conference.name.to_string(),
            access: mine.conference.access,
            moderator: mine.conference.moderator,
            people: mine.conference.people.iter().map(ToString::to_string).collect(),
            people_count: mine.conference.people_count,
            live: mine.live.map(Live::of),
            link: link_of(public, mine.conference.number),
        }
    }
}

/// The conferences one is a participant of.
#[derive(Serialize, ToSchema)]
pub(crate) struct MyConferences {
    items: Vec<MyConference>,
}

/// The conferences one is a participant of: those going on first, then the latest made.
#[utoipa::path(get, path = "/conferences", tag = CONFERENCES, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = MyConferences)))]
pub(crate) async fn list_conferences(
    State(state): State<WebState>,
    facts: Facts,
    actor: Actor,
) -> Result<Json<MyConferences>, Problem> {
    let mine = conferences::list(state.app(), &actor)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let items = mine.iter().map(|mine| MyConference::of(mine, &facts.public)).collect();
    Ok(Json(MyConferences { items }))
}

/// The conference to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConferenceForm {
    name: String,
    #[schema(value_type = AccessWord)]
    access: Access,
    /// Whether guests may enter; yes when left out.
    guests: Option<bool>,
    /// Accounts on its list; its creator is on it anyway.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    participants: Vec<AccountId>,
    /// Accounts that moderate it; its creator does anyway.
    #[serde(default)]
    #[schema(value_type = Vec<Uuid>)]
    moderators: Vec<AccountId>,
}

/// Makes a conference with a random number.
#[utoipa::path(post, path = "/conferences", tag = CONFERENCES, security(("cookie" = []), ("bearer" = [])),
    request_body = ConferenceForm, responses((status = 201, body = ConferenceSettings)),
    extensions(("x-refusals" = json!(CreateRefusal::codes()))))]
pub(crate) async fn create_conference(
    State(state): State<WebState>,
    ctx: Ctx,
    facts: Facts,
    actor: Actor,
    Json(form): Json<ConferenceForm>,
) -> Result<(StatusCode, Json<ConferenceSettings>), Problem> {
    let ConferenceForm {
        name,
        access,
        guests,
        participants,
        moderators,
    } = form;
    let new = NewConference {
        name,
        access,
        guests_allowed: guests.unwrap_or(true),
        participants,
        moderators,
    };
    let settings = conferences::create(state.app(), &ctx, &actor, new).await?;
    Ok((
        StatusCode::CREATED,
        Json(ConferenceSettings::of(settings, &facts.public)),
    ))
}
