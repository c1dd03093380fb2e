//! Which tokens open the door (ASVS V9, and what went wrong elsewhere).

use serde_json::{Value, json};
use sfu_host::wire;

use crate::support::{Door, FULL, INTERNAL, SECRET, join_claims, now, parameter, sign, sign_raw};

async fn status(door: &Door, token: &str) -> (u16, String) {
    let join = parameter(&wire::JoinRequest::default());
    let (status, body) = door
        .get(&format!("/rtc/v1/validate?access_token={token}&join_request={join}"))
        .await;
    (status.as_u16(), body)
}

/// Good claims, changed: `null` removes a claim, `video.x` reaches into the grant.
fn changed(changes: &[(&str, Value)]) -> Value {
    let mut claims = join_claims(FULL, "room", "anna");
    for (path, value) in changes {
        let (object, name) = match path.split_once('.') {
            Some((outer, inner)) => (claims[outer].as_object_mut().unwrap(), inner),
            None => (claims.as_object_mut().unwrap(), *path),
        };
        match value {
            Value::Null => object.remove(name),
            value => object.insert(name.to_owned(), value.clone()),
        };
    }
    claims
}

async fn check(door: &Door, table: Vec<(&str, Value, u16)>) {
    for (name, claims, expected) in table {
        let (status, body) = status(door, &sign(&claims)).await;
        assert_eq!(status, expected, "{name}: {body}");
    }
}

#[tokio::test]
async fn asvs_9_1_1_the_signature_is_checked_before_anything_is_believed() {
    let door = Door::open().await;
    let good = sign(&join_claims(FULL, "room", "anna"));
    assert_eq!(status(&door, &good).await.0, 200);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let other = sign(&join_claims(FULL, "room", "boris"));
    let foreign = sign_raw(
        &json!({"alg": "HS256"}),
        &join_claims(FULL, "room", "anna"),
        &SECRET.to_uppercase(),
    );
    let forged = [
        format!("{message}."),
        message.to_owned(),
        format!("{message}.{}", "A".repeat(signature.len())),
        format!("{}.{signature}", other.rsplit_once('.').unwrap().0),
        good[..good.len() - 1].to_owned(),
        foreign,
        String::new(),
        "a.b.c".to_owned(),
        ".".repeat(5),
        "A".repeat(60_000),
    ];
    for token in forged {
        let (status, body) = status(&door, &token).await;
        assert_eq!(status, 401, "{token}");
        // Nothing about what a forged token says.
        assert!(body.contains("access token") && !body.contains("anna"), "{body}");
    }
}

#[tokio::test]
async fn asvs_9_1_2_cve_2021_39215_one_algorithm_whatever_the_header_says() {
    let door = Door::open().await;
    let claims = join_claims(FULL, "room", "anna");
    for algorithm in [
        "none", "None", "NONE", "HS384", "HS512", "RS256", "ES256", "EdDSA", "PS256", "",
    ] {
        let signed = sign_raw(&json!({"alg": algorithm, "typ": "JWT"}), &claims, SECRET);
        let unsigned = format!("{}.", signed.rsplit_once('.').unwrap().0);
        for token in [signed, unsigned] {
            assert_eq!(status(&door, &token).await.0, 401, "{algorithm}");
        }
    }
}

#[tokio::test]
async fn asvs_9_1_3_keys_come_from_the_configuration_alone() {
    let door = Door::open().await;
    let claims = join_claims(FULL, "room", "anna");
    let attacker = "attacker-attacker-attacker-attacker";
    for header in [
        json!({"alg": "HS256", "kid": "../../dev/null"}),
        json!({"alg": "HS256", "jku": "https://evil.example/jwks.json"}),
        json!({"alg": "HS256", "x5u": "https://evil.example/x.pem"}),
        json!({"alg": "HS256", "jwk": {"kty": "oct", "k": "YXR0YWNrZXItYXR0YWNrZXItYXR0YWNrZXItYXR0YWNrZXI"}}),
    ] {
        assert_eq!(
            status(&door, &sign_raw(&header, &claims, attacker)).await.0,
            401,
            "{header}"
        );
    }
    check(
        &door,
        vec![
            ("unknown key", changed(&[("iss", json!("APInobody"))]), 401),
            ("no key", changed(&[("iss", Value::Null)]), 401),
            ("list of keys", changed(&[("iss", json!([FULL]))]), 401),
            (
                "meant for someone else",
                changed(&[("aud", json!("another-service"))]),
                401,
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn asvs_9_2_1_times_are_enforced_with_a_minute_of_leeway() {
    let door = Door::open().await;
    let now = now();
    check(
        &door,
        vec![
            ("expired within leeway", changed(&[("exp", json!(now - 50))]), 200),
            ("expired", changed(&[("exp", json!(now - 61))]), 401),
            ("long expired", changed(&[("exp", json!(1))]), 401),
            ("never expires", changed(&[("exp", Value::Null)]), 401),
            ("begins within leeway", changed(&[("nbf", json!(now + 50))]), 200),
            ("begins later", changed(&[("nbf", json!(now + 70))]), 401),
            ("no beginning", changed(&[("nbf", Value::Null)]), 200),
        ],
    )
    .await;
}

#[tokio::test]
async fn cve_2026_25537_a_time_of_the_wrong_type_is_no_time() {
    let door = Door::open().await;
    let mut null_nbf = changed(&[]);
    null_nbf["nbf"] = Value::Null;
    let wrong = [
        json!("x"),
        json!("99999999999"),
        json!(true),
        json!([1]),
        json!({}),
        json!(-1),
        json!(1e300),
        json!(0.5),
    ];
    for value in wrong {
        check(
            &door,
            vec![
                ("nbf", changed(&[("nbf", value.clone())]), 401),
                ("exp", changed(&[("exp", value.clone())]), 401),
            ],
        )
        .await;
    }
    check(&door, vec![("null nbf", null_nbf, 401)]).await;
    check(
        &door,
        vec![
            ("string grant", changed(&[("video.roomJoin", json!("true"))]), 401),
            ("number as room", changed(&[("video.room", json!(7))]), 401),
            ("list as identity", changed(&[("sub", json!(["anna"]))]), 401),
        ],
    )
    .await;
}

#[tokio::test]
async fn asvs_9_2_3_a_token_is_for_one_room_and_one_identity() {
    let door = Door::open().await;
    check(
        &door,
        vec![
            ("good", changed(&[]), 200),
            ("no join", changed(&[("video.roomJoin", Value::Null)]), 401),
            ("no grant", changed(&[("video", Value::Null)]), 401),
            ("no identity", changed(&[("sub", Value::Null)]), 400),
            ("empty identity", changed(&[("sub", json!(""))]), 400),
            ("longest identity", changed(&[("sub", json!("a".repeat(256)))]), 200),
            ("too long identity", changed(&[("sub", json!("a".repeat(257)))]), 400),
            ("no room", changed(&[("video.room", Value::Null)]), 400),
            ("longest room", changed(&[("video.room", json!("r".repeat(256)))]), 200),
            ("too long room", changed(&[("video.room", json!("r".repeat(257)))]), 400),
            ("any room", changed(&[("video.room", json!("*"))]), 400),
            ("many rooms", changed(&[("video.room", json!("vc_*"))]), 400),
        ],
    )
    .await;
}

#[tokio::test]
async fn asvs_9_2_2_the_internal_key_serves_joining_and_nothing_else() {
    let door = Door::open().await;
    let internal = |grant: &str, value: Value| {
        let mut claims = join_claims(INTERNAL, "vc_room", "anna");
        claims["video"][grant] = value;
        claims
    };
    check(
        &door,
        vec![
            ("joining", join_claims(INTERNAL, "vc_room", "anna"), 200),
            ("with publishing limits", internal("canPublish", json!(false)), 200),
            ("admin", internal("roomAdmin", json!(true)), 401),
            ("create", internal("roomCreate", json!(true)), 401),
            ("list", internal("roomList", json!(true)), 401),
            ("record", internal("roomRecord", json!(true)), 401),
            ("hidden", internal("hidden", json!(true)), 401),
            ("own metadata", internal("canUpdateOwnMetadata", json!(true)), 401),
            ("moving", internal("destinationRoom", json!("vc_other")), 401),
        ],
    )
    .await;
}

#[tokio::test]
async fn tokens_for_reserved_rooms_are_our_own_and_live_ten_minutes() {
    let door = Door::open().await;
    let reserved = |nbf: Value, life: i64| {
        let mut claims = join_claims(INTERNAL, "vc_room", "anna");
        claims["exp"] = json!(now() + life);
        match nbf {
            Value::Null => claims.as_object_mut().unwrap().remove("nbf"),
            nbf => claims.as_object_mut().unwrap().insert("nbf".into(), nbf),
        };
        claims
    };
    let mut elsewhere = join_claims(FULL, "room", "anna");
    elsewhere["exp"] = json!(now() + 6 * 3600);
    check(
        &door,
        vec![
            ("ten minutes", reserved(json!(now() - 1), 599), 200),
            ("six hours", reserved(json!(now()), 6 * 3600), 401),
            (
                "six hours, nearly over",
                reserved(json!(now() - 6 * 3600 + 60), 60),
                401,
            ),
            ("without a beginning", reserved(Value::Null, 600), 401),
            ("of another key", join_claims(FULL, "vc_room", "anna"), 401),
            ("six hours for another room", elsewhere, 200),
        ],
    )
    .await;
}
