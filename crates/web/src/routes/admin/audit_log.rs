//! `/api/v1/admin/audit-log`: who did what, when, from where, as pages and as a file (ACC-17).

use std::collections::HashMap;

use app::administration::{self, AuditLogRefusal, AuditPage, AuditQuestion, export_audit_log};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::account::Account;
use domain::audit::{AuditAction, AuditEntry};
use domain::ids::{AccountId, AuditId};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::audit_csv::csv;
use super::cursor;
use crate::error::{Code, Problem};
use crate::extract::{Json, Query};
use crate::openapi::ADMINISTRATION;
use crate::routes::words::AuditActionWord;
use crate::state::WebState;

/// Which entries to show.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditSearch {
    #[serde(default)]
    search: String,
    /// Words of [`AuditAction`], with commas between.
    action: Option<String>,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    cursor: Option<String>,
    limit: Option<u64>,
}

/// A page of the log, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditLog {
    items: Vec<AuditItem>,
    /// The next page's `cursor`; missing on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// An entry of the log.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub(crate) struct AuditItem {
    #[schema(value_type = Uuid)]
    id: AuditId,
    /// When, in milliseconds since 1970.
    #[schema(value_type = i64)]
    at: Timestamp,
    /// What happened.
    #[schema(value_type = AuditActionWord)]
    action: &'static str,
    /// Who did it; missing for strangers and for the server itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor: Option<AuditPerson>,
    /// The account it was done to.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<AuditPerson>,
    /// From which address.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// What else is worth knowing, by name.
    #[schema(value_type = Object)]
    details: serde_json::Value,
}

/// Somebody an entry names.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditPerson {
    #[schema(value_type = Uuid)]
    id: AccountId,
    /// As they are called today; missing when the account is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What they sign in with today.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
}

/// The audit log, newest entries first.
#[utoipa::path(get, path = "/admin/audit-log", tag = ADMINISTRATION, security(("cookie" = []), ("bearer" = [])),
    params(("search" = Option<String>, Query,
            description = "An address, or part of the login, name or number of who did it or to whom it was done"),
        ("action" = Option<String>, Query, description = "What happened: words of an entry's `action`, commas between"),
        ("from" = Option<i64>, Query, description = "Not before, in milliseconds since 1970"),
        ("until" = Option<i64>, Query, description = "Before, in milliseconds since 1970"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<u64>, Query, description = "How many at most; up to 500")),
    responses((status = 200, body = AuditLog)), extensions(("x-refusals" = json!(AuditLogRefusal::codes()))))]
pub(crate) async fn show_audit_log(
    State(state): State<WebState>,
    actor: Actor,
    Query(query): Query<AuditSearch>,
) -> Result<Json<AuditLog>, Problem> {
    let page = administration::audit_log(state.app(), &actor, &query.question()?).await?;
    let AuditPage { entries, people, next } = page;
    Ok(Json(AuditLog {
        items: entries.into_iter().map(|entry| AuditItem::of(entry, &people)).collect(),
        next: next.map(cursor::written),
    }))
}

/// The same entries as a file of comma-separated values in UTF-8, newest first, 100,000 at most.
#[utoipa::path(get, path = "/admin/audit-log.csv", tag = ADMINISTRATION, security(("cookie" = []), ("bearer" = [])),
    params(("search" = Option<String>, Query, description = "As for the pages"),
        ("action" = Option<String>, Query, description = "As for the pages"),
        ("from" = Option<i64>, Query, description = "As for the pages"),
        ("until" = Option<i64>, Query, description = "As for the pages")),
    responses((status = 200, body = String, content_type = "text/csv")),
    extensions(("x-refusals" = json!(AuditLogRefusal::codes()))))]
pub(crate) async fn download_audit_log(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Query(query): Query<AuditSearch>,
) -> Result<Response, Problem> {
    let question = AuditQuestion {
        limit: Some(u64::MAX),
        ..query.question()?
    };
    let first = export_audit_log(state.app(), &ctx, &actor, &question).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-log.csv\""),
    ];
    let body = Body::from_stream(csv(state.app().clone(), actor, question, first));
    Ok((headers, body).into_response())
}

impl AuditSearch {
    fn question(self) -> Result<AuditQuestion, Problem> {
        let wrong = || Problem::new(Code::MalformedQuery).field("action");
        let words = self
            .action
            .iter()
            .flat_map(|words| words.split(','))
            .filter(|word| !word.is_empty());
        let actions = words.map(AuditAction::from_code).collect::<Option<Vec<_>>>();
        Ok(AuditQuestion {
            text: self.search,
            actions: actions.ok_or_else(wrong)?,
            from: self.from,
            until: self.until,
            after: cursor::read(self.cursor.as_deref())?,
            limit: self.limit,
        })
    }
}

impl AuditItem {
    fn of(entry: AuditEntry, people: &HashMap<AccountId, Account>) -> Self {
        let person = |id: AccountId| AuditPerson::of(id, people.get(&id));
        Self {
            id: entry.id,
            at: entry.at,
            action: entry.action.code(),
            actor: entry.actor.map(person),
            subject: entry.subject.map(person),
            address: entry.address.map(|address| address.to_string()),
            details: entry.details,
        }
    }
}

impl AuditPerson {
    pub(super) fn of(id: AccountId, account: Option<&Account>) -> Self {
        Self {
            id,
            name: account.map(|account| account.name.as_str().to_owned()),
            login: account.map(|account| account.login.as_str().to_owned()),
        }
    }
}
