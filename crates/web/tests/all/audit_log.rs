//! The audit log over HTTP: searched page by page, taken away as a file (ACC-17).

use domain::time::minutes;
use serde_json::{Value, json};
use testkit::{Client, Newcomer, journeys};

const PATH: &str = "admin/audit-log";

async fn found(admin: &Client, query: &str) -> Vec<Value> {
    let page = admin.get(&format!("{PATH}?{query}")).await.expect(200);
    page["items"].as_array().unwrap().clone()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

fn wrong(login: &str) -> Value {
    json!({"login": login, "password": "not the password", "transport": "bearer"})
}

journeys! {
    async fn acc_17_an_ended_session_names_whoever_ended_it(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        let me = ann.get("me").await.expect(200);
        let (account, session) = (me["account"]["id"].as_str().unwrap(), me["session"]["id"].as_str().unwrap());
        app.advance(minutes(1));
        admin.delete(&format!("admin/accounts/{account}/sessions/{session}")).await.expect(204);
        let ended = &found(&admin, "action=session_ended").await[0];
        assert_eq!((&ended["actor"]["login"], &ended["subject"]["login"]), (&json!("root"), &json!("ann")), "{ended}");
        app.advance(minutes(1));
        app.signed_in("ann").await.ask("POST", "sign-out").send().await.expect(204);
        let ended = &found(&admin, "action=session_ended").await[0];
        assert_eq!((&ended["actor"]["login"], &ended["details"]["reason"]), (&json!("ann"), &json!("signed_out")), "{ended}");
    }

    async fn acc_17_a_wrong_proof_names_whoever_is_signed_in(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        app.advance(minutes(1));
        ann.post("me/proof", json!({"password": "not the password"})).await.refused(403, "wrong_current_password");
        let last = &found(&admin, "limit=1").await[0];
        assert_eq!((&last["action"], &last["actor"]["login"]), (&json!("proof_failed"), &json!("ann")), "{last}");
    }

    async fn acc_17_the_log_is_searched_by_person_action_address_and_time(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        app.newcomer(&admin, Newcomer::new("bob")).await;
        let before = app.app().now().as_millis();
        app.advance(minutes(1));
        app.client().post("sign-in", wrong("ann")).await.refused(401, "wrong_credentials");
        app.client().post("sign-in", wrong("bob")).await.refused(401, "wrong_credentials");

        let of_ann = found(&admin, "search=ANN").await;
        assert_eq!(actions(&of_ann)[0], "sign_in_failed", "newest first");
        assert!(actions(&of_ann).contains(&"account_created"), "what was done to her is hers, too");
        let about = |entry: &&Value| entry["subject"]["login"] == "ann" || entry["actor"]["login"] == "ann";
        assert_eq!(of_ann.iter().filter(about).count(), of_ann.len());
        assert!(!of_ann[0].to_string().contains("not the password"));

        let failed = found(&admin, "action=sign_in_failed,sign_in_locked").await;
        assert_eq!(actions(&failed), ["sign_in_failed", "sign_in_failed"]);
        let late = found(&admin, &format!("from={}", before + 1)).await;
        assert_eq!(actions(&late), ["sign_in_failed", "sign_in_failed"]);
        let early = found(&admin, &format!("until={}&action=sign_in_failed", before + 1)).await;
        assert!(early.is_empty());
        assert_eq!(found(&admin, "search=127.0.0.1&limit=1").await.len(), 1);
        assert!(found(&admin, "search=192.0.2.77").await.is_empty());
        assert!(found(&admin, "search=nobody%20at%20all").await.is_empty());

        for (query, field) in [("action=made_up", "action"), ("cursor=x", "cursor"), ("cursor=1.2", "cursor")] {
            let refusal = admin.get(&format!("{PATH}?{query}")).await.refused(400, "malformed_query");
            assert_eq!(refusal["field"], field);
        }
        ann.get(PATH).await.refused(403, "not_allowed");
        ann.get("admin/audit-log.csv").await.refused(403, "not_allowed");
    }

    async fn acc_17_every_entry_is_on_one_page(app: &TestApp) {
        let admin = app.administrator().await;
        for n in 0..5 {
            app.client().post("sign-in", wrong(&format!("nobody{n}"))).await.refused(401, "wrong_credentials");
        }
        let whole = found(&admin, "limit=500").await;
        let mut collected = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = admin.get(&format!("{PATH}?limit=2{cursor}")).await.expect(200);
            collected.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert!(whole.len() > 5, "{whole:?}");
        assert_eq!(collected, whole);
    }

    async fn acc_17_the_log_is_taken_away_as_a_file_and_that_is_logged(app: &TestApp) {
        let admin = app.administrator().await;
        app.newcomer(&admin, Newcomer::new("ann")).await;
        let ann = app.signed_in("ann").await;
        ann.patch("me", json!({"name": "=HYPERLINK(1)"})).await.expect(200);
        app.advance(minutes(1));
        let answer = admin.get("admin/audit-log.csv?search=ann").await;
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"audit-log.csv\""));
        let text = answer.text();
        let lines: Vec<_> = text.trim_start_matches('\u{feff}').lines().collect();
        assert!(lines[0].starts_with("time,action,actor_login"), "{}", lines[0]);
        let of_ann = found(&admin, "search=ann&limit=500").await;
        assert_eq!(lines.len(), of_ann.len() + 1);
        assert!(text.contains(",'=HYPERLINK(1),") && !text.contains(",=HYPERLINK"), "{text}");
        assert_eq!(actions(&found(&admin, "limit=1").await), ["audit_log_exported"]);
    }
}
