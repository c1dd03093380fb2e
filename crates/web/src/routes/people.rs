//! `GET /api/v1/people`: finding people to invite.

use app::{Actor, people};
use axum::extract::State;
use domain::ids::AccountId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::{Json, Query};
use crate::openapi::CONFERENCES;
use crate::state::WebState;

/// Whom to look for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleSearch {
    #[serde(default)]
    search: String,
}

/// Somebody, as far as everybody signed in may know.
#[derive(Serialize, ToSchema)]
pub(crate) struct Person {
    #[schema(value_type = Uuid)]
    id: AccountId,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
}

/// The people found, twenty at most.
#[derive(Serialize, ToSchema)]
pub(crate) struct PeopleList {
    items: Vec<Person>,
}

/// Finds people by name or number.
#[utoipa::path(get, path = "/people", tag = CONFERENCES, security(("cookie" = []), ("bearer" = [])),
    params(("search" = Option<String>, Query, description = "Part of a name or number; nobody is found without it")),
    responses((status = 200, body = PeopleList)))]
pub(crate) async fn search_people(
    State(state): State<WebState>,
    actor: Actor,
    Query(query): Query<PeopleSearch>,
) -> Result<Json<PeopleList>, Problem> {
    let found = people::search(state.app(), &actor, &query.search)
        .await
        .map_err(|error| Problem::internal(&error))?;
    let items = found
        .into_iter()
        .map(|person| Person {
            id: person.id,
            name: person.name.to_string(),
            number: person.number.map(|number| number.to_string()),
        })
        .collect();
    Ok(Json(PeopleList { items }))
}
