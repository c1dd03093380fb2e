//! Conferences as meeting places (CNF-1 to CNF-4, CNF-14).

use serde_json::{Value, json};
use testkit::{Client, Newcomer, TestApp, journeys};

pub(crate) async fn make(client: &Client, form: Value) -> String {
    client.post("conferences", form).await.expect(201)["number"]
        .as_str()
        .unwrap()
        .to_owned()
}

journeys! {
    async fn cnf_14_a_conference_is_made_changed_and_deleted(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let bob = app.newcomer(&admin, Newcomer { number: Some("4711"), ..Newcomer::new("bob") }).await;
        let bob_id = bob.account_id().await;
        let made = ann.post("conferences", json!({"name": " Monday ", "access": "open",
            "participants": [bob_id]})).await.expect(201);
        let number = made["number"].as_str().unwrap();
        assert!(number.len() == 9 && !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(made["name"], "Monday");
        assert_eq!(made["link"], format!("http://localhost:8080/c/{number}"));
        assert_eq!(made["link_local_only"], true);
        let people = made["participants"].as_array().unwrap();
        assert_eq!(people.len(), 2, "the creator is always on the list");
        assert_eq!((&people[0]["id"], &people[0]["moderator"]), (&json!(ann.account_id().await), &json!(true)));
        assert_eq!(people[1], json!({"id": bob_id, "name": "bob", "number": "4711", "moderator": false}));

        let path = format!("conferences/{number}/settings");
        assert_eq!(ann.get(&path).await.expect(200), made);
        let changed = ann.patch(&path, json!({"name": "Tuesday", "access": "closed", "guests": false,
            "moderators": [bob_id]})).await.expect(200);
        assert_eq!((&changed["name"], &changed["access"], &changed["guests"]),
            (&json!("Tuesday"), &json!("closed"), &json!(false)));
        assert!(changed["participants"].as_array().unwrap().iter().all(|person| person["moderator"] == true));

        ann.delete(&format!("conferences/{number}")).await.expect(204);
        ann.get(&path).await.refused(404, "conference_not_found");
        ann.get(&format!("conferences/{number}")).await.refused(404, "conference_not_found");
        ann.delete(&format!("conferences/{number}")).await.refused(404, "conference_not_found");
        app.settle().await;
    }

    async fn cnf_3_one_lists_the_conferences_one_is_a_participant_of(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer { account_type: "sip", ..Newcomer::new("ann") }).await;
        let form = |name: &str, people: Value| json!({"name": name, "access": "closed", "participants": people});
        let with_ann = make(&admin, form("With Ann", json!([ann.account_id().await]))).await;
        make(&admin, form("Without", json!([]))).await;
        let items = ann.get("conferences").await.expect(200)["items"].clone();
        assert_eq!(items, json!([{"number": with_ann, "name": "With Ann", "access": "closed", "moderator": false,
            "people": ["Rita Root"], "people_count": 2, "live": null,
            "link": format!("http://localhost:8080/c/{with_ann}")}]));
        assert_eq!(admin.get("conferences").await.expect(200)["items"].as_array().unwrap().len(), 2);
    }

    async fn cnf_14_only_moderators_and_administrators_change_a_conference(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let bob = app.newcomer(&admin, Newcomer::new("bob")).await;
        let eve = app.newcomer(&admin, Newcomer::new("eve")).await;
        let number = make(&ann, json!({"name": "M", "access": "open", "participants": [bob.account_id().await]})).await;
        let path = format!("conferences/{number}/settings");
        bob.get(&path).await.expect(200);
        // Who is not on the list cannot tell a taken number from one that nobody has.
        for (who, status, code) in [(&eve, 404, "conference_not_found"), (&bob, 403, "not_allowed")] {
            who.patch(&path, json!({"name": "X"})).await.refused(status, code);
            who.delete(&format!("conferences/{number}")).await.refused(status, code);
        }
        eve.get(&path).await.refused(404, "conference_not_found");
        app.client().get(&path).await.refused(401, "signed_out");
        admin.patch(&path, json!({"name": "By the administrator"})).await.expect(200);
    }

    async fn cnf_1_the_card_of_an_open_conference_invites_whoever_has_the_number(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "Open house", "access": "open"})).await;
        let path = format!("conferences/{number}");
        let card = app.client().get(&path).await.expect(200);
        assert_eq!(card, json!({"number": number, "access": "open", "name": "Open house", "invited_by": "Rita Root",
            "member": false, "moderator": false, "guests": true, "ways": card["ways"],
            "link": format!("http://localhost:8080/c/{number}")}));
        assert!(card["ways"].as_array().unwrap().contains(&json!("guest")));
        let own = ann.get(&path).await.expect(200);
        assert_eq!((&own["member"], &own["moderator"], &own["recognised"]["name"]),
            (&json!(true), &json!(true), &json!("Rita Root")));
    }

    async fn g9_a_closed_conference_tells_strangers_nothing_but_number_and_ways(app: &TestApp) {
        let admin = app.administrator().await;
        let eve = app.newcomer(&admin, Newcomer::new("eve")).await;
        let number = make(&admin, json!({"name": "Secret plans", "access": "closed"})).await;
        let stranger = app.client();
        let path = format!("conferences/{number}");
        let card = stranger.get(&path).await.expect(200);
        let keys: Vec<_> = card.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["access", "guests", "link", "member", "moderator", "number", "ways"]);
        assert_eq!(card["ways"], json!(["member"]));
        let refused = stranger.post(&format!("{path}/admissions"), json!({"name": "Eve"})).await;
        refused.refused(403, "closed_to_strangers");
        for answer in [stranger.get(&path).await, eve.get(&path).await, refused,
            eve.post(&format!("{path}/admissions"), json!({})).await, eve.get(&format!("{path}/settings")).await] {
            for leak in ["Secret", "Rita", "token", "vc_", "media_url", "live"] {
                assert!(!answer.text().contains(leak), "{leak}: {answer:?}");
            }
        }
        assert!(app.media().take_calls().is_empty(), "nothing happened in any room");
    }

    async fn cnf_14_lists_of_people_are_checked(app: &TestApp) {
        let ann = app.administrator().await;
        let unknown = json!(["018f0000-0000-7000-8000-000000000000"]);
        for field in ["participants", "moderators"] {
            let mut form = json!({"name": "M", "access": "open"});
            form[field] = unknown.clone();
            ann.post("conferences", form).await.refused(422, "unknown_person");
        }
        let form = json!({"name": "M", "access": "open", "participants": ["nonsense"]});
        assert_eq!(ann.post("conferences", form).await.refused(422, "invalid_field")["field"], "participants[0]");
        let many: Vec<_> = (0..1_100).map(|n| format!("018f0000-0000-7000-8000-{n:012}")).collect();
        let form = json!({"name": "M", "access": "open", "participants": many});
        ann.post("conferences", form).await.refused(422, "too_many_people");
        assert_eq!(ann.get("conferences").await.expect(200)["items"], json!([]));
    }

    async fn looking_numbers_up_is_throttled_by_address_and_honest_lookups_are_free(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "M", "access": "open"})).await;
        let honest = app.client().from("198.51.100.1");
        for _ in 0..60 {
            honest.get(&format!("conferences/{number}")).await.expect(200);
        }
        let scanner = app.client().from("203.0.113.9");
        let mut n = 0;
        let locked = loop {
            n += 1;
            assert!(n <= 60, "sixty unknown numbers from one address, and no end");
            let answer = scanner.get(&format!("conferences/{}", 100_000_000 + n)).await;
            if answer.status() != 404 {
                break answer;
            }
        };
        assert!(locked.refused(429, "too_many_tries")["retry_after"].is_u64());
        scanner.get(&format!("conferences/{number}")).await.refused(429, "too_many_tries");
        honest.get(&format!("conferences/{number}")).await.expect(200);
    }
}

#[tokio::test]
async fn people_in_a_conference_are_told_when_it_changes() {
    let app = TestApp::sqlite().await;
    let admin = app.administrator().await;
    let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
    let mut heard = ann.events().await;
    make(
        &admin,
        json!({"name": "M", "access": "open", "participants": [ann.account_id().await]}),
    )
    .await;
    assert_eq!(
        heard.next().await.unwrap(),
        ("conferences_changed".to_owned(), json!({}))
    );
    app.finish().await;
}
