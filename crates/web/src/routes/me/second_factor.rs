//! `/api/v1/me/second-factor`: an authenticator app and recovery codes (ACC-16).

use app::failure::Refusal as _;
use app::second_factor::{
    ChangeFactorRefusal, ConfirmRefusal, EnrolRefusal, begin_enrolment, confirm_enrolment, factors,
    make_recovery_codes, remove_second_factor,
};
use app::{Actor, Ctx, Typed};
use axum::extract::State;
use axum::http::StatusCode;
use domain::second_factor::RecoveryCode;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::ME;
use crate::state::WebState;

/// What one has.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecondFactor {
    /// Since when an authenticator app is enrolled; missing: none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    totp_since: Option<i64>,
    /// How many recovery codes are left.
    recovery_codes_left: u64,
}

/// A code of the app, or a recovery code where one will do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CodeForm {
    #[schema(value_type = String)]
    pub(crate) code: Typed,
}

/// What the app is given, once.
#[derive(Serialize, ToSchema)]
pub(crate) struct TotpEnrolment {
    /// To be typed by hand: base32.
    secret: String,
    /// To be scanned: an `otpauth:` address.
    uri: String,
}

/// Codes to be written down. Each is good once in place of the app; they are shown only here and only now.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

impl RecoveryCodes {
    fn of(codes: &[RecoveryCode]) -> Self {
        Self {
            recovery_codes: codes.iter().map(RecoveryCode::reveal).collect(),
        }
    }
}

/// One's second factor.
#[utoipa::path(get, path = "/me/second-factor", tag = ME, security(("cookie" = []), ("bearer" = [])),
    responses((status = 200, body = SecondFactor)))]
pub(crate) async fn show_second_factor(
    State(state): State<WebState>,
    actor: Actor,
) -> Result<Json<SecondFactor>, Problem> {
    let factors = factors(state.app(), &actor).await;
    let factors = factors.map_err(|error| Problem::internal(&error))?;
    Ok(Json(SecondFactor {
        totp_since: factors.totp_since.map(Timestamp::as_millis),
        recovery_codes_left: factors.recovery_codes_left,
    }))
}

/// Begins to enrol an authenticator app. It asks for nothing at sign-in before its first code was right.
#[utoipa::path(post, path = "/me/second-factor/totp", tag = ME, security(("cookie" = []), ("bearer" = [])),
    responses((status = 201, body = TotpEnrolment)), extensions(("x-refusals" = json!(EnrolRefusal::codes()))))]
pub(crate) async fn begin_totp(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
) -> Result<(StatusCode, Json<TotpEnrolment>), Problem> {
    let begun = begin_enrolment(state.app(), &ctx, &actor).await?;
    let (secret, uri) = (begun.secret, begun.uri);
    Ok((StatusCode::CREATED, Json(TotpEnrolment { secret, uri })))
}

/// Enrols the app by its first code.
#[utoipa::path(post, path = "/me/second-factor/totp/confirm", tag = ME, security(("cookie" = []), ("bearer" = [])),
    request_body = CodeForm, responses((status = 200, body = RecoveryCodes)),
    extensions(("x-refusals" = json!(ConfirmRefusal::codes()))))]
pub(crate) async fn confirm_totp(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Json(form): Json<CodeForm>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let codes = confirm_enrolment(state.app(), &ctx, &actor, &form.code).await?;
    Ok(Json(RecoveryCodes::of(&codes)))
}

/// Makes new recovery codes; earlier ones are void.
#[utoipa::path(post, path = "/me/second-factor/recovery-codes", tag = ME, security(("cookie" = []), ("bearer" = [])),
    request_body = CodeForm, responses((status = 200, body = RecoveryCodes)),
    extensions(("x-refusals" = json!(ChangeFactorRefusal::codes()))))]
pub(crate) async fn renew_recovery_codes(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Json(form): Json<CodeForm>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let codes = make_recovery_codes(state.app(), &ctx, &actor, &form.code).await?;
    Ok(Json(RecoveryCodes::of(&codes)))
}

/// Removes the app and its recovery codes.
#[utoipa::path(post, path = "/me/second-factor/remove", tag = ME, security(("cookie" = []), ("bearer" = [])),
    request_body = CodeForm, responses((status = 204)),
    extensions(("x-refusals" = json!(ChangeFactorRefusal::codes()))))]
pub(crate) async fn remove_my_factor(
    State(state): State<WebState>,
    ctx: Ctx,
    actor: Actor,
    Json(form): Json<CodeForm>,
) -> Result<StatusCode, Problem> {
    remove_second_factor(state.app(), &ctx, &actor, &form.code).await?;
    Ok(StatusCode::NO_CONTENT)
}
