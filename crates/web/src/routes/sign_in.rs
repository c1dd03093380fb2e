//! `POST /api/v1/sign-in`: login and password, for every client and both transports (SIGN-1, 2, 6).

use app::failure::Refusal as _;
use app::sign_in::{Begun, SignIn, SignInRefusal, SignedIn, begin};
use app::{Actor, Ctx, Typed};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use domain::ids::SessionId;
use domain::session::{Client, Device};
use domain::sign_in::Entrance;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::me::Account;
use super::sessions::Session;
use super::words::{ClientWord, EntranceWord};
use crate::cookies;
use crate::error::Problem;
use crate::extract::Json;
use crate::guard::require_own_header;
use crate::openapi::SIGN_IN;
use crate::state::WebState;

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInForm {
    /// Login, subscriber number, e-mail or phone.
    login: String,
    #[schema(value_type = String, format = Password)]
    password: Typed,
    /// Keep an app signed in for longer; without meaning for `web`.
    #[serde(default)]
    keep: bool,
    /// The device, in its own words.
    device: Option<DeviceForm>,
    /// How the session's secret travels.
    transport: Transport,
    /// The solved captcha, where one is asked.
    #[allow(
        dead_code,
        reason = "read as soon as the captcha can be switched on; until then it is off"
    )]
    captcha: Option<CaptchaForm>,
    /// Where the person signs in; `conference` is the direct way, for `ws` accounts only.
    #[schema(value_type = Option<EntranceWord>)]
    entrance: Option<Entrance>,
}

/// How the session's secret travels: in a cookie that scripts cannot read, or in the answer.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Transport {
    Cookie,
    Bearer,
}

/// The device, in its own words.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceForm {
    /// Its own lasting name, by which signing in again is recognised.
    id: Option<String>,
    /// Proof that it is the same device again.
    #[allow(dead_code, reason = "compared as soon as a device replaces its own session (SES-10)")]
    #[schema(value_type = Option<String>)]
    secret: Option<Typed>,
    /// The client; `web` for the cookie transport, `desktop` otherwise, when left out.
    #[schema(value_type = Option<ClientWord>)]
    client: Option<Client>,
    name: Option<String>,
    version: Option<String>,
    system: Option<String>,
}

/// A solved captcha.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(
    dead_code,
    reason = "read as soon as the captcha can be switched on; until then it is off"
)]
pub(crate) struct CaptchaForm {
    id: String,
    answer: Option<String>,
    altcha: Option<String>,
}

/// How a sign-in goes on.
#[derive(Serialize, ToSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub(crate) enum SignInStep {
    /// There is a session.
    Done {
        session: Box<Session>,
        account: Box<Account>,
        /// The session's secret, for the bearer transport only, told once.
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<String>,
    },
    /// Repeat the call with a captcha; nothing was examined or kept.
    Captcha,
}

/// Signs in. A step that is still owed is a success, not an error.
#[utoipa::path(post, path = "/sign-in", tag = SIGN_IN, request_body = SignInForm,
    responses((status = 200, body = SignInStep, headers(("set-cookie" = String,
        description = "`__Host-session`, for the cookie transport")))),
    extensions(("x-refusals" = json!([SignInRefusal::codes(), vec!["request_header_missing"]].concat()))))]
pub(crate) async fn sign_in(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    current: Option<Actor>,
    Json(form): Json<SignInForm>,
) -> Result<Response, Problem> {
    if form.transport == Transport::Cookie {
        require_own_header(&headers)?;
    }
    let transport = form.transport;
    let replaces = current.map(|actor| actor.session.id);
    match begin(state.app(), &ctx, form.read(replaces)).await? {
        Begun::Done(signed_in) => Ok(welcome(&ctx, *signed_in, transport)),
        Begun::Captcha => Ok(Json(SignInStep::Captcha).into_response()),
    }
}

impl SignInForm {
    fn read(self, replaces: Option<SessionId>) -> SignIn {
        let device = self.device.unwrap_or_default();
        let client = device.client.unwrap_or(match self.transport {
            Transport::Cookie => Client::Web,
            Transport::Bearer => Client::Desktop,
        });
        let DeviceForm {
            id,
            name,
            version,
            system,
            ..
        } = &device;
        SignIn {
            login: self.login,
            password: self.password,
            keep: self.keep,
            client,
            device: Device::described(id.as_deref(), name.as_deref(), version.as_deref(), system.as_deref()),
            entrance: self.entrance.unwrap_or(Entrance::Home),
            replaces,
        }
    }
}

/// The answer with the new session. A cookie's secret never stands in the body (ASVS 3.3.4).
fn welcome(ctx: &Ctx, signed_in: SignedIn, transport: Transport) -> Response {
    let SignedIn {
        account,
        session,
        secret,
        longest_life,
    } = signed_in;
    let token = (transport == Transport::Bearer).then(|| secret.reveal());
    let step = SignInStep::Done {
        session: Box::new(Session::current(&session, ctx.now)),
        account: Box::new(Account::of(&account)),
        token,
    };
    let mut response = Json(step).into_response();
    if transport == Transport::Cookie {
        cookies::set(response.headers_mut(), &secret, longest_life);
    }
    response
}
