//! What a provider says of itself (OpenID Connect Discovery 1.0), and whether it can do what is needed.

use std::time::Duration;

use app::ports::{ProviderDescription, ProviderError};
use domain::third_party::Issuer;
use domain::time::Timestamp;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthType, DiscoveryError, IssuerUrl, JsonWebKeySetUrl, ProviderMetadata,
};
use serde::{Deserialize, Serialize};

use super::http::{CallError, HttpClient, Within};

/// Keys are asked for anew at most so often.
const KEYS_EVERY: Duration = Duration::from_secs(60);

/// What the library leaves to others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct More {
    /// RFC 9207.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// RFC 8414; nothing said is not a no: RFC 7636 lets whoever does not know PKCE pass it by.
    code_challenge_methods_supported: Option<Vec<String>>,
}

impl AdditionalProviderMetadata for More {}

type Document = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What a provider said, checked.
#[derive(Clone)]
pub(super) struct Metadata {
    pub(super) issuer: IssuerUrl,
    authorization_endpoint: String,
    sends_issuer: bool,
    pub(super) token_endpoint: openidconnect::TokenUrl,
    pub(super) userinfo_endpoint: Option<String>,
    /// How a client with a secret proves who it is.
    pub(super) auth_type: AuthType,
    /// Signatures it makes and we can check.
    pub(super) algorithms: Vec<CoreJwsSigningAlgorithm>,
    pub(super) keys: CoreJsonWebKeySet,
    keys_url: JsonWebKeySetUrl,
    keys_at: Timestamp,
}

/// Asks the provider.
pub(super) async fn discover(http: &HttpClient, issuer: &Issuer, now: Timestamp) -> Result<Metadata, ProviderError> {
    let url = IssuerUrl::new(issuer.as_str().to_owned()).map_err(|_| unsuitable("its issuer is no address"))?;
    let document = Document::discover_async(url, &Within { http, issuer })
        .await
        .map_err(undiscovered)?;
    if document.issuer().as_str() != issuer.as_str() {
        return Err(ProviderError::OtherIssuer);
    }
    check(&document, issuer, now)
}

fn check(document: &Document, issuer: &Issuer, now: Timestamp) -> Result<Metadata, ProviderError> {
    let more = document.additional_metadata();
    let authorization_endpoint = document.authorization_endpoint().as_str().to_owned();
    let token_endpoint = document.token_endpoint().cloned();
    let token_endpoint = token_endpoint.ok_or_else(|| unsuitable("it has no token endpoint"))?;
    let userinfo_endpoint = document.userinfo_endpoint().map(|url| url.as_str().to_owned());
    for endpoint in [
        &authorization_endpoint,
        token_endpoint.as_str(),
        document.jwks_uri().as_str(),
    ] {
        if !issuer.may_name(endpoint) {
            return Err(unsuitable("one of its endpoints is neither https nor on this computer"));
        }
    }
    let code = |types: &openidconnect::ResponseTypes<CoreResponseType>| **types == [CoreResponseType::Code];
    if !document.response_types_supported().iter().any(code) {
        return Err(unsuitable("it has no code flow"));
    }
    let methods = more.code_challenge_methods_supported.as_ref();
    if methods.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
        return Err(unsuitable("it has no PKCE with S256"));
    }
    let algorithms = usable(document.id_token_signing_alg_values_supported());
    if algorithms.is_empty() {
        return Err(unsuitable("it signs in no way that can be checked with a public key"));
    }
    let auth_type = auth_type(document.token_endpoint_auth_methods_supported())?;
    Ok(Metadata {
        issuer: document.issuer().clone(),
        sends_issuer: more.authorization_response_iss_parameter_supported,
        userinfo_endpoint: userinfo_endpoint.filter(|endpoint| issuer.may_name(endpoint)),
        keys: document.jwks().clone(),
        keys_url: document.jwks_uri().clone(),
        keys_at: now,
        authorization_endpoint,
        token_endpoint,
        auth_type,
        algorithms,
    })
}

/// Never `none`, and never what a shared secret signs.
fn usable(offered: &[CoreJwsSigningAlgorithm]) -> Vec<CoreJwsSigningAlgorithm> {
    use CoreJwsSigningAlgorithm as Alg;
    let checked = [
        Alg::RsaSsaPkcs1V15Sha256,
        Alg::RsaSsaPkcs1V15Sha384,
        Alg::RsaSsaPkcs1V15Sha512,
        Alg::RsaSsaPssSha256,
        Alg::RsaSsaPssSha384,
        Alg::RsaSsaPssSha512,
        Alg::EcdsaP256Sha256,
        Alg::EcdsaP384Sha384,
        Alg::EdDsa,
    ];
    checked.into_iter().filter(|alg| offered.contains(alg)).collect()
}

fn auth_type(offered: Option<&Vec<CoreClientAuthMethod>>) -> Result<AuthType, ProviderError> {
    // OpenID Connect Discovery §3: left out, it is `client_secret_basic`.
    let Some(offered) = offered else {
        return Ok(AuthType::BasicAuth);
    };
    let has = |method| offered.contains(&method);
    if has(CoreClientAuthMethod::ClientSecretBasic) {
        Ok(AuthType::BasicAuth)
    } else if has(CoreClientAuthMethod::ClientSecretPost) || has(CoreClientAuthMethod::None) {
        Ok(AuthType::RequestBody)
    } else {
        Err(unsuitable("it takes no client secret"))
    }
}

impl Metadata {
    pub(super) fn description(&self) -> ProviderDescription {
        ProviderDescription {
            authorization_endpoint: self.authorization_endpoint.clone(),
            sends_issuer: self.sends_issuer,
        }
    }

    /// Whether the keys are old enough to be asked for anew.
    pub(super) fn may_ask_for_keys(&self, now: Timestamp) -> bool {
        now < self.keys_at || now >= self.keys_at.plus(KEYS_EVERY)
    }

    /// The same with the provider's keys of now.
    pub(super) async fn with_keys(&self, http: &HttpClient, now: Timestamp) -> Result<Self, ProviderError> {
        let keys = CoreJsonWebKeySet::fetch_async(&self.keys_url, http).await;
        Ok(Self {
            keys: keys.map_err(undiscovered)?,
            keys_at: now,
            ..self.clone()
        })
    }
}

fn unsuitable(why: &str) -> ProviderError {
    ProviderError::Unsuitable(why.to_owned())
}

fn undiscovered(error: DiscoveryError<CallError>) -> ProviderError {
    match error {
        DiscoveryError::Request(error) => ProviderError::Unreachable(error.to_string()),
        DiscoveryError::Validation(_) => ProviderError::OtherIssuer,
        DiscoveryError::Response(status, ..) => ProviderError::Unreachable(format!("it answers {status}")),
        DiscoveryError::Parse(_) => unsuitable("its description cannot be read"),
        _ => unsuitable("its description cannot be asked for"),
    }
}
