//! `GET /api/v1/admin/sessions/overview`: sessions in numbers.

use app::administration::sessions_overview;
use app::{Actor, Ctx};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use time::Date;
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::{Json, Query};
use crate::openapi::ADMINISTRATION;
use crate::state::WebState;

/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

/// What to count beside.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverviewQuery {
    limit: Option<u16>,
}

/// Sessions in numbers.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionsOverview)]
pub(crate) struct Overview {
    /// Open now.
    sessions: u64,
    /// Restricted ones of these.
    restricted: u64,
    /// Accounts with a limit of their own.
    own_limits: u64,
    /// Accounts without one that have more unrestricted sessions than the limit asked about.
    accounts_over: u64,
    /// The last seven days, oldest first.
    days: Vec<Day>,
}

/// The most sessions at once on a day.
#[derive(Serialize, ToSchema)]
#[schema(as = DayOfSessions)]
pub(crate) struct Day {
    /// The day in UTC, as `2026-11-22`.
    day: String,
    most: u64,
}

/// Sessions in numbers; with `limit`, how many accounts are over it now.
#[utoipa::path(get, path = "/admin/sessions/overview", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])),
    params(("limit" = Option<u16>, Query, description = "A limit to count accounts against")),
    responses((status = 200, body = Overview)), extensions(("x-refusals" = json!(["not_allowed"]))))]
pub(crate) async fn show_sessions_overview(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Query(query): Query<OverviewQuery>,
) -> Result<Json<Overview>, Problem> {
    let overview = sessions_overview(state.app(), &ctx, &actor, query.limit).await?;
    Ok(Json(Overview {
        sessions: overview.now.sessions,
        restricted: overview.now.restricted,
        own_limits: overview.now.own_limits,
        accounts_over: overview.accounts_over,
        days: overview
            .days
            .iter()
            .map(|day| Day {
                day: written(day.day),
                most: day.most,
            })
            .collect(),
    }))
}

/// Days since 1970-01-01 as a date.
fn written(days: i64) -> String {
    let julian = i32::try_from(days).ok().and_then(|days| days.checked_add(EPOCH));
    let date = julian.and_then(|julian| Date::from_julian_day(julian).ok());
    date.map(|date| date.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn days_are_written_as_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (20_779, "2026-11-22"),
            (20_818, "2026-12-31"),
            (20_819, "2027-01-01"),
        ] {
            assert_eq!(written(days), expected);
        }
    }
}
