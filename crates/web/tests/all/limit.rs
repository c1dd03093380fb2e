//! The limit of sessions, as clients see it (SES-1 to SES-6).

use domain::time::minutes;
use serde_json::{Value, json};
use testkit::{Client, Newcomer, PASSWORD, journeys};

fn settings(limit: u16, policy: &str) -> Value {
    json!({"limit": limit, "policy": policy, "web_idle_minutes": 720, "app_idle_days": 30, "longest_web_days": 30,
        "longest_app_days": 365})
}

async fn sign_in(client: &Client, transport: &str) -> Value {
    let form = json!({"login": "ann", "password": PASSWORD, "transport": transport});
    client.post("sign-in", form).await.expect(200)
}

journeys! {
    async fn ses_3_ses_5_ses_6_restricted_and_lifted_live(app: &TestApp) {
        let admin = app.administrator().await;
        admin.put("admin/settings/sessions", settings(1, "restrict")).await.expect(200);
        let first = app.newcomer(&admin, Newcomer::new("ann")).await;
        let second = app.client();
        assert_eq!(sign_in(&second, "cookie").await["session"]["restricted"], true);
        let me = second.get("me").await.expect(200);
        assert_eq!(me["allowed"], json!(["search_people"]));
        assert_eq!(first.get("me").await.expect(200)["allowed"],
            json!(["create_conferences", "enter_conferences", "moderate_conferences", "search_people"]));
        let list = second.get("sessions").await.expect(200);
        assert_eq!((&list["limit"], &list["in_use"], &list["to_end"]), (&json!(1), &json!(1), &json!(1)));
        assert_eq!(list["life"], json!({"web_idle_minutes": 720, "app_idle_days": 30}));
        second.post("conferences", json!({"name": "N", "access": "open"})).await.refused(403, "session_restricted");

        let mut events = second.events().await;
        let id = first.session_id().await;
        second.delete(&format!("sessions/{id}")).await.expect(204);
        let mut heard = Vec::new();
        while !heard.contains(&"session_lifted".to_owned()) {
            heard.push(events.next().await.expect("it is lifted").0);
        }
        assert!(second.get("me").await.expect(200)["allowed"].as_array().unwrap().contains(&json!("enter_conferences")));
        second.post("conferences", json!({"name": "N", "access": "open"})).await.expect(201);
        app.settle().await;
    }

    async fn ses_4_a_browser_waits_and_goes_on_by_its_cookie(app: &TestApp) {
        let admin = app.administrator().await;
        let first = app.newcomer(&admin, Newcomer::new("ann")).await;
        admin.put("admin/settings/sessions", settings(1, "wait")).await.expect(200);
        let second = app.client();
        let step = sign_in(&second, "cookie").await;
        assert_eq!(step["next"], "choose_session");
        assert!(step["attempt"].get("secret").is_none(), "scripts never see it");
        assert!(second.cookie("__Host-attempt").is_some());
        assert_eq!(step["choice"]["account"]["login"], "ann");
        assert_eq!(step["choice"]["sessions"].as_array().unwrap().len(), 1);
        let path = format!("sign-in/{}", step["attempt"]["id"].as_str().unwrap());
        let choose = format!("{path}/choose-session");
        app.client().get(&path).await.refused(404, "attempt_over");
        assert_eq!(second.get(&path).await.expect(200)["next"], "choose_session");
        second.post(&choose, json!({"restricted": true})).await.refused(403, "not_allowed");
        second.post(&choose, json!({"end": first.session_id().await, "restricted": true})).await.refused(422, "invalid_field");
        let unguarded = second.ask("POST", &choose).without("vestibule-request").json(&json!({})).send().await;
        unguarded.refused(403, "request_header_missing");

        let mut window = second.opens(&format!("{path}/events")).await;
        assert_eq!(window.next().await.unwrap().0, "hello");
        first.ask("POST", "sign-out").send().await.expect(204);
        assert_eq!(window.next().await.unwrap().0, "sign_in_changed");
        assert_eq!(second.post(&choose, json!({})).await.expect(200)["next"], "done");
        second.get("me").await.expect(200);
        drop(window);
        app.settle().await;
    }

    async fn ses_4_an_app_waits_by_its_secret_and_may_end_another(app: &TestApp) {
        let admin = app.administrator().await;
        let first = app.newcomer(&admin, Newcomer::new("ann")).await;
        admin.put("admin/settings/sessions", settings(1, "wait")).await.expect(200);
        let phone = app.client();
        let step = sign_in(&phone, "bearer").await;
        assert!(phone.cookie("__Host-attempt").is_none());
        let (id, secret) = (step["attempt"]["id"].as_str().unwrap(), step["attempt"]["secret"].as_str().unwrap());
        let choose = format!("sign-in/{id}/choose-session");
        phone.post(&choose, json!({})).await.refused(404, "attempt_over");
        let end = json!({"end": first.session_id().await});
        let done = phone.ask("POST", &choose).header("vestibule-attempt", secret).json(&end).send().await.expect(200);
        assert_eq!((&done["next"], &done["session"]["restricted"]), (&json!("done"), &json!(false)));
        assert_eq!(first.get("me").await.refused(401, "signed_out")["reason"], "ended_by_user");
        app.client().with_token(done["token"].as_str().unwrap()).get("me").await.expect(200);
        let gone = phone.ask("DELETE", &format!("sign-in/{id}")).header("vestibule-attempt", secret).send().await;
        gone.expect(204);
        app.settle().await;
    }

    async fn asvs_7_5_2_asvs_7_2_4_a_proof_renews_the_cookie(app: &TestApp) {
        let here = app.administrator().await;
        let there = app.signed_in("root").await;
        app.advance(minutes(16));
        let path = format!("sessions/{}", there.session_id().await);
        here.delete(&path).await.refused(403, "proof_required");
        here.delete("sessions").await.refused(403, "proof_required");
        let before = here.cookie(web::SESSION_COOKIE).unwrap();
        let refusal = here.post("me/proof", json!({"password": "wrong"})).await.refused(403, "wrong_current_password");
        assert_eq!(refusal["field"], "password");
        let proof = here.post("me/proof", json!({"password": PASSWORD})).await.expect(200);
        assert!(proof.get("token").is_none());
        let stolen = app.client();
        stolen.set_cookie(web::SESSION_COOKIE, &before);
        stolen.get("me").await.refused(401, "signed_out");
        here.delete(&path).await.expect(204);
        app.settle().await;
    }

    async fn ses_1_ses_9_settings_act_at_once_and_bad_ones_change_nothing(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let saved = admin.get("admin/settings/sessions").await.expect(200);
        assert_eq!(saved, settings(0, "restrict"));
        for (field, value) in [
            ("limit", 101),
            ("web_idle_minutes", 4),
            ("app_idle_days", 0),
            ("longest_web_days", 366),
            ("longest_app_days", 3651),
        ] {
            let mut bad = settings(2, "wait");
            bad[field] = json!(value);
            let refusal = admin.put("admin/settings/sessions", bad).await.refused(422, "out_of_range");
            assert_eq!(refusal["field"], field);
        }
        for bad in [json!(-1), json!("2"), json!(1.5), json!(70_000)] {
            let mut form = settings(2, "wait");
            form["limit"] = bad;
            admin.put("admin/settings/sessions", form).await.refused(422, "invalid_field");
        }
        assert_eq!(admin.get("admin/settings/sessions").await.expect(200), saved);
        ann.put("admin/settings/sessions", settings(1, "wait")).await.refused(403, "not_allowed");

        let mut short = settings(1, "restrict");
        short["web_idle_minutes"] = json!(30);
        assert_eq!(admin.put("admin/settings/sessions", short.clone()).await.expect(200), short);
        assert_eq!(admin.get("admin/settings/sessions").await.expect(200), short);
        let overview = admin.get("admin/sessions/overview?limit=1").await.expect(200);
        assert_eq!((&overview["sessions"], &overview["restricted"]), (&json!(2), &json!(0)));
        assert_eq!(overview["days"].as_array().unwrap().len(), 7);
        assert_eq!(overview["days"][6]["most"], 2);
        app.advance(minutes(30));
        let refusal = ann.get("me").await.refused(401, "signed_out");
        assert_eq!(refusal["reason"], "expired", "sessions that are open have the new end, too");
        app.settle().await;
    }

    async fn ses_8_asvs_7_4_5_administrators_see_and_end_anyones_sessions(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let (other, account) = (app.signed_in("ann").await, ann.account_id().await);
        let path = format!("admin/accounts/{account}");
        let shown = admin.get(&path).await.expect(200);
        assert_eq!((&shown["account"]["login"], &shown["session_limit"]), (&json!("ann"), &json!(null)));
        let list = admin.get(&format!("{path}/sessions")).await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert!(list["items"].as_array().unwrap().iter().all(|item| item["current"] == false));
        let id = other.session_id().await;
        admin.delete(&format!("{path}/sessions/{id}")).await.expect(204);
        assert_eq!(other.get("me").await.refused(401, "signed_out")["reason"], "ended_by_administrator");
        admin.delete(&format!("{path}/sessions/{id}")).await.refused(404, "session_not_found");
        assert_eq!(admin.delete(&format!("{path}/sessions")).await.expect(200)["ended"], 1);
        ann.get("me").await.refused(401, "signed_out");
        admin.patch(&path, json!({"session_limit": 101})).await.refused(422, "out_of_range");
        admin.patch(&path, json!({})).await.refused(422, "missing_field");
        assert_eq!(admin.patch(&path, json!({"session_limit": 3})).await.expect(200)["session_limit"], 3);
        admin.get("admin/accounts/nonsense").await.refused(404, "account_not_found");
        app.settle().await;
    }
}
