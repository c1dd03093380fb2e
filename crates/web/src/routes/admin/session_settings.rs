//! `/api/v1/admin/settings/sessions`: the session limit and lifetimes (SES-1, SES-3, SES-4, SES-9).

use app::administration::{SessionSettings, SettingsRefusal, change_session_settings, session_settings};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::State;
use domain::session::limit::Policy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::ADMINISTRATION;
use crate::routes::words::PolicyWord;
use crate::state::WebState;

/// How many sessions an account may have at once, and how long they live.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SessionSettings)]
pub(crate) struct Settings {
    /// Sessions of one account at once, 0 to 100; 0: any number.
    limit: u16,
    /// What happens to one more: it is let in without conferences, calls and messages, or it waits.
    #[schema(value_type = PolicyWord)]
    policy: Policy,
    /// Online status timeframe: a browser, or an app not kept signed in, ends after so many minutes without activity;
    /// 5 to 43200.
    web_idle_minutes: u32,
    /// An app kept signed in ends after so many days without activity; 1 to 365.
    app_idle_days: u32,
    /// A browser's session ends after so many days, used or not; 1 to 365.
    longest_web_days: u32,
    /// An app's session ends after so many days, used or not; 1 to 3650.
    longest_app_days: u32,
}

impl From<SessionSettings> for Settings {
    fn from(settings: SessionSettings) -> Self {
        let SessionSettings {
            limit,
            policy,
            web_idle_minutes,
            app_idle_days,
            longest_web_days,
            longest_app_days,
        } = settings;
        Self {
            limit,
            policy,
            web_idle_minutes,
            app_idle_days,
            longest_web_days,
            longest_app_days,
        }
    }
}

impl From<Settings> for SessionSettings {
    fn from(settings: Settings) -> Self {
        let Settings {
            limit,
            policy,
            web_idle_minutes,
            app_idle_days,
            longest_web_days,
            longest_app_days,
        } = settings;
        Self {
            limit,
            policy,
            web_idle_minutes,
            app_idle_days,
            longest_web_days,
            longest_app_days,
        }
    }
}

/// The session limit and lifetimes in force.
#[utoipa::path(get, path = "/admin/settings/sessions", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), responses((status = 200, body = Settings)),
    extensions(("x-refusals" = json!(["not_allowed"]))))]
pub(crate) async fn show_session_settings(
    State(state): State<WebState>,
    actor: Actor,
) -> Result<Json<Settings>, Problem> {
    Ok(Json(session_settings(state.app(), &actor).await?.into()))
}

/// Saves the session limit and lifetimes; they act at once. Sessions in use stay when the limit is lowered.
#[utoipa::path(put, path = "/admin/settings/sessions", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), request_body = Settings,
    responses((status = 200, body = Settings)), extensions(("x-refusals" = json!(SettingsRefusal::codes()))))]
pub(crate) async fn save_session_settings(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Json(form): Json<Settings>,
) -> Result<Json<Settings>, Problem> {
    let saved = change_session_settings(state.app(), &ctx, &actor, form.into()).await?;
    Ok(Json(saved.into()))
}
