//! A small provider on loopback, which signs, lies, dawdles and babbles as it is told.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use app::Typed;
use app::ports::Exchange;
use app::system::SystemEntropy;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::secret::Secret;
use domain::third_party::{Issuer, ProviderSecret};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256};
use serde_json::{Value, json};

use super::NOW;

/// What the provider does otherwise than it should.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Fault {
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

pub(super) type Form = Vec<(String, String)>;

struct Keys {
    published: KeyPair,
    other: KeyPair,
}

pub(super) struct Site {
    pub(super) address: SocketAddr,
    keys: Keys,
    fault: Mutex<Fault>,
    /// What was asked of it, in order.
    asked: Mutex<Vec<&'static str>>,
    pub(super) forms: Mutex<Vec<(HeaderMap, Form)>>,
}

impl Site {
    pub(super) async fn start() -> Arc<Self> {
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

    pub(super) fn does(&self, fault: Fault) {
        *self.fault.lock().unwrap() = fault;
    }

    fn fault(&self) -> Fault {
        *self.fault.lock().unwrap()
    }

    pub(super) fn issuer(&self) -> Issuer {
        Issuer::parse(&format!("http://{}", self.address)).unwrap()
    }

    pub(super) fn take_asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn note(&self, what: &'static str) {
        self.asked.lock().unwrap().push(what);
    }

    pub(super) fn exchange(&self) -> Exchange {
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
