//! `POST /api/v1/accounts/{id}/password-link`: a new link to set somebody's password.

use app::accounts::{self, PasswordLinkRefusal};
use app::failure::Refusal as _;
use app::{Actor, Ctx};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::ids::AccountId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::address::Origin;
use crate::error::{Code, Problem};
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::ACCOUNTS;
use crate::state::WebState;

/// A link to set a password: works once, shown once.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasswordLink {
    /// The secret stands after `#`, where no server and no log sees it.
    #[schema(example = "https://meet.example.org/set-password#…")]
    url: String,
    /// When it stops working, milliseconds since 1970.
    expires_at: i64,
}

impl PasswordLink {
    pub(crate) fn at(public: &Origin, link: &accounts::PasswordLink) -> Self {
        Self {
            url: format!("{public}/set-password#{}", link.secret.reveal()),
            expires_at: link.expires_at.as_millis(),
        }
    }
}

/// Makes a link to set the account's password; earlier ones stop working.
#[utoipa::path(post, path = "/accounts/{id}/password-link", tag = ACCOUNTS,
    security(("cookie" = []), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The account")),
    responses((status = 201, body = PasswordLink)),
    extensions(("x-refusals" = json!(PasswordLinkRefusal::codes()))))]
pub(crate) async fn create_password_link(
    State(state): State<WebState>,
    ctx: Ctx,
    facts: Facts,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<PasswordLink>), Problem> {
    let id: AccountId = id.parse().map_err(|_| Problem::new(Code::AccountNotFound))?;
    let link = accounts::issue_password_link(state.app(), &ctx, &actor, id).await?;
    Ok((StatusCode::CREATED, Json(PasswordLink::at(&facts.public, &link))))
}
