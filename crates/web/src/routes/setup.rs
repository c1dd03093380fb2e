//! `POST /api/v1/setup`: the first administrator, through the link that the server printed (ACC-18).

use app::failure::Refusal as _;
use app::setup::{self, SetUp, SetupRefusal};
use app::{Ctx, Typed};
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::me::Account;
use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::SERVER;
use crate::state::WebState;

/// What the first administrator gives.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetupForm {
    /// The secret of the set-up link: what stands after `#`.
    #[schema(value_type = String)]
    secret: Typed,
    /// The login to have.
    login: String,
    /// The name to show; the login when left out.
    name: Option<String>,
    /// The password to have.
    #[schema(value_type = String, format = Password)]
    password: Typed,
}

/// The account that was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct SetupDone {
    account: Account,
}

/// Makes the first administrator. Works once.
#[utoipa::path(post, path = "/setup", tag = SERVER, request_body = SetupForm,
    responses((status = 201, body = SetupDone)),
    extensions(("x-refusals" = json!(SetupRefusal::codes()))))]
pub(crate) async fn set_up(
    State(state): State<WebState>,
    ctx: Ctx,
    Json(form): Json<SetupForm>,
) -> Result<(StatusCode, Json<SetupDone>), Problem> {
    let SetupForm {
        secret,
        login,
        name,
        password,
    } = form;
    let account = setup::redeem(
        state.app(),
        &ctx,
        SetUp {
            secret,
            login,
            name,
            password,
        },
    )
    .await?;
    Ok((
        StatusCode::CREATED,
        Json(SetupDone {
            account: Account::of(&account),
        }),
    ))
}
