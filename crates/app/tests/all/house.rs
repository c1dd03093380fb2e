//! One installation for one test, and people in it.

use std::net::IpAddr;
use std::sync::Arc;

use app::accounts::{NewAccount, create_from_cli};
use app::conferences::NewConference;
use app::failure::{Failure, Outcome, Refusal};
use app::hasher::{Cost, HasherOptions};
use app::settings::Settings;
use app::sign_in::{SignIn, SignInRefusal, SignedIn, Step};
use app::testing::{FakeClock, FakeProviders, MemoryShared, RecordingMedia, SeededEntropy};
use app::{Actor, App, Ctx, MediaKeys, Parts, ServerKey, Typed};
use domain::account::AccountType;
use domain::conference::{Access, Conference};
use domain::identifier::IdentifierKey;
use domain::ids::AccountId;
use domain::permission::Level;
use domain::session::{Client, Device};
use domain::sign_in::Entrance;
use domain::time::{Clock as _, Duration, Timestamp};
use futures_util::{Stream, StreamExt as _};
use store::testing::TestStore;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "plum tram lantern 42";

/// What join tokens are signed with.
pub(crate) const MEDIA_SECRET: &str = "a secret of the tests, 32 characters and more";

pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) media: Arc<RecordingMedia>,
    pub(crate) providers: Arc<FakeProviders>,
    pub(crate) store: Arc<TestStore>,
}

impl House {
    pub(crate) fn on(store: TestStore) -> Self {
        Self::with(Arc::new(store), Cost::insecure_test(), Settings::default(), 1)
    }

    pub(crate) fn with(store: Arc<TestStore>, cost: Cost, defaults: Settings, seed: u64) -> Self {
        Self::build(store, cost, defaults, seed, ServerKey::new([7; 32]))
    }

    /// The same installation with another key of its own.
    pub(crate) fn with_key(store: Arc<TestStore>, server_key: ServerKey) -> Self {
        Self::build(store, Cost::insecure_test(), Settings::default(), 2, server_key)
    }

    fn build(store: Arc<TestStore>, cost: Cost, defaults: Settings, seed: u64, server_key: ServerKey) -> Self {
        let (clock, media) = (Arc::new(FakeClock::default()), Arc::new(RecordingMedia::default()));
        let providers = Arc::new(FakeProviders::default());
        let app = App::new(Parts {
            store: store.store.clone(),
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(seed)),
            hasher: HasherOptions {
                cost,
                threads: 2,
                ..HasherOptions::default()
            },
            media: media.clone(),
            shared: Arc::new(MemoryShared::default()),
            providers: providers.clone(),
            media_keys: MediaKeys {
                key: "tests".to_owned(),
                secret: MEDIA_SECRET.to_owned(),
            },
            server_key,
            defaults,
        });
        Self {
            app: app.unwrap(),
            clock,
            media,
            providers,
            store,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// A request that comes in now.
    pub(crate) fn ctx(&self) -> Ctx {
        self.ctx_from("203.0.113.7")
    }

    pub(crate) fn ctx_from(&self, address: &str) -> Ctx {
        self.app.ctx("test", address.parse::<IpAddr>().unwrap())
    }

    /// An account of this login, with [`PASSWORD`].
    pub(crate) async fn account(&self, new: NewAccount) {
        create_from_cli(&self.app, new, Typed::new(PASSWORD)).await.unwrap();
    }

    pub(crate) async fn account_id(&self, login: &str) -> AccountId {
        let key = IdentifierKey::of(login);
        let found = self.store.read().credentials_by_identifier(&key).await.unwrap();
        found.unwrap().account.id
    }

    /// A new person, signed in.
    pub(crate) async fn person(&self, login: &str) -> Actor {
        self.account(newcomer(login)).await;
        self.signed_in(login).await
    }

    /// A new person of this level, signed in.
    pub(crate) async fn person_of(&self, level: Level, login: &str) -> Actor {
        self.account(NewAccount {
            level,
            ..newcomer(login)
        })
        .await;
        self.signed_in(login).await
    }

    /// Another session of somebody.
    pub(crate) async fn signed_in(&self, login: &str) -> Actor {
        let done = self.sign_in(form(login, PASSWORD)).await.unwrap();
        Actor {
            account: done.account,
            session: done.session,
        }
    }

    pub(crate) async fn sign_in(&self, form: SignIn) -> Outcome<SignedIn, SignInRefusal> {
        sign_in(&self.app, &self.ctx(), form).await
    }

    /// The actor as the next request sees them.
    pub(crate) async fn again(&self, actor: &Actor) -> Actor {
        let reader = self.store.read();
        let account = reader.account(actor.account.id).await.unwrap().unwrap();
        Actor {
            account,
            session: reader.session(actor.session.id).await.unwrap().unwrap(),
        }
    }

    /// A conference of this person's.
    pub(crate) async fn conference(&self, creator: &Actor, access: Access) -> Conference {
        let new = NewConference {
            access,
            ..planned("Weekly")
        };
        app::conferences::create(&self.app, &self.ctx(), creator, new)
            .await
            .unwrap()
            .conference
    }
}

pub(crate) async fn sign_in(app: &App, ctx: &Ctx, form: SignIn) -> Outcome<SignedIn, SignInRefusal> {
    match app::sign_in::begin(app, ctx, form).await? {
        Step::Done(done) => Ok(*done),
        other => panic!("nothing else was asked for: {other:?}"),
    }
}

pub(crate) fn newcomer(login: &str) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        name: None,
        number: None,
        account_type: AccountType::Ws,
        level: Level::Standard,
    }
}

pub(crate) fn form(login: &str, password: &str) -> SignIn {
    SignIn {
        login: login.to_owned(),
        password: Typed::new(password),
        keep: false,
        client: Client::Web,
        device: Device::default(),
        captcha: None,
        entrance: Entrance::Home,
        replaces: None,
        device_secret: None,
        attempt_secret: None,
        link: None,
    }
}

pub(crate) fn planned(name: &str) -> NewConference {
    NewConference {
        name: name.to_owned(),
        access: Access::Open,
        guests_allowed: true,
        participants: Vec::new(),
        moderators: Vec::new(),
    }
}

/// Waits until it is so; fails when that takes long.
pub(crate) async fn until<F: Future<Output = bool>>(mut is_so: impl FnMut() -> F) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect("what was waited for");
}

/// The next thing that is said, or nothing when the stream ended; fails when nothing is said for long.
pub(crate) async fn hear<T>(stream: &mut (impl Stream<Item = T> + Unpin)) -> Option<T> {
    let next = tokio::time::timeout(Duration::from_secs(20), stream.next());
    next.await.expect("something is said")
}

/// The code of the refusal that was expected.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug, R: Refusal>(outcome: Outcome<T, R>) -> &'static str {
    let refusal = match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("a refusal was expected, not {other:?}"),
    };
    assert!(
        R::codes().contains(&refusal.code()),
        "{} is not announced",
        refusal.code()
    );
    assert!(
        app::codes().contains(refusal.code()),
        "{} is not in the list of all codes",
        refusal.code()
    );
    refusal.code()
}
