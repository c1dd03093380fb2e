//! Which route answers what.

use http::{Method, Request, StatusCode, header};
use sfu_host::wire;

use crate::support::{Door, FULL, INTERNAL, join_claims, sign};

fn empty_join() -> String {
    crate::support::parameter(&wire::JoinRequest::default())
}

#[tokio::test]
async fn validation_says_what_joining_would_say() {
    let door = Door::open().await;
    let token = sign(&join_claims(FULL, "room", "anna"));
    let join = empty_join();
    let table = [
        (
            format!("/rtc/v1/validate?access_token={token}&join_request={join}"),
            200,
            "success",
        ),
        (
            format!("/rtc/validate?access_token={token}&join_request={join}"),
            200,
            "success",
        ),
        (format!("/rtc/v1/validate?access_token={token}"), 400, "join_request"),
        (
            format!("/rtc/v1/validate?access_token={token}&join_request=%21"),
            400,
            "join_request",
        ),
        (
            format!("/rtc/v1/validate?access_token={token}&join_request=AAAA"),
            400,
            "join_request",
        ),
        (format!("/rtc/v1/validate?join_request={join}"), 401, "access token"),
        (
            format!("/rtc/v1/validate?access_token=x&join_request={join}"),
            401,
            "access token",
        ),
        // Two peer connections: never 404, which makes some clients try for ever.
        (
            format!("/rtc/validate?access_token={token}"),
            501,
            "single peer connection",
        ),
        (format!("/rtc?access_token={token}"), 501, "single peer connection"),
        (
            format!("/rtc?access_token={token}&auto_subscribe=1&protocol=17"),
            501,
            "single peer connection",
        ),
        ("/rtc".to_owned(), 401, "access token"),
        ("/rtc/validate".to_owned(), 401, "access token"),
        // A plain GET where a WebSocket is wanted.
        (
            format!("/rtc/v1?access_token={token}&join_request={join}"),
            404,
            "WebSocket",
        ),
        (
            format!("/rtc?access_token={token}&join_request={join}"),
            404,
            "WebSocket",
        ),
        (format!("/rtc/v1?access_token={token}"), 400, "join_request"),
        ("/rtc/v2".to_owned(), 404, "not found"),
    ];
    for (path, status, words) in table {
        let (got, body) = door.get(&path).await;
        assert_eq!(got.as_u16(), status, "{path}: {body}");
        assert!(body.contains(words), "{path}: {body}");
    }
}

#[tokio::test]
async fn a_join_request_may_come_in_any_base64_and_not_larger_than_it_should() {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
    use std::io::Write as _;
    use wire::Message as _;

    let door = Door::open().await;
    let token = sign(&join_claims(FULL, "room", "anna"));
    let wrap = |join_request: Vec<u8>, compression: i32| {
        wire::WrappedJoinRequest {
            compression,
            join_request,
        }
        .encode_to_vec()
    };
    let gzip = |plain: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    };
    let request = wire::JoinRequest {
        metadata: "\u{fb}\u{ff}>>>???".repeat(50),
        ..Default::default()
    };
    let bomb = wire::JoinRequest {
        metadata: "a".repeat(8 * 1024 * 1024),
        ..Default::default()
    };
    let plain = wrap(request.encode_to_vec(), 0);
    let packed = wrap(gzip(&request.encode_to_vec()), 1);
    let table = [
        (URL_SAFE.encode(&plain), 200),
        (URL_SAFE_NO_PAD.encode(&plain), 200),
        (STANDARD.encode(&plain), 200),
        (STANDARD_NO_PAD.encode(&packed), 200),
        (URL_SAFE.encode(&packed), 200),
        (URL_SAFE.encode(wrap(gzip(&bomb.encode_to_vec()), 1)), 400),
        (URL_SAFE.encode(wrap(vec![1, 2, 3], 1)), 400),
        (URL_SAFE.encode(wrap(vec![], 7)), 400),
    ];
    for (encoded, status) in table {
        // As a browser that does not escape would send it: `+` arrives as it is.
        let path = format!("/rtc/v1/validate?access_token={token}&join_request={encoded}");
        let (got, body) = door.get(&path).await;
        assert_eq!(got.as_u16(), status, "{}…: {body}", &encoded[..20.min(encoded.len())]);
    }
}

#[tokio::test]
async fn any_origin_may_ask_and_no_cookie_counts() {
    let door = Door::open().await;
    let token = sign(&join_claims(INTERNAL, "vc_room", "anna"));
    let path = format!("/rtc/v1/validate?join_request={}", empty_join());
    let origin = "https://elsewhere.example";
    let with_cookie = Request::get(&path)
        .header(header::ORIGIN, origin)
        .header(header::COOKIE, format!("access_token={token}; __Host-session={token}"))
        .body(String::new())
        .unwrap();
    let (status, headers, _) = door.ask(with_cookie).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
    assert!(!headers.contains_key(header::SET_COOKIE));
    let with_bearer = Request::get(&path)
        .header(header::ORIGIN, origin)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(String::new())
        .unwrap();
    assert_eq!(door.ask(with_bearer).await.0, StatusCode::OK);
}

#[tokio::test]
async fn preflight_requests_are_answered() {
    let door = Door::open().await;
    for path in ["/rtc/v1/validate", "/twirp/livekit.RoomService/ListRooms"] {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri(path)
            .header(header::ORIGIN, "https://elsewhere.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
            .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type")
            .body(String::new())
            .unwrap();
        let (status, headers, _) = door.ask(request).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert_eq!(
            headers[header::ACCESS_CONTROL_ALLOW_HEADERS],
            "authorization,content-type"
        );
        assert_eq!(headers[header::ACCESS_CONTROL_MAX_AGE], "86400");
    }
}
