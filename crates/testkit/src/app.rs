//! One installation for one test.

use std::sync::Arc;

use app::hasher::{Cost, HasherOptions};
use app::settings::Settings;
use app::testing::{FakeClock, FakeProviders, MemoryShared, RecordingMedia, SeededEntropy};
use app::{App, MediaKeys, Parts};
use axum::Router;
use domain::captcha::{CaptchaRule, Effort};
use domain::time::{Clock as _, Duration, Timestamp};
use store::testing::TestStore;
use web::{WebOptions, WebState};

use crate::client::Client;

/// How much work a captcha is here: none to speak of.
pub const EASY_WORK: Effort = Effort::new(20, 2);

/// The real router and what stands behind it. End every test with [`TestApp::finish`].
pub struct TestApp {
    app: Arc<App>,
    state: WebState,
    router: Router,
    clock: Arc<FakeClock>,
    media: Arc<RecordingMedia>,
    providers: Arc<FakeProviders>,
    store: TestStore,
    is_finished: bool,
}

impl TestApp {
    /// On SQLite in memory.
    pub async fn sqlite() -> Self {
        Self::start(store::testing::sqlite_memory().await, WebOptions::default())
    }

    /// On PostgreSQL, which must be there: see [`store::testing::POSTGRES`].
    pub async fn postgres() -> Self {
        Self::start(store::testing::postgres().await, WebOptions::default())
    }

    /// On SQLite in memory, with the edge configured otherwise.
    pub async fn configured(options: WebOptions) -> Self {
        Self::start(store::testing::sqlite_memory().await, options)
    }

    fn start(store: TestStore, options: WebOptions) -> Self {
        let (clock, media) = (Arc::new(FakeClock::default()), Arc::new(RecordingMedia::default()));
        let entropy = Arc::new(SeededEntropy::new(1));
        let providers = Arc::new(FakeProviders::default());
        let app = App::new(Parts {
            store: store.store.clone(),
            clock: clock.clone(),
            entropy: entropy.clone(),
            hasher: HasherOptions {
                cost: Cost::insecure_test(),
                threads: 1,
                ..HasherOptions::default()
            },
            media: media.clone(),
            shared: Arc::new(MemoryShared::default()),
            providers: providers.clone(),
            media_keys: MediaKeys {
                key: "test".to_owned(),
                secret: "s".repeat(43),
            },
            server_key: app::ServerKey::new([7; 32]),
            defaults: Settings {
                captcha: CaptchaRule {
                    effort: EASY_WORK,
                    ..CaptchaRule::default()
                },
                ..Settings::default()
            },
        })
        .expect("the use cases start");
        let app = Arc::new(app);
        let state = WebState::new(app.clone(), entropy, options);
        let router = web::router(state.clone());
        Self {
            app,
            state,
            router,
            clock,
            media,
            providers,
            store,
            is_finished: false,
        }
    }

    /// A browser on this computer, with an empty cookie jar.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// The use cases, for what no request does.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The HTTP edge.
    #[must_use]
    pub fn state(&self) -> &WebState {
        &self.state
    }

    /// The media half.
    #[must_use]
    pub fn media(&self) -> &RecordingMedia {
        &self.media
    }

    /// The third-party providers.
    #[must_use]
    pub fn providers(&self) -> &FakeProviders {
        &self.providers
    }

    /// The present.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Saves a setting, and waits until it is in force.
    pub async fn save_setting(&self, key: &str, value: serde_json::Value) {
        let tx = self.store.begin_write().await.expect("the database can be written");
        tx.set_setting(key, &value, self.now())
            .await
            .expect("the setting is written");
        tx.commit().await.expect("the setting stays");
        self.advance(Duration::from_secs(1));
    }

    /// Does what the server does by itself: makes rooms and rows agree, ends sessions whose time is over, runs jobs.
    pub async fn settle(&self) {
        app::conference::reconcile(&self.app)
            .await
            .expect("rooms and rows agree");
        app::sessions::sweep(&self.app).await.expect("expired sessions end");
        while app::jobs::run_due(&self.app).await.expect("jobs run") > 0 {}
    }

    /// Takes the database away, as a restart of it does, and ends the test.
    pub async fn lose_database(&mut self) {
        self.is_finished = true;
        self.store.store.clone().close().await.expect("the database closes");
    }

    /// Ends the test: fails when jobs are left that nobody ran.
    pub async fn finish(mut self) {
        self.is_finished = true;
        let left = self.store.read().pending_jobs(10).await.expect("the jobs can be read");
        assert!(
            left.is_empty(),
            "jobs are left, call `settle` or find out why: {left:#?}"
        );
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        assert!(
            self.is_finished || std::thread::panicking(),
            "end the test with `app.finish().await`"
        );
    }
}
