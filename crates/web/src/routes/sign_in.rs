//! `POST /api/v1/sign-in`: login and password, for every client and both transports (SIGN-1, 2, 6).

pub(crate) mod attempt;
pub(crate) mod choose_session;
pub(crate) mod second_factor;
pub(crate) mod third_party;

use app::captcha::{Solved, answer_in};
use app::failure::Refusal as _;
use app::sign_in::{FactorAsked, SignIn, SignInRefusal, SignedIn, Step, Waiting, begin};
use app::{Actor, Ctx, Typed};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use domain::captcha::CaptchaAnswer;
use domain::ids::{SessionId, SignInId};
use domain::second_factor::FactorWay;
use domain::secret::Secret;
use domain::session::{Client, Device};
use domain::sign_in::Entrance;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::third_party::{LinkOffer, link_key, offer_link};
use super::me::Account;
use super::sessions::Session;
use super::words::{ClientWord, EntranceWord, FactorWayWord};
use crate::cookies;
use crate::credentials::Transport;
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
    /// How secrets travel: in cookies that scripts cannot read, or in answers and headers.
    transport: Transport,
    /// The solved captcha, where one is asked: by `GET /server`, or by an answer `captcha` to this call.
    captcha: Option<CaptchaForm>,
    /// Where the person signs in; `conference` is the direct way, for `ws` accounts only.
    #[schema(value_type = Option<EntranceWord>)]
    entrance: Option<Entrance>,
    /// The attempt of a step `link`: its identity at another site is tied to this account when the whole sign-in is done.
    #[schema(value_type = Option<Uuid>)]
    link: Option<String>,
}

/// The device, in its own words.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceForm {
    /// Its own lasting name, by which signing in again is recognised.
    id: Option<String>,
    /// What its last sign-in gave as `device_secret`: proof that it is the same device again. A browser sends its cookie.
    #[schema(value_type = Option<String>)]
    secret: Option<Typed>,
    /// The client; `web` for the cookie transport, `desktop` otherwise, when left out.
    #[schema(value_type = Option<ClientWord>)]
    client: Option<Client>,
    name: Option<String>,
    version: Option<String>,
    system: Option<String>,
}

impl DeviceForm {
    /// The client, where it is said, or what usually speaks so.
    fn client_over(&self, transport: Transport) -> Client {
        self.client.unwrap_or(match transport {
            Transport::Cookie => Client::Web,
            Transport::Bearer => Client::Desktop,
        })
    }
}

/// What the device is known by, and what goes with its unfinished sign-ins.
fn secrets(transport: Transport, headers: &HeaderMap, sent: Option<&Typed>) -> (Option<Secret>, Option<Secret>) {
    match transport {
        Transport::Cookie => (cookies::device(headers), cookies::attempt(headers)),
        Transport::Bearer => (sent.and_then(|secret| Secret::parse(secret.reveal()).ok()), None),
    }
}

/// A solved captcha, in one of two ways. It is used up by this call, whatever comes of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptchaForm {
    /// Its `id`.
    id: String,
    /// The characters in its picture.
    answer: Option<String>,
    /// Or ALTCHA's payload: `{challenge, solution}` as JSON in base64.
    altcha: Option<String>,
}

impl CaptchaForm {
    fn read(self) -> Solved {
        let answer = match (self.answer, self.altcha) {
            (None, Some(payload)) => answer_in(&payload),
            (characters, _) => CaptchaAnswer::Characters(characters.unwrap_or_default()),
        };
        Solved { id: self.id, answer }
    }
}

/// The proof of a device, where nothing else about it is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeviceSecret {
    /// What its last sign-in gave as `device_secret`.
    #[schema(value_type = String)]
    secret: Typed,
}

impl DeviceSecret {
    pub(super) fn read(self) -> Option<Secret> {
        Secret::parse(self.secret.reveal()).ok()
    }
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
        /// By what the account knows this device again, for the bearer transport only: send it as `device.secret` at the
        /// next sign-in. It is another one every time.
        #[serde(skip_serializing_if = "Option::is_none")]
        device_secret: Option<String>,
    },
    /// Repeat the call with a captcha; nothing was examined or kept.
    Captcha,
    /// The password was right; prove a second factor in one of these ways.
    SecondFactor {
        attempt: Attempt,
        #[schema(value_type = Vec<FactorWayWord>)]
        ways: Vec<FactorWay>,
        /// When it is too late.
        ends_at: i64,
    },
    /// Every place among the account's sessions is taken: wait for one or end another session.
    ChooseSession { attempt: Attempt, choice: Box<Choice> },
    /// Nobody here has this identity at another site: sign in to the account that it is to be tied to, with
    /// `POST /sign-in` and this attempt as `link`.
    Link { attempt: Attempt, link: Box<LinkOffer> },
}

/// A sign-in that is not finished.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInAttempt)]
pub(crate) struct Attempt {
    /// Stands in the addresses of its next steps.
    #[schema(value_type = Uuid)]
    id: SignInId,
    /// Goes with each of them, in the header `Vestibule-Attempt`; for the bearer transport only. A browser has it in a
    /// cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl Attempt {
    fn of(id: SignInId, secret: &Secret, transport: Transport) -> Self {
        Self {
            id,
            secret: (transport == Transport::Bearer).then(|| secret.reveal()),
        }
    }
}

/// What somebody who waits for a place sees.
#[derive(Serialize, ToSchema)]
#[schema(as = SessionChoice)]
pub(crate) struct Choice {
    account: ChoosingAccount,
    /// How many sessions may be open at once without restriction.
    limit: u16,
    /// How many are unrestricted now.
    in_use: usize,
    /// How many of these must end until there is a place.
    to_end: usize,
    /// When the wait is over at the latest; sooner when its window is closed for a minute.
    waits_until: i64,
    /// Whether one may go on restricted instead.
    may_continue_restricted: bool,
    /// The account's sessions, newest first.
    sessions: Vec<Session>,
}

/// Whose sign-in it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChoosingAccount {
    login: String,
    name: String,
}

/// Signs in. A step that is still owed is a success, not an error.
#[utoipa::path(post, path = "/sign-in", tag = SIGN_IN, request_body = SignInForm,
    responses((status = 200, body = SignInStep, headers(("set-cookie" = String,
        description = "`__Host-session` and `__Host-device`, or `__Host-attempt`, for the cookie transport")))),
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
    let step = begin(state.app(), &ctx, form.read(replaces, &headers)?).await?;
    Ok(answer(&ctx, step, transport))
}

impl SignInForm {
    fn read(self, replaces: Option<SessionId>, headers: &HeaderMap) -> Result<SignIn, Problem> {
        let device = self.device.unwrap_or_default();
        let (device_secret, attempt_secret) = secrets(self.transport, headers, device.secret.as_ref());
        let link = self.link.map(|id| link_key(&id, headers)).transpose()?;
        let (id, name) = (device.id.as_deref(), device.name.as_deref());
        Ok(SignIn {
            login: self.login,
            password: self.password,
            keep: self.keep,
            client: device.client_over(self.transport),
            device: Device::described(id, name, device.version.as_deref(), device.system.as_deref()),
            captcha: self.captcha.map(CaptchaForm::read),
            entrance: self.entrance.unwrap_or(Entrance::Home),
            replaces,
            device_secret,
            attempt_secret,
            link,
        })
    }
}

/// The answer to a step, whichever it was.
pub(super) fn answer(ctx: &Ctx, step: Step, transport: Transport) -> Response {
    match step {
        Step::Done(signed_in) => welcome(ctx, *signed_in, transport),
        Step::Captcha => Json(SignInStep::Captcha).into_response(),
        Step::SecondFactor(asked) => ask_factor(*asked, transport),
        Step::ChooseSession(waiting) => let_choose(&waiting, transport),
        Step::Link(offered) => offer_link(*offered, transport),
    }
}

/// The answer with the new session. A cookie's secret never stands in the body (ASVS 3.3.4).
fn welcome(ctx: &Ctx, signed_in: SignedIn, transport: Transport) -> Response {
    let SignedIn {
        account,
        session,
        secret,
        longest_life,
        device_secret,
    } = signed_in;
    let told = |secret: &Secret| (transport == Transport::Bearer).then(|| secret.reveal());
    let step = SignInStep::Done {
        session: Box::new(Session::current(&session, ctx.now, longest_life)),
        account: Box::new(Account::of(&account)),
        token: told(&secret),
        device_secret: told(&device_secret),
    };
    let mut response = Json(step).into_response();
    if transport == Transport::Cookie {
        cookies::set(response.headers_mut(), &secret, longest_life);
        cookies::set_device(response.headers_mut(), &device_secret);
    }
    response
}

fn ask_factor(asked: FactorAsked, transport: Transport) -> Response {
    let FactorAsked {
        sign_in,
        secret,
        ways,
        ends_at,
    } = asked;
    let step = SignInStep::SecondFactor {
        attempt: Attempt::of(sign_in, &secret, transport),
        ways,
        ends_at: ends_at.as_millis(),
    };
    with_attempt(step, &secret, transport)
}

/// The answer to a sign-in that is not finished, with the proof that it is the asker's.
fn with_attempt(step: SignInStep, secret: &Secret, transport: Transport) -> Response {
    let mut response = Json(step).into_response();
    if transport == Transport::Cookie {
        cookies::set_attempt(response.headers_mut(), secret);
    }
    response
}

fn let_choose(waiting: &Waiting, transport: Transport) -> Response {
    let Waiting {
        sign_in,
        secret,
        choice,
    } = waiting;
    let sessions = &choice.sessions;
    let step = SignInStep::ChooseSession {
        attempt: Attempt::of(*sign_in, secret, transport),
        choice: Box::new(Choice {
            account: ChoosingAccount {
                login: choice.account.login.to_string(),
                name: choice.account.name.to_string(),
            },
            limit: sessions.limit.as_number(),
            in_use: sessions.in_use,
            to_end: sessions.to_end,
            waits_until: choice.waits_until.as_millis(),
            may_continue_restricted: choice.may_continue_restricted,
            sessions: sessions.listed.iter().map(Session::listed).collect(),
        }),
    };
    with_attempt(step, secret, transport)
}
