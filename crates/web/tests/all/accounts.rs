//! The Accounts Manager: list, search, create, and who may (ACC-13, ACC-19).

use serde_json::{Value, json};
use testkit::{Client, Newcomer, journeys};

async fn logins(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("accounts{query}")).await.expect(200);
    let login = |item: &Value| item["login"].as_str().unwrap().to_owned();
    list["items"].as_array().unwrap().iter().map(login).collect()
}

journeys! {
    async fn acc_13_the_list_is_paged_and_searched(app: &TestApp) {
        let admin = app.administrator().await;
        for n in 0..5 {
            let form = json!({"login": format!("user{n}"), "name": format!("Person {n}"), "type": "sip",
                "number": format!("40{n}")});
            admin.post("accounts", form).await.expect(201);
        }
        let mut seen = Vec::new();
        let mut query = "?limit=2".to_owned();
        loop {
            let page = admin.get(&format!("accounts{query}")).await.expect(200);
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 2);
            seen.extend(items.iter().map(|item| item["login"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            query = format!("?limit=2&cursor={next}");
        }
        seen.sort();
        assert_eq!(seen, ["root", "user0", "user1", "user2", "user3", "user4"]);
        assert_eq!(logins(&admin, "?search=PERSON%203").await, ["user3"]);
        assert_eq!(logins(&admin, "?search=404").await, ["user4"]);
        assert_eq!(logins(&admin, "?search=100%25_").await, Vec::<String>::new(), "no wildcard of the database");
        admin.get("accounts?cursor=nonsense").await.refused(400, "malformed_query");
        admin.get("accounts?limit=-1").await.refused(400, "malformed_query");
        admin.get("accounts?sort=x").await.refused(400, "malformed_query");
    }

    async fn acc_19_an_account_is_made_with_everything_it_needs(app: &TestApp) {
        let admin = app.administrator().await;
        let form = json!({"login": "ann", "name": "Ann Lee", "type": "h323", "number": "4711", "level": "operator"});
        let created = admin.post("accounts", form).await.expect(201);
        let account = &created["account"];
        for (field, value) in [("login", "ann"), ("name", "Ann Lee"), ("type", "h323"), ("number", "4711"),
            ("level", "operator")] {
            assert_eq!(account[field], value);
        }
        let day = created["password_link"]["expires_at"].as_i64().unwrap() - app.now().as_millis();
        assert_eq!(day, 86_400_000);
        for (form, field, code) in [
            (json!({"login": "ANN", "type": "ws"}), "login", "login_taken"),
            (json!({"login": "4711", "type": "ws"}), "login", "login_taken"),
            (json!({"login": "bob", "type": "ws", "number": "4711"}), "number", "number_taken"),
        ] {
            assert_eq!(admin.post("accounts", form).await.refused(409, code)["field"], field);
        }
    }

    async fn acc_19_nobody_makes_or_resets_accounts_above_their_own(app: &TestApp) {
        let admin = app.administrator().await;
        let operator = app.newcomer(&admin, Newcomer { level: "operator", ..Newcomer::new("olga") }).await;
        let standard = app.newcomer(&admin, Newcomer::new("ann")).await;
        let form = |login: &str, level: &str| json!({"login": login, "type": "ws", "level": level});
        operator.post("accounts", form("x1", "standard")).await.expect(201);
        operator.post("accounts", form("x2", "operator")).await.refused(403, "not_allowed");
        operator.post("accounts", form("x3", "administrator")).await.refused(403, "not_allowed");
        standard.post("accounts", form("x4", "standard")).await.refused(403, "not_allowed");
        standard.get("accounts").await.refused(403, "not_allowed");
        let (root, ann) = (admin.account_id().await, standard.account_id().await);
        let link = |who: &Client, account: &str| who.ask("POST", &format!("accounts/{account}/password-link")).send();
        link(&operator, &root).await.refused(403, "not_allowed");
        link(&operator, &ann).await.expect(201);
        link(&standard, &ann).await.refused(403, "not_allowed");
        link(&admin, "018f0000-0000-7000-8000-000000000000").await.refused(404, "account_not_found");
        link(&admin, "nonsense").await.refused(404, "account_not_found");
    }

    async fn asvs_8_2_3_nobody_sets_what_is_not_theirs_to_set(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer::new("ann")).await;
        for (field, value) in [("level", json!("administrator")), ("type", json!("sip")), ("number", json!("1")),
            ("restricted", json!(false)), ("suspended_at", Value::Null), ("id", json!("x")), ("login", json!("x"))] {
            let mut form = json!({"name": "Ann"});
            form[field] = value;
            assert_eq!(ann.patch("me", form).await.refused(422, "unknown_field")["field"], field);
        }
        assert_eq!(ann.get("me").await.expect(200)["account"]["level"], "standard");
    }

    async fn cnf_14_people_are_found_by_name_and_number_and_tell_no_more(app: &TestApp) {
        let admin = app.administrator().await;
        let ann = app.newcomer(&admin, Newcomer { number: Some("4711"), ..Newcomer::new("ann") }).await;
        let found = ann.get("people?search=rita").await.expect(200);
        assert_eq!(found["items"], json!([{"id": admin.account_id().await, "name": "Rita Root"}]));
        let found = admin.get("people?search=471").await.expect(200);
        assert_eq!(found["items"][0]["number"], "4711");
        assert_eq!(admin.get("people").await.expect(200)["items"], json!([]));
        app.client().get("people?search=a").await.refused(401, "signed_out");
    }

    async fn a_person_renames_themselves(app: &TestApp) {
        let ann = app.administrator().await;
        let me = ann.patch("me", json!({"name": "  Ann Лий  "})).await.expect(200);
        assert_eq!(me["account"]["name"], "Ann Лий");
        assert_eq!(ann.get("me").await.expect(200), me);
    }
}
