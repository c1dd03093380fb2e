//! People for journeys, made the way people are: through the API.

use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Client;

/// A password that satisfies the default rule.
pub const PASSWORD: &str = "plum tram lantern 42";

/// An account to be made.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer<'a> {
    /// What they sign in with.
    pub login: &'a str,
    /// `ws`, `sip`, `h323` or `loop`.
    pub account_type: &'a str,
    /// `standard`, `operator` or `administrator`.
    pub level: &'a str,
    /// Their subscriber number.
    pub number: Option<&'a str>,
}

impl<'a> Newcomer<'a> {
    /// Somebody like most: `ws`, standard, without a number.
    #[must_use]
    pub const fn new(login: &'a str) -> Self {
        Self {
            login,
            account_type: "ws",
            level: "standard",
            number: None,
        }
    }
}

impl TestApp {
    /// Makes the first administrator, `root`, through the set-up link, and signs them in.
    pub async fn administrator(&self) -> Client {
        let secret = app::setup::offer(self.app())
            .await
            .expect("set-up is asked")
            .expect("set-up is still open");
        let form = json!({"secret": secret.reveal(), "login": "root", "name": "Rita Root", "password": PASSWORD});
        self.client().post("setup", form).await.expect(201);
        self.signed_in("root").await
    }

    /// Has the administrator make an account, sets its password by the link, and signs them in.
    pub async fn newcomer(&self, administrator: &Client, newcomer: Newcomer<'_>) -> Client {
        let Newcomer {
            login,
            account_type,
            level,
            number,
        } = newcomer;
        let mut form = json!({"login": login, "type": account_type, "level": level});
        if let Some(number) = number {
            form["number"] = json!(number);
        }
        let created = administrator.post("accounts", form).await.expect(201);
        let url = created["password_link"]["url"].as_str().expect("a link");
        let secret = url.split_once('#').expect("a secret after #").1;
        let redemption = json!({"secret": secret, "password": PASSWORD});
        self.client()
            .post("password-links/redeem", redemption)
            .await
            .expect(204);
        self.signed_in(login).await
    }

    /// A new browser in which this person is signed in, with [`PASSWORD`].
    pub async fn signed_in(&self, login: &str) -> Client {
        let client = self.client();
        client.sign_in(login, PASSWORD).await;
        client
    }
}

impl Client {
    /// Signs in with a cookie and gives the answer.
    ///
    /// # Panics
    /// When that fails.
    pub async fn sign_in(&self, login: &str, password: &str) -> Value {
        let form = json!({"login": login, "password": password, "transport": "cookie"});
        let done = self.post("sign-in", form).await.expect(200);
        assert_eq!(done["next"], "done");
        done
    }

    /// The id of the account that is signed in here.
    pub async fn account_id(&self) -> String {
        self.get("me").await.expect(200)["account"]["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }

    /// The id of the session that is signed in here.
    pub async fn session_id(&self) -> String {
        self.get("me").await.expect(200)["session"]["id"]
            .as_str()
            .expect("an id")
            .to_owned()
    }
}
