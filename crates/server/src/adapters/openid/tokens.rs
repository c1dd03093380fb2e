//! A code exchanged for an ID token (OpenID Connect Core §3.1.3), and its signature.

use std::time::{Duration, UNIX_EPOCH};

use app::ports::{Exchange, ProviderError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::third_party::Claimed;
use domain::time::Timestamp;
use http::header::{ACCEPT, AUTHORIZATION};
use openidconnect::core::{CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreTokenResponse};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, Nonce, OAuth2TokenResponse as _,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, SignatureVerificationError, TokenResponse as _,
};
use serde_json::{Map, Value};

use super::http::{CallError, HttpClient};
use super::metadata::Metadata;

/// By how much a provider's clock may differ from ours.
const LEEWAY: Duration = Duration::from_secs(60);

/// Characters of a word of the provider's that is repeated in the log.
const WORD: usize = 40;

/// The claims of a token whose signature is right.
pub(super) struct Payload(Map<String, Value>);

/// Why a token's signature is not right.
pub(super) enum Unverified {
    /// It is by a key that we do not know.
    UnknownKey,
    /// Anything else.
    Wrong(&'static str),
}

impl From<Unverified> for ProviderError {
    fn from(unverified: Unverified) -> Self {
        match unverified {
            Unverified::UnknownKey => untrusted("its token is signed by an unknown key"),
            Unverified::Wrong(why) => untrusted(why),
        }
    }
}

/// Gives the code and gets the tokens.
pub(super) async fn redeem(
    http: &HttpClient,
    metadata: &Metadata,
    exchange: &Exchange,
) -> Result<CoreTokenResponse, ProviderError> {
    let redirect = RedirectUrl::new(exchange.redirect_uri.clone());
    let redirect = redirect.map_err(|_| untrusted("our own address cannot be read"))?;
    let id = ClientId::new(exchange.client_id.clone());
    let mut client = CoreClient::new(id, metadata.issuer.clone(), metadata.keys.clone())
        .set_auth_type(metadata.auth_type.clone())
        .set_redirect_uri(redirect);
    if let Some(secret) = &exchange.client_secret {
        client = client.set_client_secret(ClientSecret::new(secret.reveal().to_owned()));
    }
    let client = client.set_token_uri(metadata.token_endpoint.clone());
    let asked = client
        .exchange_code(AuthorizationCode::new(exchange.code.reveal().to_owned()))
        .set_pkce_verifier(PkceCodeVerifier::new(exchange.pkce.reveal()))
        .request_async(http);
    asked.await.map_err(unredeemed)
}

fn unredeemed<T>(error: RequestTokenError<CallError, T>) -> ProviderError
where
    T: openidconnect::ErrorResponse + std::fmt::Display,
{
    match error {
        RequestTokenError::Request(error) => ProviderError::Unreachable(error.to_string()),
        RequestTokenError::ServerResponse(answer) => {
            let said = answer.to_string();
            let word: String = said
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '_')
                .take(WORD)
                .collect();
            let said = format!("it did not take the code: {word}");
            // Anything but the code itself is between the provider and us, and nobody's fault who came.
            if word == "invalid_grant" {
                untrusted(&said)
            } else {
                ProviderError::Unsuitable(said)
            }
        }
        // Its body may hold tokens.
        RequestTokenError::Parse(..) => ProviderError::Unreachable("its tokens cannot be read".to_owned()),
        RequestTokenError::Other(_) => ProviderError::Unreachable("it answers the code with nothing".to_owned()),
    }
}

/// Checks the signature, and what the library checks besides: issuer, audience, time.
pub(super) fn verify(
    metadata: &Metadata,
    exchange: &Exchange,
    tokens: &CoreTokenResponse,
    now: Timestamp,
) -> Result<Payload, Unverified> {
    let token = tokens.id_token().ok_or(Unverified::Wrong("it gave no ID token"))?;
    // As a public client's: so no token is taken that somebody signed with the client secret.
    let id = ClientId::new(exchange.client_id.clone());
    let since_1970 = u64::try_from(now.minus(LEEWAY).as_millis()).unwrap_or(0);
    let with_leeway = UNIX_EPOCH + Duration::from_millis(since_1970);
    let verifier = CoreIdTokenVerifier::new_public_client(id, metadata.issuer.clone(), metadata.keys.clone())
        .set_allowed_algs(metadata.algorithms.iter().cloned())
        // Tokens for several: whether it is ours is told by `azp`, which is judged with the rest.
        .set_other_audience_verifier_fn(|_| true)
        .set_time_fn(move || with_leeway.into());
    // The nonce is judged with the rest, by its hash.
    match token.claims(&verifier, |_: Option<&Nonce>| Ok(())) {
        Ok(_) => payload(token),
        Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
            Err(Unverified::UnknownKey)
        }
        Err(error) => Err(Unverified::Wrong(in_words(&error))),
    }
}

fn in_words(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "its token has expired",
        ClaimsVerificationError::InvalidAudience(_) => "its token is for another client",
        ClaimsVerificationError::InvalidIssuer(_) => "its token is another issuer's",
        ClaimsVerificationError::SignatureVerification(_) => {
            "its token's signature is wrong, or of a kind that is not taken"
        }
        _ => "its token is not what it must be",
    }
}

/// The claims as they stand in the token, of which the library names only the usual ones.
fn payload(token: &CoreIdToken) -> Result<Payload, Unverified> {
    let text = token.to_string();
    let encoded = text.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(encoded).ok();
    let claims = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    claims.map(Payload).ok_or(Unverified::Wrong("its token cannot be read"))
}

/// What the token says, with what the user info endpoint adds where a name is missing.
pub(super) async fn claimed(
    http: &HttpClient,
    metadata: &Metadata,
    exchange: &Exchange,
    tokens: &CoreTokenResponse,
    payload: Payload,
) -> Result<Claimed, ProviderError> {
    let Payload(mut claims) = payload;
    let wanted = [exchange.login_claim.as_str(), exchange.name_claim.as_str(), "email"];
    let subject = text(&claims, "sub").unwrap_or_default();
    if wanted.iter().any(|claim| text(&claims, claim).is_none()) {
        let told = user_info(http, metadata, tokens, &subject).await;
        for claim in wanted {
            if let Some(value) = told.as_ref().and_then(|told| told.get(claim)) {
                claims.entry(claim).or_insert_with(|| value.clone());
            }
        }
    }
    let time = |claim: &str| claims.get(claim).and_then(seconds);
    let missing = || untrusted("its token says not when it was made, or until when it holds");
    Ok(Claimed {
        issuer: text(&claims, "iss").unwrap_or_default(),
        subject,
        audiences: audiences(claims.get("aud")),
        authorized_party: text(&claims, "azp"),
        nonce: text(&claims, "nonce"),
        issued_at: time("iat").ok_or_else(missing)?,
        expires_at: time("exp").ok_or_else(missing)?,
        authenticated_at: time("auth_time"),
        login: text(&claims, &exchange.login_claim),
        name: text(&claims, &exchange.name_claim),
        email: text(&claims, "email"),
    })
}

/// Names only, so whatever goes wrong here keeps nobody out.
async fn user_info(
    http: &HttpClient,
    metadata: &Metadata,
    tokens: &CoreTokenResponse,
    subject: &str,
) -> Option<Map<String, Value>> {
    let endpoint = metadata.userinfo_endpoint.as_ref()?;
    let request = http::Request::get(endpoint)
        .header(ACCEPT, "application/json")
        .header(AUTHORIZATION, format!("Bearer {}", tokens.access_token().secret()))
        .body(Vec::new());
    let answer = match http.send(request.ok()?).await {
        Ok(answer) if answer.status() == http::StatusCode::OK => answer,
        Ok(answer) => {
            tracing::debug!(status = answer.status().as_u16(), "a provider gives no user info");
            return None;
        }
        Err(error) => {
            tracing::debug!(%error, "a provider gives no user info");
            return None;
        }
    };
    let told: Map<String, Value> = serde_json::from_slice(answer.body()).ok()?;
    // OpenID Connect Core §5.3.2: another's must not be used.
    (text(&told, "sub").as_deref() == Some(subject)).then_some(told)
}

fn text(claims: &Map<String, Value>, claim: &str) -> Option<String> {
    claims.get(claim)?.as_str().map(str::to_owned)
}

fn audiences(claim: Option<&Value>) -> Vec<String> {
    match claim {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A `NumericDate` (RFC 7519 §2).
fn seconds(value: &Value) -> Option<Timestamp> {
    let seconds = value
        .as_i64()
        .or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
    Some(Timestamp::from_millis(seconds.saturating_mul(1000)))
}

fn untrusted(why: &str) -> ProviderError {
    ProviderError::Untrusted(why.to_owned())
}
