//! `/api/v1/admin/settings/sign-in`: captcha, password rule and failed sign-ins (CAP-1, ACC-9, SIGN-5).

use app::administration::{SignInSettings, SignInSettingsRefusal, change_sign_in_settings, sign_in_settings};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::State;
use domain::captcha::CaptchaDisplay;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::ADMINISTRATION;
use crate::routes::words::CaptchaDisplayWord;
use crate::state::WebState;

/// What guards the way in.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignInSettings)]
pub(crate) struct Settings {
    /// Display captcha on the client authorization page.
    #[schema(value_type = CaptchaDisplayWord)]
    captcha: CaptchaDisplay,
    /// Where it is asked after failures: after so many of that login or from that address; 1 to 50.
    captcha_after: u32,
    /// Characters of a new password at least; 8 to 64.
    password_least_length: u32,
    /// Failed sign-ins that lock password sign-in to an account; 1 to 100.
    account_failures: u32,
    /// Failed sign-ins that lock an address (IPv6: one /64 network) out; 1 to 10000.
    address_failures: u32,
    /// Failures further apart than so many minutes do not add up; 1 to 1440.
    failure_window_minutes: u32,
    /// A lock ends by itself after so many minutes; 1 to 1440.
    lock_minutes: u32,
}

impl From<SignInSettings> for Settings {
    fn from(settings: SignInSettings) -> Self {
        let SignInSettings {
            captcha,
            captcha_after,
            password_least_length,
            account_failures,
            address_failures,
            failure_window_minutes,
            lock_minutes,
        } = settings;
        Self {
            captcha,
            captcha_after,
            password_least_length,
            account_failures,
            address_failures,
            failure_window_minutes,
            lock_minutes,
        }
    }
}

impl From<Settings> for SignInSettings {
    fn from(settings: Settings) -> Self {
        let Settings {
            captcha,
            captcha_after,
            password_least_length,
            account_failures,
            address_failures,
            failure_window_minutes,
            lock_minutes,
        } = settings;
        Self {
            captcha,
            captcha_after,
            password_least_length,
            account_failures,
            address_failures,
            failure_window_minutes,
            lock_minutes,
        }
    }
}

/// The settings of sign-in in force.
#[utoipa::path(get, path = "/admin/settings/sign-in", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), responses((status = 200, body = Settings)),
    extensions(("x-refusals" = json!(["not_allowed"]))))]
pub(crate) async fn show_sign_in_settings(
    State(state): State<WebState>,
    actor: Actor,
) -> Result<Json<Settings>, Problem> {
    Ok(Json(sign_in_settings(state.app(), &actor).await?.into()))
}

/// Saves the settings of sign-in; they act from the next sign-in on. A lock that holds ends no later than the new time
/// from now.
#[utoipa::path(put, path = "/admin/settings/sign-in", tag = ADMINISTRATION,
    security(("cookie" = []), ("bearer" = [])), request_body = Settings,
    responses((status = 200, body = Settings)), extensions(("x-refusals" = json!(SignInSettingsRefusal::codes()))))]
pub(crate) async fn save_sign_in_settings(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Json(form): Json<Settings>,
) -> Result<Json<Settings>, Problem> {
    let saved = change_sign_in_settings(state.app(), &ctx, &actor, form.into()).await?;
    Ok(Json(saved.into()))
}
