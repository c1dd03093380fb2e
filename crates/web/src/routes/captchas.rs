//! `POST /api/v1/captchas`: a picture to read, and work for the device of whoever cannot see it (CAP-2 to CAP-5).

use app::Ctx;
use app::captcha::{ALGORITHM, Challenge, Issued, KEY_LENGTH, TooManyCaptchas, issue};
use app::failure::Refusal as _;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::captcha::CaptchaKind;
use domain::ids::CaptchaId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::CaptchaKindWord;
use crate::error::Problem;
use crate::extract::Json;
use crate::openapi::SIGN_IN;
use crate::state::WebState;

/// What is asked for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptchaRequest {
    /// `picture` when left out. `proof_of_work` has no picture, lives longer, and is counted apart.
    #[schema(value_type = Option<CaptchaKindWord>)]
    kind: Option<CaptchaKind>,
}

/// A captcha, to be solved in one of two ways, once.
#[derive(Serialize, ToSchema)]
pub(crate) struct Captcha {
    /// Goes with the answer.
    #[schema(value_type = Uuid)]
    id: CaptchaId,
    /// A `data:` address of a PNG of 200 × 64 pixels with five characters; nothing when work alone was asked for.
    /// Letters have no `O` and digits no zero; case matters, except for C, K, P, S, U, V, W, X and Z.
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    /// Seconds until the picture is void; without a picture, until the work is.
    expires_in: u64,
    /// The way without a picture.
    altcha: Altcha,
}

/// A challenge of ALTCHA's second protocol. Its libraries solve it as it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = AltchaChallenge)]
pub(crate) struct Altcha {
    parameters: AltchaParameters,
}

/// What the work is: find the number, counting from zero, whose key begins with `keyPrefix`. A key is derived from the
/// bytes of `nonce` followed by the number as four bytes, the highest first. Hand in the whole key.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AltchaParameters {
    /// How keys are derived.
    #[schema(example = "PBKDF2/SHA-256")]
    algorithm: &'static str,
    /// In hexadecimal.
    nonce: String,
    /// In hexadecimal.
    salt: String,
    /// How many rounds a derivation has.
    cost: u32,
    /// How many bytes a key has.
    key_length: usize,
    /// In hexadecimal.
    key_prefix: String,
    /// Seconds since 1970.
    expires_at: i64,
}

/// Makes a captcha. So many unsolved ones an address may have; a solved one gives its place back.
#[utoipa::path(post, path = "/captchas", tag = SIGN_IN, request_body = Option<CaptchaRequest>,
    responses((status = 201, body = Captcha)),
    extensions(("x-refusals" = json!(TooManyCaptchas::codes()))))]
pub(crate) async fn create_captcha(
    State(state): State<WebState>,
    ctx: Ctx,
    form: Option<Json<Option<CaptchaRequest>>>,
) -> Result<(StatusCode, Json<Captcha>), Problem> {
    let request = form.and_then(|Json(request)| request).unwrap_or_default();
    let issued = issue(state.app(), &ctx, request.kind.unwrap_or(CaptchaKind::Picture)).await?;
    Ok((StatusCode::CREATED, Json(Captcha::of(issued))))
}

impl Captcha {
    fn of(issued: Issued) -> Self {
        let Challenge {
            nonce,
            salt,
            cost,
            key_prefix,
            expires_at,
        } = issued.work;
        let data_url = |png: Vec<u8>| format!("data:image/png;base64,{}", STANDARD.encode(png));
        Self {
            id: issued.id,
            image: issued.picture.map(data_url),
            expires_in: issued.expires_in.as_secs(),
            altcha: Altcha {
                parameters: AltchaParameters {
                    algorithm: ALGORITHM,
                    nonce,
                    salt,
                    cost,
                    key_length: KEY_LENGTH,
                    key_prefix,
                    expires_at: expires_at.as_seconds(),
                },
            },
        }
    }
}
