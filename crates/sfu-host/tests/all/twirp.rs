//! RoomService over Twirp, as LiveKit's SDKs and tools call it.

use http::{Method, Request, header};
use serde_json::{Value, json};
use sfu_host::wire::{self, Message as _};
use sfu_host::{ApiKey, HostOptions, KeyScope};

use crate::support::{Client, Door, FULL, INTERNAL, SECRET, claims, join_claims, options, sign};

fn request(method: &str, token: &str, body: &Value) -> Request<String> {
    Request::post(format!("/twirp/livekit.RoomService/{method}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(body.to_string())
        .unwrap()
}

async fn call(door: &Door, method: &str, grant: Value, body: Value) -> (u16, Value) {
    let token = sign(&claims(FULL, "", &grant));
    let (status, headers, text) = door.ask(request(method, &token, &body)).await;
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    (status.as_u16(), serde_json::from_str(&text).unwrap())
}

#[tokio::test]
async fn rooms_are_created_listed_and_deleted() {
    let door = Door::open().await;
    let create = json!({"roomCreate": true});
    let (status, room) = call(
        &door,
        "CreateRoom",
        create.clone(),
        json!({"name": "r", "empty_timeout": 77, "maxParticipants": 5, "metadata": "m"}),
    )
    .await;
    assert_eq!(status, 200, "{room}");
    assert_eq!(
        (&room["empty_timeout"], &room["max_participants"]),
        (&json!(77), &json!(5))
    );
    assert!(room["sid"].as_str().unwrap().starts_with("RM_"));
    assert_eq!(room["num_participants"], 0);
    let (_, again) = call(
        &door,
        "CreateRoom",
        create.clone(),
        json!({"name": "r", "empty_timeout": 1}),
    )
    .await;
    assert_eq!(again["sid"], room["sid"], "creating again is no new room");
    call(&door, "CreateRoom", create.clone(), json!({"name": "s"})).await;
    let list = json!({"roomList": true});
    let (_, listed) = call(&door, "ListRooms", list.clone(), json!({})).await;
    assert_eq!(listed["rooms"].as_array().unwrap().len(), 2);
    let (_, listed) = call(&door, "ListRooms", list.clone(), json!({"names": ["s", "t"]})).await;
    assert_eq!(listed["rooms"][0]["name"], "s");
    assert_eq!(
        call(&door, "DeleteRoom", create.clone(), json!({"room": "s"})).await.0,
        200
    );
    assert_eq!(call(&door, "DeleteRoom", create, json!({"room": "s"})).await.0, 404);
    let (_, listed) = call(&door, "ListRooms", list, json!({})).await;
    assert_eq!(listed["rooms"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn participants_are_listed_updated_messaged_and_removed() {
    let door = Door::open().await;
    let mut claims = join_claims(FULL, "r", "anna");
    claims["name"] = json!("Anna");
    claims["attributes"] = json!({"role": "guest"});
    let mut anna = Client::join(&door, &sign(&claims)).await;
    let admin = json!({"roomAdmin": true, "room": "r"});
    let (_, listed) = call(&door, "ListParticipants", admin.clone(), json!({"room": "r"})).await;
    let first = &listed["participants"][0];
    assert_eq!((&first["identity"], &first["name"]), (&json!("anna"), &json!("Anna")));
    assert_eq!(first["attributes"], json!({"role": "guest"}));
    assert_eq!(first["tracks"], json!([]));
    let update = json!({"room": "r", "identity": "anna", "name": "Anne", "attributes": {"hand": "1", "role": ""}});
    let (status, updated) = call(&door, "UpdateParticipant", admin.clone(), update).await;
    assert_eq!(status, 200, "{updated}");
    assert_eq!(
        (&updated["name"], &updated["attributes"]),
        (&json!("Anne"), &json!({"hand": "1"}))
    );
    anna.hear_for(|said| match said {
        wire::signal_response::Message::Update(update) => update
            .participants
            .iter()
            .any(|one| one.identity == "anna" && one.name == "Anne")
            .then_some(()),
        _ => None,
    })
    .await;
    let who = json!({"room": "r", "identity": "anna"});
    assert_eq!(
        call(&door, "GetParticipant", admin.clone(), who.clone()).await.1["name"],
        "Anne"
    );
    let data = json!({"room": "r", "data": "aGVsbG8=", "kind": "RELIABLE", "topic": "t"});
    assert_eq!(call(&door, "SendData", admin.clone(), data).await.0, 200);
    let mute = json!({"room": "r", "identity": "anna", "track_sid": "TR_none", "muted": true});
    let (status, error) = call(&door, "MutePublishedTrack", admin.clone(), mute).await;
    assert_eq!((status, &error["code"]), (404, &json!("not_found")));
    let metadata = json!({"room": "r", "metadata": "new"});
    assert_eq!(
        call(&door, "UpdateRoomMetadata", admin.clone(), metadata).await.1["metadata"],
        "new"
    );
    assert_eq!(
        call(&door, "RemoveParticipant", admin.clone(), who.clone()).await.0,
        200
    );
    let leave = anna.ending().await.leave.unwrap();
    assert_eq!(leave.reason(), wire::DisconnectReason::ParticipantRemoved);
    let (status, error) = call(&door, "GetParticipant", admin, who).await;
    assert_eq!((status, &error["code"]), (404, &json!("not_found")));
}

#[tokio::test]
async fn protobuf_in_protobuf_out() {
    let door = Door::open().await;
    let token = sign(&claims(FULL, "", &json!({"roomCreate": true})));
    let body = wire::CreateRoomRequest {
        name: "r".into(),
        departure_timeout: 9,
        ..Default::default()
    };
    let request = Request::post("/twirp/livekit.RoomService/CreateRoom")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/protobuf")
        .body(body.encode_to_vec())
        .unwrap();
    let (status, headers, bytes) = door.ask_bytes(request).await;
    assert_eq!(status, 200);
    assert_eq!(headers[header::CONTENT_TYPE], "application/protobuf");
    let room = wire::Room::decode(bytes).unwrap();
    assert_eq!((room.name.as_str(), room.departure_timeout), ("r", 9));
}

#[tokio::test]
async fn asvs_9_2_3_a_grant_for_one_room_says_nothing_about_another() {
    let door = Door::open().await;
    let room = json!({"room": "r"});
    let table = [
        (
            "ListParticipants",
            json!({"roomAdmin": true, "room": "other"}),
            room.clone(),
        ),
        (
            "ListParticipants",
            json!({"roomAdmin": true, "room": "*"}),
            room.clone(),
        ),
        ("ListParticipants", json!({"roomAdmin": true}), room.clone()),
        ("ListParticipants", json!({"roomAdmin": true}), json!({})),
        (
            "ListParticipants",
            json!({"roomCreate": true, "roomList": true, "room": "r"}),
            room.clone(),
        ),
        ("ListRooms", json!({"roomAdmin": true, "room": "r"}), json!({})),
        ("DeleteRoom", json!({"roomAdmin": true, "room": "r"}), room.clone()),
        (
            "CreateRoom",
            json!({"roomJoin": true, "room": "r"}),
            json!({"name": "r"}),
        ),
    ];
    for (method, grant, body) in table {
        let (status, error) = call(&door, method, grant.clone(), body).await;
        assert_eq!(
            (status, &error["code"]),
            (401, &json!("unauthenticated")),
            "{method} {grant}"
        );
    }
}

#[tokio::test]
async fn asvs_9_2_2_only_the_full_key_administers() {
    let door = Door::open().await;
    let list = json!({});
    let internal = sign(&claims(INTERNAL, "", &json!({"roomList": true})));
    let joining = sign(&join_claims(INTERNAL, "vc_room", "anna"));
    for token in [internal.as_str(), joining.as_str(), "x", ""] {
        let (status, _, text) = door.ask(request("ListRooms", token, &list)).await;
        assert_eq!(status, 401, "{text}");
    }
    // Not even as a parameter of the address, where tokens end up in logs.
    let token = sign(&claims(FULL, "", &json!({"roomList": true})));
    let in_query = Request::post(format!("/twirp/livekit.RoomService/ListRooms?access_token={token}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body("{}".into())
        .unwrap();
    assert_eq!(door.ask(in_query).await.0, 401);
}

#[tokio::test]
async fn without_a_full_key_there_is_no_twirp() {
    let door = Door::open_with(HostOptions {
        keys: vec![ApiKey::new(INTERNAL, SECRET, KeyScope::JoinOnly).unwrap()],
        ..options()
    })
    .await;
    let token = sign(&claims(FULL, "", &json!({"roomList": true})));
    for method in ["ListRooms", "CreateRoom", "Nonsense"] {
        assert_eq!(door.ask(request(method, &token, &json!({}))).await.0, 404);
    }
}

#[tokio::test]
async fn reserved_rooms_are_not_created_from_outside() {
    let door = Door::open().await;
    let body = json!({"name": "vc_mine"});
    let (status, error) = call(&door, "CreateRoom", json!({"roomCreate": true}), body).await;
    assert_eq!((status, &error["code"]), (403, &json!("permission_denied")));
    let inside = wire::CreateRoomRequest {
        name: "vc_mine".into(),
        ..Default::default()
    };
    door.host.rooms().create_room(inside).await.unwrap();
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said() {
    let door = Door::open().await;
    let create = json!({"roomCreate": true});
    let long = "x".repeat(257);
    let table = [
        ("CreateRoom", json!({"name": ""}), 400, "invalid_argument"),
        ("CreateRoom", json!({"name": long}), 400, "invalid_argument"),
        ("CreateRoom", json!({"name": 7}), 400, "malformed"),
        ("CreateRoom", json!([]), 400, "malformed"),
        ("CreateRoom", json!({"name": "r", "agents": [{}]}), 501, "unimplemented"),
        ("DeleteRoom", json!({"room": "none"}), 404, "not_found"),
        ("MoveParticipant", json!({}), 501, "unimplemented"),
        ("NoSuchMethod", json!({}), 404, "bad_route"),
    ];
    for (method, body, status, code) in table {
        let (got, error) = call(&door, method, create.clone(), body.clone()).await;
        assert_eq!((got, &error["code"]), (status, &json!(code)), "{method} {body}");
        assert!(!error["msg"].as_str().unwrap().is_empty());
    }
    let token = sign(&claims(FULL, "", &create));
    let large = json!({"name": "r", "metadata": "x".repeat(3 * 1024 * 1024)});
    assert_eq!(door.ask(request("CreateRoom", &token, &large)).await.0, 429);
    let mut get = request("CreateRoom", &token, &json!({}));
    *get.method_mut() = Method::GET;
    assert_eq!(door.ask(get).await.0, 404);
    let mut text = request("CreateRoom", &token, &json!({}));
    text.headers_mut()
        .insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
    assert_eq!(door.ask(text).await.0, 404);
}
