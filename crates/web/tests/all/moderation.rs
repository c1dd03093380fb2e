//! What moderators do with people in the room, and the raised hand (CNF-11, CNF-13).

use app::testing::MediaCall;
use domain::admission::Identity;
use serde_json::{Value, json};
use testkit::{Client, Newcomer, TestApp, journeys};

use crate::admissions::room_of;
use crate::conferences::make;

/// Enters, and lets the media connect. Gives the admission.
async fn arrive(app: &TestApp, client: &Client, number: &str, form: Value) -> Value {
    let admitted = client
        .post(&format!("conferences/{number}/admissions"), form)
        .await
        .expect(201);
    app.media().arrive(&room_of(&admitted), identity(&admitted));
    admitted
}

fn identity(admitted: &Value) -> &str {
    admitted["identity"].as_str().unwrap()
}

journeys! {
    async fn cnf_11_a_moderator_removes_somebody_who_may_not_come_back_as_the_same(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "M", "access": "open"})).await;
        arrive(app, &ann, &number, json!({})).await;
        let guest = app.client();
        let admitted = arrive(app, &guest, &number, json!({"name": "Gus"})).await;
        let gus = identity(&admitted);
        let path = format!("conferences/{number}/present/{gus}");

        guest.delete(&path).await.refused(401, "signed_out");
        ann.delete(&path).await.expect(204);
        assert!(!app.media().present(&room_of(&admitted)).contains(&gus.to_owned()), "before it answered");
        let key = json!({"name": "Gus", "admission": admitted["admission"]});
        let back = guest.post(&format!("conferences/{number}/admissions"), key).await;
        back.refused(403, "removed");
        ann.delete(&path).await.refused(404, "not_present");
        app.settle().await;
    }

    async fn cnf_11_only_moderators_of_this_conference_moderate(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let bob = app.newcomer(&admin, Newcomer::new("bob")).await;
        let number = make(&admin, json!({"name": "M", "access": "open", "participants": [ann.account_id().await]})).await;
        let admitted = arrive(app, &admin, &number, json!({})).await;
        let rita = identity(&admitted);
        make(&bob, json!({"name": "Bob's own", "access": "open"})).await;
        for (who, status, code) in [(&ann, 403, "not_allowed"), (&bob, 404, "conference_not_found"),
            (&app.client(), 401, "signed_out")] {
            let path = format!("conferences/{number}/present/{rita}");
            who.delete(&path).await.refused(status, code);
            who.post(&format!("{path}/mute"), json!({"source": "microphone"})).await.refused(status, code);
        }
        let nobody = format!("conferences/{number}/present/p_nobody");
        admin.delete(&nobody).await.refused(404, "not_present");
        admin.delete("conferences/100000000/present/p_x").await.refused(404, "conference_not_found");
        assert_eq!(app.media().present(&room_of(&admitted)).len(), 1);
    }

    async fn cnf_11_a_moderator_mutes_what_somebody_publishes(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "M", "access": "open"})).await;
        let guest = arrive(app, &app.client(), &number, json!({"name": "Gus"})).await;
        let path = format!("conferences/{number}/present/{}/mute", identity(&guest));
        app.media().take_calls();
        ann.post(&path, json!({"source": "microphone"})).await.expect(204);
        let muted = app.media().take_calls();
        let of_gus = Identity::from_text(identity(&guest));
        assert!(matches!(&muted[..], [MediaCall::MuteTrack(_, who, track)] if *who == of_gus && track == "TR_mic"), "{muted:?}");
        ann.post(&path, json!({"source": "screen_share"})).await.expect(204);
        assert_eq!(ann.post(&path, json!({"source": "brain"})).await.refused(422, "invalid_field")["field"], "source");
    }

    async fn cnf_13_everybody_raises_their_own_hand_and_a_moderator_lowers_any(app: &TestApp) {
        let ann = app.administrator().await;
        let number = make(&ann, json!({"name": "M", "access": "open"})).await;
        let rita = arrive(app, &ann, &number, json!({})).await;
        let guest = app.client();
        let gus = arrive(app, &guest, &number, json!({"name": "Gus"})).await;
        let path = format!("conferences/{number}/hand");
        let hand = |admitted: &Value, raised: bool| json!({"raised": raised, "identity": identity(admitted)});
        let mut proven = hand(&gus, true);
        proven["admission"] = gus["admission"].clone();

        app.media().take_calls();
        guest.put(&path, proven.clone()).await.expect(204);
        let calls = app.media().take_calls();
        let [MediaCall::UpdateParticipant(_, who, update)] = &calls[..] else { panic!("{calls:?}") };
        assert_eq!(who.as_str(), identity(&gus));
        assert_eq!(update.attributes["hand"], app.now().as_millis().to_string());

        guest.put(&path, hand(&gus, true)).await.refused(403, "not_allowed");
        guest.put(&path, hand(&rita, true)).await.refused(403, "not_allowed");
        let mut of_another = hand(&rita, true);
        of_another["admission"] = gus["admission"].clone();
        guest.put(&path, of_another).await.refused(403, "not_allowed");
        ann.put(&path, hand(&rita, true)).await.expect(204);
        ann.put(&path, hand(&gus, true)).await.refused(403, "not_allowed");
        ann.put(&path, hand(&gus, false)).await.expect(204);
        for path in [path.as_str(), "conferences/100000000/hand"] {
            ann.put(path, json!({"raised": false, "identity": "p_nobody"})).await.refused(404, "not_present");
        }
    }
}
