//! `GET /api/v1/conferences/{number}`: what whoever has the number may know.

use app::conferences::{self, CardRefusal};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use domain::conference::Access;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Live, link_of};
use crate::address::Origin;
use crate::error::Problem;
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::CONFERENCES;
use crate::routes::words::AccessWord;
use crate::state::WebState;

/// The public card. A closed conference tells strangers its number, its access and the ways in, nothing else.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConferenceCard {
    number: String,
    #[schema(value_type = AccessWord)]
    access: Access,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    invited_by: Option<String>,
    /// Whether one is on its list.
    member: bool,
    /// Whether one moderates it.
    moderator: bool,
    /// Whether guests may enter.
    guests: bool,
    /// How one could enter: `member`, `guest`.
    ways: Vec<&'static str>,
    /// As whom somebody signed in is recognised.
    #[serde(skip_serializing_if = "Option::is_none")]
    recognised: Option<Recognised>,
    link: String,
    /// Set while it is going on.
    #[serde(skip_serializing_if = "Option::is_none")]
    live: Option<Live>,
}

/// Somebody recognised by their session.
#[derive(Serialize, ToSchema)]
pub(crate) struct Recognised {
    name: String,
}

impl ConferenceCard {
    fn of(card: &conferences::Card, public: &Origin) -> Self {
        Self {
            number: card.number.to_string(),
            access: card.access,
            name: card.name.as_ref().map(ToString::to_string),
            invited_by: card.invited_by.as_ref().map(ToString::to_string),
            member: card.member,
            moderator: card.moderator,
            guests: card.guests,
            ways: card.ways.iter().map(|way| way.code()).collect(),
            recognised: card
                .recognised
                .as_ref()
                .map(|name| Recognised { name: name.to_string() }),
            link: link_of(public, card.number),
            live: card.live.map(Live::of),
        }
    }
}

/// The public card of a conference.
#[utoipa::path(get, path = "/conferences/{number}", tag = CONFERENCES,
    security((), ("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number")),
    responses((status = 200, body = ConferenceCard)),
    extensions(("x-refusals" = json!(CardRefusal::codes()))))]
pub(crate) async fn show_card(
    State(state): State<WebState>,
    ctx: Ctx,
    facts: Facts,
    actor: Option<Actor>,
    Path(number): Path<String>,
) -> Result<Json<ConferenceCard>, Problem> {
    let card = conferences::card(state.app(), &ctx, actor.as_ref(), &number).await?;
    Ok(Json(ConferenceCard::of(&card, &facts.public)))
}
