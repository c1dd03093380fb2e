//! Through another site and back (SIGN-3): a provider that says what a test wants, and people at it.

mod links;
mod proof;
mod providers;
mod redeem;
mod registration;
mod visits;

use app::administration::{ProviderForm, save_provider};
use app::failure::Outcome;
use app::sign_in::Step;
use app::testing::token;
use app::third_party::{
    Answer, BeginVisit, Entering, Redeem, RedeemRefusal, Returned, VisitRefusal, begin_visit, come_back, redeem,
};
use app::{Actor, Ctx, Typed};
use domain::audit::{AuditAction, AuditEntry};
use domain::ids::IdentityId;
use domain::permission::Level;
use domain::secret::Secret;
use domain::session::{Client, Device};
use domain::sign_in::Entrance;
use domain::third_party::{Claimed, Icon, Identity, Issuer, Persona, ProviderId, ReturnRefusal, Verifier};
use store::testing::TestStore;

use crate::house::House;

pub(super) const ISSUER: &str = "https://id.example.org";
pub(super) const CALLBACK: &str = "https://meet.example.org/api/v1/sign-in/third-party/site/callback";
pub(super) const SECRET: &str = "what only they and we know";

/// Somebody on the way to a provider.
#[derive(Clone)]
pub(super) struct Going {
    pub(super) url: String,
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

pub(super) fn site() -> ProviderForm {
    ProviderForm {
        id: "site".to_owned(),
        label: "Enter through site".to_owned(),
        icon: Icon::Building,
        issuer: ISSUER.to_owned(),
        client_id: "us".to_owned(),
        client_secret: Some(Typed::new(SECRET)),
        scopes: vec!["profile".to_owned(), "email".to_owned()],
        login_claim: "preferred_username".to_owned(),
        name_claim: "name".to_owned(),
        asks_second_factor: false,
        position: 0,
        enabled: true,
    }
}

pub(super) fn entering() -> Entering {
    Entering {
        keep: false,
        client: Client::Web,
        device: Device::default(),
        entrance: Entrance::Home,
        replaces: None,
        device_secret: None,
        attempt_secret: None,
    }
}

pub(super) fn brought(code: &str, verifier: &str) -> Redeem {
    Redeem {
        code: Typed::new(code),
        verifier: Typed::new(verifier),
    }
}

impl House {
    /// With a provider and an administrator, `root`.
    pub(super) async fn with_site(store: TestStore) -> Self {
        let house = Self::on(store);
        let root = house.person_of(Level::Administrator, "root").await;
        house.provider(&root, site()).await;
        house
    }

    pub(super) async fn provider(&self, root: &Actor, form: ProviderForm) {
        self.moment();
        save_provider(&self.app, &self.ctx(), root, form).await.unwrap();
    }

    pub(super) async fn begin(&self, ctx: &Ctx, verifier: &str) -> Outcome<Going, VisitRefusal> {
        let begin = BeginVisit {
            provider: "site".to_owned(),
            verifier_hash: Verifier::parse(verifier).unwrap().hash().reveal(),
            return_to: "web".to_owned(),
            redirect_uri: CALLBACK.to_owned(),
        };
        Ok(going(begin_visit(&self.app, ctx, &begin).await?, verifier))
    }

    /// Lets the clock tick, so that the log has an order.
    fn moment(&self) {
        self.pass(domain::time::Duration::from_millis(1));
    }

    pub(super) async fn goes(&self) -> Going {
        self.moment();
        self.begin(&self.ctx(), &"v".repeat(43)).await.unwrap()
    }

    /// What the provider says of this person at the end of this visit.
    pub(super) fn says(&self, going: &Going, subject: &str) -> Claimed {
        token(ISSUER, "us", subject, &going.nonce, self.now())
    }

    pub(super) async fn answer(&self, answer: Answer) -> Returned {
        come_back(&self.app, &self.ctx(), "site", answer).await.unwrap()
    }

    /// Signs in there as this person and comes back.
    pub(super) async fn comes_back(&self, going: &Going, claimed: Claimed) -> Result<String, ReturnRefusal> {
        let code = Secret::generate(&app::testing::SeededEntropy::new(7)).reveal();
        self.providers.signs_in(&code, claimed);
        let returned = self.answer(with_code(going, &code)).await;
        returned.outcome.map(|code| code.reveal())
    }

    pub(super) async fn arrives(&self, subject: &str) -> (String, Going) {
        let going = self.goes().await;
        let claimed = self.says(&going, subject);
        (self.comes_back(&going, claimed).await.unwrap(), going)
    }

    pub(super) async fn redeems(&self, code: &str, verifier: &str) -> Outcome<Step, RedeemRefusal> {
        redeem(&self.app, &self.ctx(), &brought(code, verifier), entering()).await
    }

    /// The whole way of somebody known there by this subject.
    pub(super) async fn enters(&self, subject: &str) -> Outcome<Step, RedeemRefusal> {
        let (code, going) = self.arrives(subject).await;
        self.redeems(&code, &going.verifier).await
    }

    /// Ties an identity to an account, as an earlier sign-in did.
    pub(super) async fn knows(&self, login: &str, subject: &str) {
        let identity = Identity {
            id: IdentityId::new(self.now(), &app::testing::SeededEntropy::new(11)),
            account: self.account_id(login).await,
            provider: ProviderId::parse("site").unwrap(),
            persona: persona(subject),
            linked_at: self.now(),
            used_at: None,
        };
        let tx = self.store.begin_write().await.unwrap();
        let inserted = tx.insert_identity(&identity).await.unwrap();
        assert_eq!(inserted, store::IdentityInserted::Done);
        tx.commit().await.unwrap();
    }

    /// Whose identity it is, by login.
    pub(super) async fn whose(&self, subject: &str) -> Option<String> {
        let reader = self.store.read();
        let issuer = Issuer::parse(ISSUER).unwrap();
        let identity = reader.identity(&issuer, subject).await.unwrap()?;
        let account = reader.account(identity.account).await.unwrap();
        Some(account.unwrap().login.to_string())
    }

    /// The newest entries of a kind, newest first.
    pub(super) async fn log(&self, action: AuditAction) -> Vec<AuditEntry> {
        let all = self
            .store
            .read()
            .audit_log(&store::AuditSearch {
                limit: 200,
                ..store::AuditSearch::default()
            })
            .await
            .unwrap();
        all.into_iter().filter(|entry| entry.action == action).collect()
    }

    pub(super) async fn set(&self, key: &str, value: serde_json::Value) {
        let tx = self.store.begin_write().await.unwrap();
        tx.set_setting(key, &value, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        self.pass(domain::time::Duration::from_secs(1));
    }
}

pub(super) fn persona(subject: &str) -> Persona {
    Persona {
        issuer: Issuer::parse(ISSUER).unwrap(),
        subject: subject.to_owned(),
        login: None,
        name: None,
        email: None,
    }
}

pub(super) fn with_code(going: &Going, code: &str) -> Answer {
    Answer {
        state: Some(going.state.clone()),
        code: Some(Typed::new(code)),
        ..Answer::default()
    }
}

/// What stands in an authentication request.
pub(super) fn parameter(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?').unwrap();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub(super) fn going(url: String, verifier: &str) -> Going {
    Going {
        state: parameter(&url, "state").unwrap(),
        nonce: parameter(&url, "nonce").unwrap(),
        verifier: verifier.to_owned(),
        url,
    }
}

#[track_caller]
pub(super) fn done(step: Step) -> Actor {
    match step {
        Step::Done(done) => Actor {
            account: done.account,
            session: done.session,
        },
        other => panic!("it should be done: {other:?}"),
    }
}
