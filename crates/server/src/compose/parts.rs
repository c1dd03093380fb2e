//! The parts of the server, each from its section of the configuration.

use std::sync::Arc;

use anyhow::Context;
use app::hasher::{Cost, HasherOptions};
use app::settings::Settings;
use app::system::{SystemClock, SystemEntropy};
use app::{App, MediaKeys, Parts, ServerKey};
use domain::conference::RoomName;
use domain::letter::LetterLanguage;
use domain::password::PasswordRule;
use domain::rate::FailureRule;
use domain::secret::Secret;
use domain::session::Life;
use domain::time::{days, minutes};
use sfu_host::{ApiKey, Host, HostOptions, KeyScope};
use store::{DatabaseOptions, Store};
use web::address::{CertificateNames, Proxies, PublicAddress};
use web::{Support, WebOptions, WebState};

use super::Tests;
use crate::adapters::{MediaAbsent, OpenIdProviders, SharedMemory};
use crate::config::{Config, Server, SignIn};
use crate::control::{self, Answer, Order};
use crate::data::{DataError, DataFolder};
use crate::listen::tls;

/// Carries out an order from the command line: by the server that has the data folder, or, where none has it, here.
///
/// # Errors
/// When the data folder or the database cannot be used.
pub async fn carry_out(config: &Config, tests: Tests, order: Order) -> anyhow::Result<Answer> {
    tests.check(config)?;
    let folder = DataFolder::open(&config.server.data_dir)?;
    if !config.database.is_own() {
        return Ok(control::carry_out(&app_alone(config, tests, &folder).await?, order).await);
    }
    // A server that starts or stops has the folder, but does not listen: then it is tried again.
    for _ in 0..TRIES {
        match folder.lock() {
            Ok(_lock) => return Ok(control::carry_out(&app_alone(config, tests, &folder).await?, order).await),
            Err(DataError::InUse { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        if let Some(answer) = control::ask(folder.path(), &order).await? {
            return Ok(answer);
        }
    }
    anyhow::bail!("the server of this data folder neither answers nor ends; look into its log")
}

/// How often a server that has the data folder but does not listen is tried, every 50 ms.
const TRIES: u32 = 600;

/// The identity half without a media half.
async fn app_alone(config: &Config, tests: Tests, folder: &DataFolder) -> anyhow::Result<App> {
    let keys = MediaKeys {
        key: String::new(),
        secret: String::new(),
    };
    let store = store(config, tests, folder).await?;
    app(config, tests, store, server_key(config, folder)?, keys, MediaAbsent)
}

/// The database. Our own is ours alone while the folder is locked, which whoever opens it sees to.
pub(super) async fn store(config: &Config, tests: Tests, folder: &DataFolder) -> anyhow::Result<Store> {
    let url = config.database.url_or_default(folder.path());
    let options = DatabaseOptions {
        insecure_test_hashing: tests.insecure_hashing,
        writes_alone: config.database.is_own(),
        ..DatabaseOptions::new(url)
    };
    Ok(Store::open(options).await?)
}

/// What seals secrets in the database: the configured key, or the data folder's own.
pub(super) fn server_key(config: &Config, folder: &DataFolder) -> anyhow::Result<ServerKey> {
    match &config.server.sealing_key {
        Some(key) => Ok(ServerKey::new(
            *Secret::parse(key.reveal()).context("server.sealing_key")?.as_bytes(),
        )),
        None => Ok(folder.server_key(&SystemEntropy)?),
    }
}

/// The identity half.
pub(super) fn app(
    config: &Config,
    tests: Tests,
    store: Store,
    server_key: ServerKey,
    media_keys: MediaKeys,
    media: impl app::ports::Media + 'static,
) -> anyhow::Result<App> {
    App::new(Parts {
        store,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        hasher: hasher(&config.sign_in, tests)?,
        media: Arc::new(media),
        shared: Arc::new(SharedMemory::default()),
        providers: Arc::new(OpenIdProviders::default()),
        media_keys,
        server_key,
        defaults: settings(config),
    })
}

fn hasher(sign_in: &SignIn, tests: Tests) -> anyhow::Result<HasherOptions> {
    let defaults = HasherOptions::default();
    Ok(HasherOptions {
        cost: match tests.insecure_hashing {
            true => Cost::insecure_test(),
            false => Cost::new(sign_in.argon2.memory_kib, sign_in.argon2.passes).context("sign_in.argon2")?,
        },
        threads: match sign_in.argon2.parallel {
            0 => defaults.threads,
            threads => threads,
        },
        queue: sign_in.argon2.queue,
    })
}

/// The configuration's part of the settings; what an administrator saves wins over it.
fn settings(config: &Config) -> Settings {
    let rule = |failures| FailureRule {
        limit: failures,
        window: minutes(config.sign_in.failure_window_minutes.into()),
        lock: minutes(config.sign_in.lock_minutes.into()),
    };
    Settings {
        server_name: config.server.name.clone(),
        site_host: config.server.public_origin().map(|origin| origin.host.to_string()),
        password: PasswordRule {
            least_length: config.sign_in.least_password_length as usize,
        },
        account_failures: rule(config.sign_in.account_failures),
        address_failures: rule(config.sign_in.address_failures),
        life: Life {
            idle: minutes(config.sessions.idle_minutes.into()),
            idle_kept: days(config.sessions.idle_days_kept.into()),
            longest_web: days(config.sessions.longest_days_web.into()),
            longest_app: days(config.sessions.longest_days_apps.into()),
        },
        letter_language: config
            .server
            .languages
            .first()
            .and_then(|language| LetterLanguage::from_code(language))
            .unwrap_or(LetterLanguage::English),
        audit_kept: days(config.audit.keep_days.into()),
        ..Settings::default()
    }
}

/// The media half. Our own key signs nothing but tokens to join one room; the configured one is for other tools.
pub(super) fn media_host(config: &Config, tests: Tests, own: &MediaKeys) -> anyhow::Result<Host> {
    let mut keys = vec![ApiKey::new(&own.key, &own.secret, KeyScope::JoinOnly)?];
    if let (Some(key), Some(secret)) = (&config.media.api_key, &config.media.api_secret) {
        keys.push(ApiKey::new(key, secret.reveal(), KeyScope::Full).context("media.api_key")?);
    }
    let ports = config.media.udp_ports;
    Ok(Host::start(HostOptions {
        bind: config.media.bind_or_default(&config.server),
        udp_ports: ports.first..=ports.last,
        advertise: config.media.advertise.clone(),
        keys,
        reserved_prefix: RoomName::PREFIX.to_owned(),
        testing: tests.media_controls,
        ..HostOptions::default()
    })?)
}

/// The HTTP edge.
pub(super) fn web_state(config: &Config, app: &App, certificate: CertificateNames) -> WebState {
    let server = &config.server;
    let options = WebOptions {
        public: PublicAddress {
            url: server.public_origin(),
            certificate,
        },
        media: None,
        proxies: Proxies::new(server.proxies.clone()),
        languages: server.languages.clone(),
        support: support(server),
        ..WebOptions::default()
    };
    WebState::new(Arc::new(app.clone()), Arc::new(SystemEntropy), options)
}

fn support(server: &Server) -> Option<Support> {
    let text = server.support.text.clone().or_else(|| server.support.link.clone())?;
    Some(Support {
        text,
        link: server.support.link.clone(),
    })
}

/// The server's own certificate, where it speaks TLS itself.
pub(super) fn tls_identity(config: &Config, folder: &DataFolder) -> anyhow::Result<Option<tls::Identity>> {
    let tls = &config.server.tls;
    Ok(match (&tls.cert, &tls.key) {
        (Some(cert), Some(key)) => Some(tls::Identity::read(cert, key)?),
        _ if tls.self_signed => Some(tls::self_signed(&folder.self_signed(), &tls::machine_names())?),
        _ => None,
    })
}
