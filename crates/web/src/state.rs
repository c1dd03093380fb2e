//! What the routes share: the use cases, the configuration of this edge, and its few counters.

use std::fmt::Write as _;
use std::sync::Arc;

use app::App;
use domain::ids::{SessionId, SignInId};
use domain::secret::Entropy;
use domain::time::{Duration, Timestamp};

use crate::address::{Origin, Proxies, PublicAddress};
use crate::events::Streams;
use crate::guard::Facts;
use crate::routes::CspReports;
use crate::ui::{Dist, Files};

/// Streams of one waiting sign-in: its page, and the page that takes its place when it is loaded anew.
const STREAMS_PER_WINDOW: usize = 2;

/// The configuration of the HTTP edge.
#[derive(Clone, Debug)]
pub struct WebOptions {
    /// `server.public_url` and what our certificate covers.
    pub public: PublicAddress,
    /// Where media is reached, when it is not this server's own origin.
    pub media: Option<Origin>,
    /// Networks whose forwarding headers are believed.
    pub proxies: Proxies,
    /// Languages offered, the default first.
    pub languages: Vec<String>,
    /// Whom to ask for help (SIGN-7).
    pub support: Option<Support>,
    /// Open event streams one session may hold.
    pub streams_per_session: usize,
    /// How often a silent event stream sends a comment, so that proxies and dead peers are noticed.
    pub stream_ping: Duration,
    /// How often an open event stream asks again whether its session lives, should word of its end have been lost.
    pub stream_recheck: Duration,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self {
            public: PublicAddress::default(),
            media: None,
            proxies: Proxies::default(),
            languages: vec!["en".to_owned(), "ru".to_owned()],
            support: None,
            streams_per_session: 8,
            stream_ping: Duration::from_secs(15),
            stream_recheck: Duration::from_secs(60),
        }
    }
}

/// The administrator's words for people who cannot get in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Support {
    /// Plain text.
    pub text: String,
    /// An address to follow.
    pub link: Option<String>,
}

/// Shared by all requests; cloning is cheap.
#[derive(Clone)]
pub struct WebState {
    app: Arc<App>,
    entropy: Arc<dyn Entropy>,
    options: Arc<WebOptions>,
    streams: Streams<SessionId>,
    windows: Streams<SignInId>,
    files: Files,
    csp_reports: Arc<CspReports>,
}

impl WebState {
    /// Joins the use cases and the edge's configuration; nonces and request ids are drawn from `entropy`.
    #[must_use]
    pub fn new(app: Arc<App>, entropy: Arc<dyn Entropy>, options: WebOptions) -> Self {
        let streams = Streams::new(options.streams_per_session);
        Self {
            app,
            entropy,
            options: Arc::new(options),
            streams,
            windows: Streams::new(STREAMS_PER_WINDOW),
            files: Dist::FILES,
            csp_reports: Arc::default(),
        }
    }

    /// Tells every open event stream that the server stops, and ends them.
    pub fn stop(&self) {
        self.streams.stop();
        self.windows.stop();
    }

    /// The use cases.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// The edge's configuration.
    pub(crate) fn options(&self) -> &WebOptions {
        &self.options
    }

    /// The open event streams of sessions.
    pub(crate) fn streams(&self) -> &Streams<SessionId> {
        &self.streams
    }

    /// The open windows of sign-ins that wait.
    pub(crate) fn windows(&self) -> &Streams<SignInId> {
        &self.windows
    }

    /// What browsers reported about the Content Security Policy.
    pub(crate) fn csp_reports(&self) -> &CspReports {
        &self.csp_reports
    }

    /// The client's files.
    pub(crate) fn files(&self) -> Files {
        self.files
    }

    /// Where media is reached: this server's own public origin unless the configuration says otherwise.
    pub(crate) fn media<'a>(&'a self, facts: &'a Facts) -> &'a Origin {
        self.options.media.as_ref().unwrap_or(&facts.public)
    }

    /// The present. A request samples it once, in its facts.
    pub(crate) fn now(&self) -> Timestamp {
        self.app.now()
    }

    /// A fresh nonce for one page: 128 bits.
    pub(crate) fn nonce(&self) -> String {
        self.random_hex()
    }

    /// 128 random bits as 32 hexadecimal digits.
    pub(crate) fn random_hex(&self) -> String {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}
