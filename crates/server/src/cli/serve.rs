//! `vestibule serve`

use std::time::Duration;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::Configuration;
use crate::compose;

/// Blocking work that may run at once: reading the client's files in a debug build, name look-ups. Password hashing
/// has threads of its own.
const BLOCKING_THREADS: usize = 32;

#[derive(Debug, Args)]
pub(super) struct Serve {
    #[command(flatten)]
    configuration: Configuration,
    /// Where to listen: localhost:PORT, ADDRESS:PORT, 0.0.0.0:PORT or [::]:PORT.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The UDP port for sound and picture, or several.
    #[arg(long, value_name = "PORT[-PORT]")]
    media_udp: Option<String>,
    /// A PEM file with the TLS certificate and its chain.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<String>,
    /// A PEM file with the certificate's key.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<String>,
    /// Make a certificate of our own, for a trial on a local network.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["tls_cert", "tls_key"])]
    tls: Option<TlsKind>,
    /// Hash passwords at hardly any cost: for tests, on loopback, with a database made so.
    #[arg(long, hide = true)]
    insecure_test_hashing: bool,
    /// Open the media half's test controls: for tests, on loopback.
    #[arg(long, hide = true)]
    media_test_controls: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TlsKind {
    SelfSigned,
}

impl Serve {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let tests = compose::Tests {
            insecure_hashing: self.insecure_test_hashing,
            media_controls: self.media_test_controls,
        };
        let options = [
            ("--listen", "server.listen", self.listen),
            ("--media-udp", "media.udp_ports", self.media_udp),
            ("--tls-cert", "server.tls.cert", self.tls_cert),
            ("--tls-key", "server.tls.key", self.tls_key),
            (
                "--tls",
                "server.tls.self_signed",
                self.tls.map(|TlsKind::SelfSigned| "true".to_owned()),
            ),
        ];
        let given = options
            .into_iter()
            .filter_map(|(option, key, text)| Some((option, key, text?)))
            .collect();
        let config = self.configuration.load(given)?.config;
        crate::telemetry::start_log(&config.log)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_name("vestibule")
            .max_blocking_threads(BLOCKING_THREADS)
            .build()
            .context("cannot start threads")?;
        let outcome = runtime.block_on(compose::serve(config, tests));
        // What still runs now had its time.
        runtime.shutdown_timeout(Duration::from_millis(200));
        outcome
    }
}
