//! `GET /api/v1/server`: what this server is and offers, before anybody signs in (SIGN-4).

use app::setup;
use app::third_party::{Offered, offered};
use axum::extract::State;
use domain::third_party::Icon;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::{CaptchaDisplayWord, IconWord};
use crate::error::Problem;
use crate::extract::Json;
use crate::guard::Facts;
use crate::openapi::SERVER;
use crate::state::WebState;

/// What the server is and offers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Server {
    /// Always `vestibule`: how a client knows that it speaks to one.
    #[schema(example = "vestibule")]
    product: &'static str,
    /// The installation's name.
    name: String,
    /// The server's version.
    version: &'static str,
    /// Absolute address of this API.
    #[schema(example = "https://meet.example.org/api/v1")]
    api_url: String,
    /// Languages offered, the default first.
    languages: Vec<String>,
    /// When a captcha is asked at sign-in.
    #[schema(value_type = CaptchaDisplayWord)]
    captcha: &'static str,
    /// Other services one can sign in through.
    third_party: Vec<ThirdParty>,
    /// Who may register: `open`, `invitation` or `closed`.
    #[schema(example = "closed")]
    registration: &'static str,
    /// Ways to recover an account: `email`, `phone`.
    recovery: Vec<&'static str>,
    /// There is no administrator yet: the set-up link comes first.
    setup_required: bool,
    /// Whom to ask for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    support: Option<Support>,
    /// What a new password must satisfy.
    password: PasswordRule,
    /// Links of this server only work on this computer: `server.public_url` is not set.
    links_local_only: bool,
}

/// A service one can sign in through.
#[derive(Serialize, ToSchema)]
pub(crate) struct ThirdParty {
    /// Its name in `POST /sign-in/third-party/{provider}`.
    id: String,
    /// What the administrator wants on its button.
    label: String,
    /// The picture on it.
    #[schema(value_type = IconWord)]
    icon: Icon,
}

impl ThirdParty {
    fn of(offered: Offered) -> Self {
        Self {
            id: offered.id.to_string(),
            label: offered.label,
            icon: offered.icon,
        }
    }
}

/// The administrator's words for people who need help.
#[derive(Serialize, ToSchema)]
pub(crate) struct Support {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

/// What a new password must satisfy.
#[derive(Serialize, ToSchema)]
pub(crate) struct PasswordRule {
    /// Least length in characters.
    least_length: usize,
}

/// What this server is and offers. Asked by every client before sign-in, without a token.
#[utoipa::path(get, path = "/server", tag = SERVER, responses((status = 200, body = Server)))]
pub(crate) async fn show_server(State(state): State<WebState>, facts: Facts) -> Result<Json<Server>, Problem> {
    let settings = state
        .app()
        .settings()
        .await
        .map_err(|error| Problem::internal(&error))?;
    let setup_required = setup::required(state.app())
        .await
        .map_err(|error| Problem::internal(&error))?;
    let third_party = offered(state.app()).await.map_err(|error| Problem::internal(&error))?;
    let options = state.options();
    Ok(Json(Server {
        product: "vestibule",
        name: settings.server_name.clone(),
        version: env!("CARGO_PKG_VERSION"),
        api_url: format!("{}/api/v1", facts.public),
        languages: options.languages.clone(),
        captcha: settings.captcha.display.code(),
        third_party: third_party.into_iter().map(ThirdParty::of).collect(),
        registration: "closed",
        recovery: Vec::new(),
        setup_required,
        support: options.support.as_ref().map(|support| Support {
            text: support.text.clone(),
            link: support.link.clone(),
        }),
        password: PasswordRule {
            least_length: settings.password.least_length,
        },
        links_local_only: facts.public.host.is_loopback(),
    }))
}
