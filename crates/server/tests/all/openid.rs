//! The real adapter for OpenID Connect against a small provider on loopback, which signs, lies, dawdles and babbles as it
//! is told.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use app::Typed;
use app::ports::{Exchange, IdentityProviders, ProviderError};
use app::system::SystemEntropy;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::secret::Secret;
use domain::third_party::{Issuer, ProviderSecret};
use domain::time::Timestamp;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Value, json};
use server::adapters::OpenIdProviders;

const NOW: Timestamp = Timestamp::from_millis(1_900_000_000_000);

/// What the provider does otherwise than it should.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fault {
    #[default]
    Nothing,
    OtherIssuer,
    NoCodeFlow,
    NoPkce,
    OnlySharedSecrets,
    ForeignEndpoint,
    Redirects,
    Huge,
    Endless,
    Silent,
    RefusesCodes,
    RedirectsCodes,
    SignsWithAnotherKey,
    NewKey,
    SaysNone,
    SignsWithTheSecret,
    ForAnotherClient,
    OfAnotherIssuer,
    Expired,
    UserInfoOfAnother,
}

type Form = Vec<(String, String)>;

struct Keys {
    published: KeyPair,
    other: KeyPair,
}

struct Site {
    address: SocketAddr,
    keys: Keys,
    fault: Mutex<Fault>,
    /// What was asked of it, in order.
    asked: Mutex<Vec<&'static str>>,
    forms: Mutex<Vec<(HeaderMap, Form)>>,
}

impl Site {
    async fn start() -> Arc<Self> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let key = || KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let site = Arc::new(Self {
            address: listener.local_addr().unwrap(),
            keys: Keys {
                published: key(),
                other: key(),
            },
            fault: Mutex::default(),
            asked: Mutex::default(),
            forms: Mutex::default(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .with_state(Arc::clone(&site));
        tokio::spawn(async move { axum::serve(listener, router).await });
        site
    }

    fn does(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn fault(&self) -> Fault {
        *self.fault.lock().unwrap()
    }

    fn issuer(&self) -> Issuer {
        Issuer::parse(&format!("http://{}", self.address)).unwrap()
    }

    fn take_asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn note(&self, what: &'static str) {
        self.asked.lock().unwrap().push(what);
    }

    fn exchange(&self) -> Exchange {
        Exchange {
            issuer: self.issuer(),
            client_id: "us".to_owned(),
            client_secret: Some(ProviderSecret::parse("s ecret+").unwrap()),
            code: Typed::new("the code"),
            pkce: Secret::generate(&SystemEntropy),
            redirect_uri: "https://meet.example.org/callback".to_owned(),
            login_claim: "preferred_username".to_owned(),
            name_claim: "https://example.org/full-name".to_owned(),
        }
    }
}

async fn describe(State(site): State<Arc<Site>>) -> Response {
    site.note("description");
    let base = format!("http://{}", site.address);
    let mut document = json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/authorize?tenant=1"),
        "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/userinfo"),
        "jwks_uri": format!("{base}/keys"),
        "response_types_supported": ["code", "id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    match site.fault() {
        Fault::OtherIssuer => document["issuer"] = json!("https://evil.example"),
        Fault::NoCodeFlow => document["response_types_supported"] = json!(["id_token"]),
        Fault::NoPkce => document["code_challenge_methods_supported"] = json!(["plain"]),
        Fault::OnlySharedSecrets => document["id_token_signing_alg_values_supported"] = json!(["HS256", "none"]),
        Fault::ForeignEndpoint => document["token_endpoint"] = json!("http://169.254.169.254/latest"),
        Fault::Redirects => return (StatusCode::FOUND, [(header::LOCATION, format!("{base}/keys"))]).into_response(),
        Fault::Huge => return Json(json!({ "padding": "x".repeat(300 * 1024) })).into_response(),
        Fault::Endless => {
            let chunk = futures_util::stream::repeat(Ok::<_, Infallible>(bytes::Bytes::from_static(&[b' '; 1024])));
            return axum::body::Body::from_stream(chunk).into_response();
        }
        Fault::Silent => std::future::pending().await,
        _ => {}
    }
    Json(document).into_response()
}

async fn keys(State(site): State<Arc<Site>>) -> Json<Value> {
    site.note("keys");
    let mut keys = vec![public(&site.keys.published, "one")];
    if site.fault() == Fault::NewKey {
        keys.push(public(&site.keys.other, "two"));
    }
    Json(json!({ "keys": keys }))
}

fn public(key: &KeyPair, id: &str) -> Value {
    // An uncompressed point: 4, x, y.
    let point = key.public_key_raw();
    let (x, y) = point[1..].split_at(32);
    let text = |bytes| URL_SAFE_NO_PAD.encode(bytes);
    json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": id, "x": text(x), "y": text(y)})
}

async fn token(State(site): State<Arc<Site>>, headers: HeaderMap, body: String) -> Response {
    site.note("token");
    let form = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    site.forms.lock().unwrap().push((headers, form));
    let fault = site.fault();
    match fault {
        Fault::RefusesCodes => {
            let refusal = json!({"error": "invalid_grant", "error_description": "the code is a secret"});
            return (StatusCode::BAD_REQUEST, Json(refusal)).into_response();
        }
        Fault::RedirectsCodes => {
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/token")]).into_response();
        }
        _ => {}
    }
    let answer = json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token(&site, fault)});
    Json(answer).into_response()
}

fn id_token(site: &Site, fault: Fault) -> String {
    let now = NOW.as_seconds();
    let mut claims = json!({
        "iss": site.issuer().as_str(),
        "sub": "248289761001",
        "aud": "us",
        "nonce": "n",
        "iat": now,
        "exp": now + 300,
        "auth_time": now - 5,
        "preferred_username": "ann",
    });
    match fault {
        Fault::ForAnotherClient => claims["aud"] = json!("them"),
        Fault::OfAnotherIssuer => claims["iss"] = json!("https://evil.example"),
        Fault::Expired => claims["exp"] = json!(now - 61),
        _ => {}
    }
    let sign = |algorithm, kid: &str, key: &EncodingKey| {
        let header = Header {
            kid: Some(kid.to_owned()),
            ..Header::new(algorithm)
        };
        encode(&header, &claims, key).unwrap()
    };
    let key = |pair: &KeyPair| EncodingKey::from_ec_der(pair.serialized_der());
    match fault {
        Fault::SignsWithAnotherKey => sign(Algorithm::ES256, "one", &key(&site.keys.other)),
        Fault::NewKey => sign(Algorithm::ES256, "two", &key(&site.keys.other)),
        Fault::SignsWithTheSecret => sign(Algorithm::HS256, "one", &EncodingKey::from_secret(b"s ecret+")),
        Fault::SaysNone => {
            let text = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}.", text(json!({"alg": "none", "typ": "JWT"})), text(claims))
        }
        _ => sign(Algorithm::ES256, "one", &key(&site.keys.published)),
    }
}

async fn user_info(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    site.note("user info");
    if headers
        .get(header::AUTHORIZATION)
        .is_none_or(|value| value != "Bearer a")
    {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let subject = match site.fault() {
        Fault::UserInfoOfAnother => "another",
        _ => "248289761001",
    };
    let told = json!({
        "sub": subject,
        "preferred_username": "mallory",
        "https://example.org/full-name": "Ann Apple",
        "email": "ann@example.org",
    });
    Json(told).into_response()
}

/// The kind of an error, without its words.
fn kind(error: &ProviderError) -> &'static str {
    match error {
        ProviderError::Unreachable(_) => "unreachable",
        ProviderError::OtherIssuer => "other issuer",
        ProviderError::Unsuitable(_) => "unsuitable",
        ProviderError::Untrusted(_) => "untrusted",
    }
}

#[tokio::test]
async fn sign_3_a_provider_is_described_and_remembered_for_ten_minutes() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    for seconds in [0, 599] {
        let described = providers
            .describe(&site.issuer(), NOW.plus(Duration::from_secs(seconds)))
            .await
            .unwrap();
        assert_eq!(
            described.authorization_endpoint,
            format!("http://{}/authorize?tenant=1", site.address)
        );
        assert!(described.sends_issuer);
    }
    assert_eq!(site.take_asked(), ["description", "keys"]);
    providers
        .describe(&site.issuer(), NOW.plus(Duration::from_secs(600)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["description", "keys"], "ten minutes later");
    providers
        .describe(&site.issuer(), NOW.minus(Duration::from_secs(3600)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["description", "keys"], "a clock that was set back");
    providers.describe_anew(&site.issuer(), NOW).await.unwrap();
    assert_eq!(site.take_asked(), ["description", "keys"], "anew");
}

#[tokio::test]
async fn asvs_10_5_3_a_provider_that_is_another_or_cannot_do_what_is_needed_is_refused() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    for (fault, expected) in [
        (Fault::OtherIssuer, "other issuer"),
        (Fault::NoCodeFlow, "unsuitable"),
        (Fault::NoPkce, "unsuitable"),
        (Fault::OnlySharedSecrets, "unsuitable"),
        (Fault::ForeignEndpoint, "unsuitable"),
        (Fault::Redirects, "unreachable"),
        (Fault::Huge, "unreachable"),
        (Fault::Endless, "unreachable"),
    ] {
        site.does(fault);
        let error = providers.describe_anew(&site.issuer(), NOW).await.unwrap_err();
        assert_eq!(kind(&error), expected, "{fault:?}: {error}");
        if fault != Fault::OtherIssuer && expected == "unreachable" {
            assert_eq!(
                site.take_asked().last(),
                Some(&"description"),
                "no redirect is followed"
            );
        }
        site.take_asked();
    }
}

#[tokio::test]
async fn sign_3_one_that_does_not_answer_is_waited_for_once_by_all() {
    let site = Site::start().await;
    let providers = Arc::new(OpenIdProviders::patient_for(Duration::from_secs(1)));
    site.does(Fault::Silent);
    let wait = |at: Timestamp| {
        let (providers, issuer) = (Arc::clone(&providers), site.issuer());
        tokio::spawn(async move { providers.describe(&issuer, at).await.unwrap_err() })
    };
    let waiting: Vec<_> = (0..8).map(|_| wait(NOW)).collect();
    for one in waiting {
        let answered = tokio::time::timeout(Duration::from_secs(20), one).await;
        assert_eq!(kind(&answered.expect("all are answered").unwrap()), "unreachable");
    }
    assert_eq!(site.take_asked(), ["description"], "and it was asked once");
    site.does(Fault::Nothing);
    assert_eq!(
        kind(&wait(NOW.plus(Duration::from_secs(4))).await.unwrap()),
        "unreachable"
    );
    providers
        .describe(&site.issuer(), NOW.plus(Duration::from_secs(5)))
        .await
        .unwrap();
}

#[tokio::test]
async fn sign_3_a_code_is_exchanged_with_pkce_and_the_clients_proof() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    let exchange = site.exchange();
    let claimed = providers.exchange(&exchange, NOW).await.unwrap();
    assert_eq!(
        (claimed.issuer.as_str(), claimed.subject.as_str()),
        (site.issuer().as_str(), "248289761001")
    );
    assert_eq!(
        (claimed.audiences, claimed.nonce.as_deref()),
        (vec!["us".to_owned()], Some("n"))
    );
    assert_eq!(claimed.authenticated_at, Some(NOW.minus(Duration::from_secs(5))));
    assert_eq!(claimed.login.as_deref(), Some("ann"), "the token's word comes first");
    assert_eq!(
        claimed.name.as_deref(),
        Some("Ann Apple"),
        "what it leaves out is asked for"
    );
    assert_eq!(claimed.email.as_deref(), Some("ann@example.org"));
    assert_eq!(site.take_asked(), ["description", "keys", "token", "user info"]);

    let (headers, form) = site.forms.lock().unwrap().pop().unwrap();
    let field = |name: &str| {
        form.iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(field("grant_type"), Some("authorization_code"));
    assert_eq!(field("code"), Some("the code"));
    assert_eq!(field("redirect_uri"), Some("https://meet.example.org/callback"));
    assert_eq!(field("code_verifier"), Some(exchange.pkce.reveal().as_str()));
    assert_eq!(field("client_secret"), None, "it travels in the header");
    // RFC 6749 §2.3.1: both are encoded as in a form first.
    let expected = format!("Basic {}", STANDARD.encode("us:s+ecret%2B"));
    assert_eq!(headers.get(header::AUTHORIZATION).unwrap(), expected.as_str());

    let public = Exchange {
        client_secret: None,
        ..site.exchange()
    };
    providers.exchange(&public, NOW).await.unwrap();
    let (headers, form) = site.forms.lock().unwrap().pop().unwrap();
    assert!(headers.get(header::AUTHORIZATION).is_none());
    assert!(form.contains(&("client_id".to_owned(), "us".to_owned())));
}

#[tokio::test]
async fn asvs_10_5_no_token_is_taken_whose_signature_or_client_is_not_right() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    for fault in [
        Fault::SignsWithAnotherKey,
        Fault::SaysNone,
        Fault::SignsWithTheSecret,
        Fault::ForAnotherClient,
        Fault::OfAnotherIssuer,
        Fault::Expired,
        Fault::RefusesCodes,
        Fault::RedirectsCodes,
    ] {
        site.does(fault);
        let error = providers.exchange(&site.exchange(), NOW).await.unwrap_err();
        assert_eq!(kind(&error), "untrusted", "{fault:?}: {error}");
        let said = error.to_string();
        assert!(!said.contains("secret") || fault == Fault::SaysNone, "{said}");
        assert!(!said.contains("ecret+") && !said.contains("the code is"), "{said}");
        let asked = site.take_asked();
        assert_eq!(
            asked.iter().filter(|what| **what == "token").count(),
            1,
            "{fault:?}: {asked:?}"
        );
    }
}

#[tokio::test]
async fn sign_3_an_unknown_key_is_asked_for_and_at_most_once_a_minute() {
    let site = Site::start().await;
    let providers = OpenIdProviders::default();
    providers.exchange(&site.exchange(), NOW).await.unwrap();
    site.take_asked();
    site.does(Fault::NewKey);
    let error = providers
        .exchange(&site.exchange(), NOW.plus(Duration::from_secs(59)))
        .await
        .unwrap_err();
    assert_eq!(
        (kind(&error), site.take_asked()),
        ("untrusted", vec!["token"]),
        "the keys are new"
    );
    providers
        .exchange(&site.exchange(), NOW.plus(Duration::from_secs(60)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["token", "keys", "user info"]);
    providers
        .exchange(&site.exchange(), NOW.plus(Duration::from_secs(61)))
        .await
        .unwrap();
    assert_eq!(site.take_asked(), ["token", "user info"]);
}

#[tokio::test]
async fn sign_3_user_info_of_another_is_not_used() {
    let site = Site::start().await;
    site.does(Fault::UserInfoOfAnother);
    let claimed = OpenIdProviders::default()
        .exchange(&site.exchange(), NOW)
        .await
        .unwrap();
    assert_eq!(
        (claimed.login.as_deref(), claimed.name, claimed.email),
        (Some("ann"), None, None)
    );
}

#[tokio::test]
async fn sign_3_nobody_at_the_address_is_told_at_once() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = Issuer::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let error = OpenIdProviders::default().describe(&issuer, NOW).await.unwrap_err();
    assert_eq!(kind(&error), "unreachable");
    let plain = Issuer::from_stored("http://id.example.org".to_owned());
    let error = OpenIdProviders::default().describe(&plain, NOW).await.unwrap_err();
    assert_eq!(
        kind(&error),
        "unreachable",
        "plain http leaves this computer never: {error}"
    );
    assert!(error.to_string().contains("cannot be called"), "{error}");
}
