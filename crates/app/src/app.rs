//! What every use case is given: the store, the clock, luck, the password hasher and the ports.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use domain::secret::Entropy;
use domain::time::{Clock, Timestamp};
use store::Store;

use crate::captcha::Drawing;
use crate::ctx::Ctx;
use crate::hasher::{Hasher, HasherOptions};
use crate::ports::{IdentityProviders, Media, Shared};
use crate::sealing::ServerKey;
use crate::sessions::Presence;
use crate::settings::{Remembered, Settings};
use crate::sign_in::Turns;

/// The identity half, ready to answer. Cloning shares it.
#[derive(Clone)]
pub struct App {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) hasher: Hasher,
    pub(crate) turns: Turns,
    pub(crate) media: Arc<dyn Media>,
    pub(crate) shared: Arc<dyn Shared>,
    pub(crate) providers: Arc<dyn IdentityProviders>,
    pub(crate) media_keys: MediaKeys,
    pub(crate) settings: Arc<Remembered>,
    pub(crate) presence: Arc<Presence>,
    pub(crate) server_key: ServerKey,
    /// Who may draw a captcha now, and who may wait for it.
    pub(crate) drawing: Arc<Drawing>,
}

/// What an [`App`] is made of.
pub struct Parts {
    /// The database.
    pub store: Store,
    /// The present; [`crate::system::SystemClock`] outside tests.
    pub clock: Arc<dyn Clock>,
    /// Randomness; [`crate::system::SystemEntropy`] outside tests.
    pub entropy: Arc<dyn Entropy>,
    /// How passwords are hashed.
    pub hasher: HasherOptions,
    /// The media half.
    pub media: Arc<dyn Media>,
    /// Word between the nodes of one installation.
    pub shared: Arc<dyn Shared>,
    /// Third-party providers.
    pub providers: Arc<dyn IdentityProviders>,
    /// What join tokens are signed with.
    pub media_keys: MediaKeys,
    /// What is sealed in the database is sealed with this.
    pub server_key: ServerKey,
    /// The settings of the configuration file; the database's win over them.
    pub defaults: Settings,
}

/// The media half's API key and its secret.
#[derive(Clone)]
pub struct MediaKeys {
    /// The key's name: `iss` of every token.
    pub key: String,
    /// The key itself.
    pub secret: String,
}

impl fmt::Debug for MediaKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MediaKeys")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").finish_non_exhaustive()
    }
}

impl App {
    /// Puts the parts together and starts the hashing threads.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn new(parts: Parts) -> anyhow::Result<Self> {
        let hasher = Hasher::start(parts.hasher, Arc::clone(&parts.entropy))?;
        Ok(Self {
            store: parts.store,
            clock: parts.clock,
            entropy: parts.entropy,
            turns: Turns::new(hasher.threads()),
            hasher,
            media: parts.media,
            shared: parts.shared,
            providers: parts.providers,
            media_keys: parts.media_keys,
            settings: Arc::new(Remembered::new(parts.defaults)),
            presence: Arc::default(),
            server_key: parts.server_key,
            drawing: Arc::default(),
        })
    }

    /// The circumstances of a request that begins now.
    #[must_use]
    pub fn ctx(&self, request_id: impl Into<String>, address: IpAddr) -> Ctx {
        Ctx {
            now: self.clock.now(),
            request_id: request_id.into(),
            address,
        }
    }

    /// The present, for what nobody asked for: sweeping, reconciling, retrying.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The settings in force: the configuration's, overridden by what an administrator saved.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settings(&self) -> anyhow::Result<Arc<Settings>> {
        self.settings.get(&self.store, self.clock.now()).await
    }

    /// Which devices are connected to this node.
    #[must_use]
    pub fn presence(&self) -> &Arc<Presence> {
        &self.presence
    }

    /// The password hasher, for figures about it.
    #[must_use]
    pub fn hasher(&self) -> &Hasher {
        &self.hasher
    }

    /// Whether the database and the media half answer, for the readiness probe.
    ///
    /// # Errors
    /// When one of them does not.
    pub async fn ready(&self) -> anyhow::Result<()> {
        self.store.ready().await?;
        Ok(self.media.ready().await?)
    }
}
