//! Tokens as LiveKit's tools make them for themselves.

use anyhow::Result;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;

use crate::clock::unix_seconds;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Grant<'a> {
    room_join: bool,
    room: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    name: &'a str,
    exp: u64,
    video: Grant<'a>,
}

/// A token to join one room, good for an hour.
pub(crate) fn join(key: &str, secret: &str, room: &str, identity: &str) -> Result<String> {
    let video = Grant { room_join: true, room };
    let claims = Claims {
        iss: key,
        sub: identity,
        name: identity,
        exp: unix_seconds() + 3_600,
        video,
    };
    Ok(encode(
        &Header::new(Algorithm::HS256),
        &claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )?)
}
