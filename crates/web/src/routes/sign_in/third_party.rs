//! `/api/v1/sign-in/third-party`: through somebody else's site and back to the same client (SIGN-3).

use app::failure::Refusal as _;
use app::third_party::{
    Answer, BeginVisit, Entering, LinkOffered, Redeem, RedeemRefusal, Register, RegisterRefusal, VisitRefusal,
    begin_visit, come_back, redeem, register,
};
use app::{Actor, Ctx, Typed};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::session::Device;
use domain::sign_in::Entrance;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::attempt::key;
use super::{Attempt, DeviceForm, SignInStep, answer, secrets, with_attempt};
use crate::credentials::Transport;
use crate::error::{Code, Problem};
use crate::extract::Json;
use crate::guard::{Facts, require_own_header};
use crate::openapi::SIGN_IN;
use crate::routes::words::EntranceWord;
use crate::state::WebState;

/// What a client leaves here while somebody is at the other site.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitForm {
    /// SHA-256 of a verifier of 43 to 128 characters (RFC 7636), which the client keeps: 43 characters of base64url.
    verifier_hash: String,
    /// Where the client waits: `web`; or, for an app, `http://127.0.0.1:PORT/PATH`, `http://[::1]:PORT/PATH` or
    /// `vestibule://sign-in`.
    return_to: String,
}

impl VisitForm {
    pub(crate) fn read(self, facts: &Facts, provider: String) -> BeginVisit {
        BeginVisit {
            redirect_uri: redirect_uri(facts, &provider),
            provider,
            verifier_hash: self.verifier_hash,
            return_to: self.return_to,
        }
    }
}

/// Where to go.
#[derive(Serialize, ToSchema)]
#[schema(as = ThirdPartyVisit)]
pub(crate) struct Visit {
    /// The other site's page to show in a browser.
    pub(crate) url: String,
}

/// The address that a provider sends people back to.
pub(crate) fn redirect_uri(facts: &Facts, provider: &str) -> String {
    format!("{}/api/v1/sign-in/third-party/{provider}/callback", facts.public)
}

/// Begins a sign-in through another site. The client shows `url` in a browser and waits at `return_to`, to which the
/// browser comes back with `code` or `error`: behind a `#` on the web client's page `/sign-in/return`, else as a query.
#[utoipa::path(post, path = "/sign-in/third-party/{provider}", tag = SIGN_IN, request_body = VisitForm,
    params(("provider" = String, Path, description = "One of `third_party` in `GET /server`")),
    responses((status = 201, body = Visit)),
    extensions(("x-refusals" = json!(VisitRefusal::codes()))))]
pub(crate) async fn begin_third_party(
    State(state): State<WebState>,
    facts: Facts,
    Path(provider): Path<String>,
    Json(form): Json<VisitForm>,
) -> Result<(StatusCode, Json<Visit>), Problem> {
    let begin = form.read(&facts, provider);
    let url = begin_visit(state.app(), &facts.ctx(), &begin).await?;
    Ok((StatusCode::CREATED, Json(Visit { url })))
}

/// What the other site sends along. It may send more, which is nobody's business here.
#[derive(Default, Deserialize)]
pub(crate) struct AnswerQuery {
    state: Option<String>,
    code: Option<Typed>,
    error: Option<String>,
    iss: Option<String>,
}

/// Where the other site sends the browser. It goes on to where the client waits, with `code` for
/// `POST /sign-in/third-party/redeem`, or with `error`: `denied`, `provider_failed`, `expired` or `unknown_visit`.
#[utoipa::path(get, path = "/sign-in/third-party/{provider}/callback", tag = SIGN_IN,
    params(("provider" = String, Path, description = "The provider")),
    responses((status = 303, description = "To where the client waits",
        headers(("location" = String, description = "`return_to` with `code` or `error`")))))]
pub(crate) async fn return_from_third_party(
    State(state): State<WebState>,
    ctx: Ctx,
    Path(provider): Path<String>,
    query: Result<Query<AnswerQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    // What cannot be read names no visit.
    let Query(query) = query.unwrap_or_default();
    let answer = Answer {
        state: query.state,
        code: query.code,
        error: query.error,
        issuer: query.iss,
    };
    let returned = come_back(state.app(), &ctx, &provider, answer).await;
    let returned = returned.map_err(|error| Problem::internal(&error))?;
    let location = match &returned.outcome {
        Ok(code) => returned.to.with("code", &code.reveal()),
        Err(refusal) => returned.to.with("error", refusal.code()),
    };
    let location = HeaderValue::try_from(location).map_err(|error| Problem::internal(&error.into()))?;
    // 303, so that nothing that was posted to us is posted on (RFC 9700 §4.12).
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response())
}

/// What the client was sent back with, and what its session is to be like.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RedeemForm {
    /// The code: good once, for 60 seconds.
    #[schema(value_type = String)]
    code: Typed,
    /// The verifier whose hash the visit began with.
    #[schema(value_type = String)]
    verifier: Typed,
    /// Keep an app signed in for longer; without meaning for `web`.
    #[serde(default)]
    keep: bool,
    /// The device, in its own words.
    device: Option<DeviceForm>,
    /// How secrets travel: in cookies that scripts cannot read, or in answers and headers.
    transport: Transport,
    /// Where the person signs in; `conference` is the direct way, for `ws` accounts only.
    #[schema(value_type = Option<EntranceWord>)]
    entrance: Option<Entrance>,
}

/// Signs in with what the browser came back with. The steps are those of `POST /sign-in`, and one more: `link`, where
/// nobody here has this identity.
#[utoipa::path(post, path = "/sign-in/third-party/redeem", tag = SIGN_IN, request_body = RedeemForm,
    responses((status = 200, body = SignInStep, headers(("set-cookie" = String,
        description = "`__Host-session` and `__Host-device`, or `__Host-attempt`, for the cookie transport")))),
    extensions(("x-refusals" = json!([RedeemRefusal::codes(), vec!["request_header_missing"]].concat()))))]
pub(crate) async fn redeem_third_party(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    current: Option<Actor>,
    Json(form): Json<RedeemForm>,
) -> Result<Response, Problem> {
    let transport = form.transport;
    if transport == Transport::Cookie {
        require_own_header(&headers)?;
    }
    let brought = Redeem {
        code: form.code,
        verifier: form.verifier,
    };
    let entering = entering(form.keep, form.device, form.entrance, transport, &headers, current);
    let step = redeem(state.app(), &ctx, &brought, entering).await?;
    Ok(answer(&ctx, step, transport))
}

/// What the session is to be like.
fn entering(
    keep: bool,
    device: Option<DeviceForm>,
    entrance: Option<Entrance>,
    transport: Transport,
    headers: &HeaderMap,
    current: Option<Actor>,
) -> Entering {
    let device = device.unwrap_or_default();
    let (device_secret, attempt_secret) = secrets(transport, headers, device.secret.as_ref());
    let (id, name) = (device.id.as_deref(), device.name.as_deref());
    Entering {
        keep,
        client: device.client_over(transport),
        device: Device::described(id, name, device.version.as_deref(), device.system.as_deref()),
        entrance: entrance.unwrap_or(Entrance::Home),
        replaces: current.map(|actor| actor.session.id),
        device_secret,
        attempt_secret,
    }
}

/// What the new account is to be called, and what its session is to be like.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterForm {
    /// What the other site says, or the first part of the e-mail address, when left out.
    login: Option<String>,
    /// The name others see; what the other site says, or the login, when left out.
    name: Option<String>,
    /// Keep an app signed in for longer; without meaning for `web`.
    #[serde(default)]
    keep: bool,
    /// The device, in its own words.
    device: Option<DeviceForm>,
    /// Where the person signs in.
    #[schema(value_type = Option<EntranceWord>)]
    entrance: Option<Entrance>,
}

/// Makes an account without a password for the identity of a step `link`, where `may_register` says so, and signs in.
#[utoipa::path(post, path = "/sign-in/{attempt}/register", tag = SIGN_IN, request_body = RegisterForm,
    params(("attempt" = Uuid, Path, description = "The sign-in")),
    responses((status = 200, body = SignInStep)),
    extensions(("x-refusals" = json!([RegisterRefusal::codes(), vec!["request_header_missing"]].concat()))))]
pub(crate) async fn register_third_party(
    State(state): State<WebState>,
    ctx: Ctx,
    headers: HeaderMap,
    Path(id): Path<String>,
    current: Option<Actor>,
    Json(form): Json<RegisterForm>,
) -> Result<Response, Problem> {
    let (key, transport) = key(&id, &headers)?;
    if transport == Transport::Cookie {
        require_own_header(&headers)?;
    }
    let called = Register {
        login: form.login,
        name: form.name,
    };
    let mut entering = entering(form.keep, form.device, form.entrance, transport, &headers, current);
    entering.attempt_secret = Some(key.secret.clone());
    let step = register(state.app(), &ctx, &key, &called, entering).await?;
    Ok(answer(&ctx, step, transport))
}

/// An identity at another site that nobody here has.
#[derive(Serialize, ToSchema)]
#[schema(as = LinkOffer)]
pub(crate) struct LinkOffer {
    /// The site's short name.
    provider: String,
    /// What stands on its button.
    label: String,
    /// How the site calls them, where it says so. None of this tells who they are here.
    #[serde(skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// When it is too late.
    ends_at: i64,
    /// Whether an account may be made for it instead; otherwise registration is closed.
    may_register: bool,
}

pub(super) fn offer_link(offered: LinkOffered, transport: Transport) -> Response {
    let LinkOffered {
        sign_in,
        secret,
        provider,
        persona,
        ends_at,
        may_register,
    } = offered;
    let step = SignInStep::Link {
        attempt: Attempt::of(sign_in, &secret, transport),
        link: Box::new(LinkOffer {
            provider: provider.id.to_string(),
            label: provider.label.to_string(),
            login: persona.login,
            name: persona.name,
            email: persona.email,
            ends_at: ends_at.as_millis(),
            may_register,
        }),
    };
    with_attempt(step, &secret, transport)
}

/// The attempt in whose course an identity is to be tied, by its id and whatever proves that it is one's own.
pub(super) fn link_key(id: &str, headers: &HeaderMap) -> Result<app::sign_in::AttemptKey, Problem> {
    let over = || Problem::new(Code::AttemptOver).field("link");
    let id = id.parse().map_err(|_| over())?;
    let (secret, _) = crate::credentials::attempt(headers).ok_or_else(over)?;
    Ok(app::sign_in::AttemptKey { id, secret })
}
