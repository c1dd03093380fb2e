//! `POST /api/v1/conferences/{number}/admissions`: asking to enter (CNF-1 to CNF-4).

use app::conference::{self, Admit, AdmitRefusal, Admitted};
use app::failure::Refusal as _;
use app::{Actor, Ctx, Typed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::conference::Access;
use domain::grant::Role;
use domain::ids::AdmissionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::link_of;
use crate::error::Problem;
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::CONFERENCES;
use crate::routes::words::{AccessWord, RoleWord};
use crate::state::WebState;

/// What comes with a request to enter. Name and admission count for guests only.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdmissionForm {
    /// The name the others will see.
    name: Option<String>,
    /// The conference's PIN.
    #[allow(dead_code, reason = "asked as soon as a conference can have a PIN (CNF-5)")]
    #[schema(value_type = Option<String>)]
    pin: Option<Typed>,
    /// An earlier admission, to come back as the same participant.
    admission: Option<GuestKeyForm>,
}

/// What a guest holds an admission by.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GuestKeyForm {
    #[schema(value_type = Uuid)]
    id: AdmissionId,
    #[schema(value_type = String)]
    secret: Typed,
}

impl GuestKeyForm {
    pub(crate) fn read(self) -> conference::GuestKey {
        conference::GuestKey {
            id: self.id,
            secret: self.secret,
        }
    }
}

/// Somebody may enter: hand `media_url` and `token` to any LiveKit client.
#[derive(Serialize, ToSchema)]
pub(crate) struct Admission {
    /// Always `admitted`.
    #[schema(example = "admitted")]
    decision: &'static str,
    /// Where media is, `ws://…` or `wss://…`.
    media_url: String,
    /// Opens the room, for ten minutes.
    token: String,
    /// Who one is in the room.
    identity: String,
    #[schema(value_type = RoleWord)]
    role: Role,
    /// The name the others see.
    name: String,
    conference: AdmittedTo,
    /// A guest's key to come back by. Keep it in the tab, never in an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    admission: Option<GuestKey>,
}

/// The conference one was admitted to.
#[derive(Serialize, ToSchema)]
pub(crate) struct AdmittedTo {
    number: String,
    name: String,
    #[schema(value_type = AccessWord)]
    access: Access,
    link: String,
}

/// A guest's key to come back by.
#[derive(Serialize, ToSchema)]
pub(crate) struct GuestKey {
    #[schema(value_type = Uuid)]
    id: AdmissionId,
    secret: String,
}

impl Admission {
    fn of(admitted: Admitted, state: &WebState, facts: &Facts) -> Self {
        let conference = admitted.conference;
        Self {
            decision: "admitted",
            media_url: state.media(facts).websocket(),
            token: admitted.token.reveal().to_owned(),
            identity: admitted.identity.to_string(),
            role: admitted.role,
            name: admitted.name.to_string(),
            conference: AdmittedTo {
                number: conference.number.to_string(),
                name: conference.name.to_string(),
                access: conference.access,
                link: link_of(&facts.public, conference.number),
            },
            admission: admitted.guest_key.map(|key| GuestKey {
                id: key.id,
                secret: key.secret.reveal().to_owned(),
            }),
        }
    }
}

/// Asks to enter. May be repeated: the same session, or the same guest, stays one participant.
#[utoipa::path(post, path = "/conferences/{number}/admissions", tag = CONFERENCES,
    security((), ("cookie" = []), ("bearer" = [])),
    params(("number" = String, Path, description = "The conference's number")),
    request_body = AdmissionForm, responses((status = 201, body = Admission)),
    extensions(("x-refusals" = json!(AdmitRefusal::codes()))))]
pub(crate) async fn ask_to_enter(
    State(state): State<WebState>,
    ctx: Ctx,
    facts: Facts,
    actor: Option<Actor>,
    Path(number): Path<String>,
    Json(form): Json<AdmissionForm>,
) -> Result<(StatusCode, Json<Admission>), Problem> {
    let request = Admit {
        name: form.name,
        resume: form.admission.map(GuestKeyForm::read),
    };
    let admitted = conference::admit(state.app(), &ctx, actor.as_ref(), &number, request).await?;
    Ok((StatusCode::CREATED, Json(Admission::of(admitted, &state, &facts))))
}
