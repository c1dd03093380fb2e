//! Getting into a conference (CNF-1 to CNF-4; the token's contents).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::time::{Duration, hours, minutes};
use serde_json::{Value, json};
use testkit::{Client, Newcomer, journeys};

use crate::conferences::make;

fn path(number: &str) -> String {
    format!("conferences/{number}/admissions")
}

async fn enter(client: &Client, number: &str, form: Value) -> Value {
    let admitted = client.post(&path(number), form).await.expect(201);
    assert_eq!(admitted["decision"], "admitted");
    admitted
}

/// What the token says; its signature is the media half's to check.
fn claims(admitted: &Value) -> Value {
    let token = admitted["token"].as_str().unwrap();
    let middle = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
}

pub(crate) fn room_of(admitted: &Value) -> String {
    claims(admitted)["video"]["room"].as_str().unwrap().to_owned()
}

fn name(name: &str) -> Value {
    json!({"name": name})
}

journeys! {
    async fn cnf_1_a_guest_enters_an_open_conference_by_giving_a_name(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "Open house", "access": "open"})).await;
        let guest = app.client();
        guest.post(&path(&number), json!({})).await.refused(403, "name_required");
        let admitted = enter(&guest, &number, name(" Gus ")).await;
        assert_eq!((&admitted["role"], &admitted["name"]), (&json!("guest"), &json!("Gus")));
        assert_eq!(admitted["media_url"], "ws://localhost:8080");
        assert_eq!(admitted["conference"], json!({"number": number, "name": "Open house", "access": "open",
            "link": format!("http://localhost:8080/c/{number}")}));
        assert_eq!(admitted["admission"]["secret"].as_str().unwrap().len(), 43, "256 bits");
        assert!(guest.cookie(web::SESSION_COOKIE).is_none(), "a guest has no session");

        let claims = claims(&admitted);
        assert_eq!(claims["sub"], admitted["identity"]);
        assert_eq!(claims["name"], "Gus");
        let video = &claims["video"];
        assert_eq!((&video["roomJoin"], &video["canUpdateOwnMetadata"]), (&json!(true), &json!(false)));
        assert!(video["room"].as_str().unwrap().starts_with("vc_"));
        for right in ["roomAdmin", "roomCreate", "roomList", "roomRecord", "ingressAdmin", "hidden"] {
            assert!(video.get(right).is_none_or(|granted| granted == &json!(false)), "{right}");
        }
        let life = claims["exp"].as_i64().unwrap() - app.now().as_seconds();
        assert_eq!(life, 600, "ten minutes");
        assert_eq!(claims["attributes"]["role"], "guest");
    }

    async fn cnf_3_a_participant_of_any_type_enters_by_their_session_alone(app: &TestApp) {
        let admin = app.administrator().await;
        for account_type in ["ws", "sip", "h323", "loop"] {
            let person = app.newcomer(&admin, Newcomer { account_type, ..Newcomer::new(account_type) }).await;
            let number = make(&admin, json!({"name": "Closed", "access": "closed", "guests": false,
                "participants": [person.account_id().await]})).await;
            let admitted = enter(&person, &number, json!({})).await;
            assert_eq!((&admitted["role"], &admitted["name"]), (&json!("participant"), &json!(account_type)));
            assert!(admitted.get("admission").is_none(), "the session is the key");
        }
    }

    async fn cnf_4_a_recognised_person_keeps_their_name_and_falls_under_the_guests_rule(app: &TestApp) {
        let admin = app.administrator().await;
        let eve = app.newcomer(&admin, Newcomer { account_type: "sip", ..Newcomer::new("eve") }).await;
        let open = make(&admin, json!({"name": "Open", "access": "open"})).await;
        let no_guests = make(&admin, json!({"name": "No guests", "access": "open", "guests": false})).await;
        let closed = make(&admin, json!({"name": "Closed", "access": "closed"})).await;
        let admitted = enter(&eve, &open, name("Rita Root")).await;
        assert_eq!((&admitted["role"], &admitted["name"]), (&json!("guest"), &json!("eve")));
        eve.post(&path(&no_guests), name("Eve")).await.refused(403, "guests_not_allowed");
        eve.post(&path(&closed), name("Eve")).await.refused(403, "closed_to_strangers");
        let card = eve.get(&format!("conferences/{open}")).await.expect(200);
        assert_eq!(card["recognised"], json!({"name": "eve"}), "the page says so before joining");
        assert_eq!(enter(&admin, &closed, name("Somebody")).await["name"], "Rita Root");
    }

    async fn cnf_1_one_session_is_one_participant_however_often_it_asks(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "M", "access": "open"})).await;
        let first = enter(&ann, &number, json!({})).await;
        assert_eq!(first["role"], "moderator");
        assert_eq!(enter(&ann, &number, json!({})).await["identity"], first["identity"]);
        let phone = app.signed_in("root").await;
        assert_ne!(enter(&phone, &number, json!({})).await["identity"], first["identity"], "two devices are two");
        let other = make(&ann, json!({"name": "N", "access": "open"})).await;
        let elsewhere = enter(&ann, &other, json!({})).await;
        assert_ne!(elsewhere["identity"], first["identity"]);
        assert_ne!(claims(&elsewhere)["video"]["room"], claims(&first)["video"]["room"]);
    }

    async fn cnf_13_a_guest_comes_back_as_the_same_participant(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "M", "access": "open"})).await;
        let guest = app.client();
        let first = enter(&guest, &number, name("Gus")).await;
        let back = enter(&guest, &number, json!({"admission": first["admission"]})).await;
        assert_eq!((&back["identity"], &back["name"]), (&first["identity"], &json!("Gus")));

        let forged = json!({"name": "Gus", "admission": {"id": first["admission"]["id"], "secret": "A".repeat(43)}});
        let answer = guest.post(&path(&number), forged).await;
        assert_ne!(answer.json()["identity"], first["identity"], "an id alone is no key");
        let other = make(&ann, json!({"name": "N", "access": "open"})).await;
        let elsewhere = json!({"name": "Gus", "admission": first["admission"]});
        let answer = guest.post(&path(&other), elsewhere).await;
        assert_ne!(answer.json()["identity"], first["identity"], "a key opens one conference");

        ann.patch(&format!("conferences/{number}/settings"), json!({"access": "closed"})).await.expect(200);
        let answer = guest.post(&path(&number), json!({"admission": first["admission"]})).await;
        answer.refused(403, "closed_to_strangers");
        app.settle().await;
    }

    async fn cnf_13_a_guests_key_dies_ten_minutes_after_leaving(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "M", "access": "open"})).await;
        let guest = app.client();
        let first = enter(&guest, &number, name("Gus")).await;
        let (room, identity) = (room_of(&first), first["identity"].as_str().unwrap());
        let again = || json!({"name": "Gus", "admission": first["admission"]});
        app.media().arrive(&room, identity);
        app.settle().await;
        app.advance(hours(3));
        assert_eq!(enter(&guest, &number, again()).await["identity"], identity, "nobody left");
        app.media().depart_unheard(&room, identity);
        app.settle().await;
        app.advance(minutes(10));
        assert_eq!(enter(&guest, &number, again()).await["identity"], identity);
        app.advance(Duration::from_millis(1));
        assert_ne!(enter(&guest, &number, again()).await["identity"], identity, "judged now, not by a reaper");
        app.settle().await;
    }

    async fn cnf_4_a_guests_key_is_ignored_once_somebody_is_signed_in(app: &TestApp) {
        let admin = app.administrator().await;
        let number = make(&admin, json!({"name": "M", "access": "open"})).await;
        let browser = app.client();
        let guest = enter(&browser, &number, name("Gus")).await;
        app.newcomer(&admin, Newcomer::new("ann")).await;
        browser.sign_in("ann", testkit::PASSWORD).await;
        let ann = enter(&browser, &number, json!({"admission": guest["admission"]})).await;
        assert_eq!(ann["name"], "ann");
        assert_ne!(ann["identity"], guest["identity"]);
    }

    async fn ses_8_ending_a_session_ends_its_media_before_the_answer(app: &TestApp) {
        let laptop = app.administrator().await;
        let phone = app.signed_in("root").await;
        let number = make(&laptop, json!({"name": "M", "access": "open"})).await;
        let admitted = enter(&phone, &number, json!({})).await;
        let room = room_of(&admitted);
        app.media().arrive(&room, admitted["identity"].as_str().unwrap());
        let id = phone.session_id().await;
        laptop.delete(&format!("sessions/{id}")).await.expect(204);
        assert!(app.media().present(&room).is_empty(), "its media stopped");
        app.settle().await;
    }

    async fn numbers_that_do_not_exist_are_all_the_same(app: &TestApp) {
        app.administrator().await;
        for number in ["100000000", "0", "000000001", "12345678", "1234567890", "abc", "%F0%9F%98%80", "-1", "1e8"] {
            let guest = app.client();
            guest.get(&format!("conferences/{number}")).await.refused(404, "conference_not_found");
            guest.post(&path(number), name("Gus")).await.refused(404, "conference_not_found");
        }
    }
}
