//! Tokens, good and bad.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};

/// The name of the key with full scope.
pub(crate) const FULL: &str = "APIfull";
/// The name of the key that serves joining alone.
pub(crate) const INTERNAL: &str = "APIinternal";
/// Both keys' secret.
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The present in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "tokens are checked against the real clock")]
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    i64::try_from(since.unwrap().as_secs()).unwrap()
}

/// Claims with this `video` grant, valid for ten minutes.
pub(crate) fn claims(key: &str, identity: &str, video: &Value) -> Value {
    json!({"iss": key, "sub": identity, "nbf": now(), "exp": now() + 600, "video": video})
}

/// Claims that join a room.
pub(crate) fn join_claims(key: &str, room: &str, identity: &str) -> Value {
    claims(key, identity, &json!({"roomJoin": true, "room": room}))
}

/// A token with these claims, well signed.
pub(crate) fn sign(claims: &Value) -> String {
    sign_raw(&json!({"alg": "HS256", "typ": "JWT"}), claims, SECRET)
}

/// A token with any header, signed with HMAC-SHA-256 whatever the header says.
pub(crate) fn sign_raw(header: &Value, claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}
