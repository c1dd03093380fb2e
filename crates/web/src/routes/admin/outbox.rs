//! `/api/v1/admin/outbox`: letters that wait until mail is set up (ACC-11, trial mode).

use app::failure::Refusal as _;
use app::letters::{self, OutboxPage, OutboxRefusal, read_letter};
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use domain::ids::LetterId;
use domain::letter::Letter;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit_log::AuditPerson;
use super::cursor;
use crate::error::{Code, Problem};
use crate::extract::{Json, Query};
use crate::openapi::ADMINISTRATION;
use crate::routes::words::LetterKindWord;
use crate::state::WebState;

/// Which page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutboxQuery {
    cursor: Option<String>,
}

/// A page of the Outbox, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outbox {
    items: Vec<OutboxItem>,
    /// The next page's `cursor`; missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A letter, closed.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutboxItem {
    #[schema(value_type = Uuid)]
    id: LetterId,
    /// When it was written, in milliseconds since 1970.
    #[schema(value_type = i64)]
    at: Timestamp,
    /// To whom.
    to: AuditPerson,
    /// What it tells of.
    #[schema(value_type = LetterKindWord)]
    kind: &'static str,
    subject: String,
}

/// A letter, open.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenLetter {
    #[schema(value_type = Uuid)]
    id: LetterId,
    subject: String,
    /// Its text, in plain lines.
    body: String,
}

/// Letters the server wrote, newest first. They are deleted after 30 days.
#[utoipa::path(get, path = "/admin/outbox", tag = ADMINISTRATION, security(("cookie" = []), ("bearer" = [])),
    params(("cursor" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = Outbox)), extensions(("x-refusals" = json!(["not_allowed"]))))]
pub(crate) async fn show_outbox(
    State(state): State<WebState>,
    actor: Actor,
    Query(query): Query<OutboxQuery>,
) -> Result<Json<Outbox>, Problem> {
    let after = cursor::read(query.cursor.as_deref())?;
    let OutboxPage { letters, people, next } = letters::outbox(state.app(), &actor, after).await?;
    let item = |letter: Letter| OutboxItem {
        id: letter.id,
        at: letter.at,
        to: AuditPerson::of(letter.to, people.get(&letter.to)),
        kind: letter.kind.code(),
        subject: letter.subject,
    };
    Ok(Json(Outbox {
        items: letters.into_iter().map(item).collect(),
        next: next.map(cursor::written),
    }))
}

/// One letter with its text. The audit log tells who read it.
#[utoipa::path(get, path = "/admin/outbox/{id}", tag = ADMINISTRATION, security(("cookie" = []), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The letter's id")),
    responses((status = 200, body = OpenLetter)), extensions(("x-refusals" = json!(OutboxRefusal::codes()))))]
pub(crate) async fn show_letter(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Json<OpenLetter>, Problem> {
    let id = id.parse().map_err(|_| Problem::new(Code::LetterNotFound))?;
    let Letter { id, subject, body, .. } = read_letter(state.app(), &ctx, &actor, id).await?;
    Ok(Json(OpenLetter { id, subject, body }))
}
