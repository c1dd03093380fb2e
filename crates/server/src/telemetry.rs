//! What the server says about itself while it runs: a log for people or machines, and figures for Prometheus.
//! Neither ever holds a secret.

use std::io::IsTerminal;
use std::time::Duration;

use anyhow::Context;
use app::App;
use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sfu_host::Host;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{Log, LogFormat};

/// Crates that would write statements with their values, or keys of a call, into a verbose log.
const DISCREET: [&str; 5] = ["sqlx", "sea_orm", "sea_orm_migration", "str0m", "rustls"];

/// Starts the log on standard error.
///
/// # Errors
/// When the level makes no sense; the configuration's check has seen to that before.
pub fn start_log(log: &Log) -> anyhow::Result<()> {
    let level = EnvFilter::builder().parse(&log.level).context("log.level")?;
    let discreet = DISCREET.map(|name| (name, LevelFilter::WARN));
    let discreet = Targets::new().with_default(LevelFilter::TRACE).with_targets(discreet);
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(colours);
    let lines = match log.format {
        LogFormat::Human => lines.with_target(false).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(level).with_filter(discreet))
        .init();
    log_panics();
    Ok(())
}

/// A panic is a line of the log like any other, so that no collector misses it.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let words = panic.payload_as_str().unwrap_or("(no message)");
        tracing::error!(place, "panic: {words}");
    }));
}

/// The figures, once they are wanted.
#[derive(Clone)]
pub struct Figures {
    recorder: PrometheusHandle,
    host: Host,
    app: App,
}

impl Figures {
    /// Starts counting. Without this every counter in the program does nothing and costs nothing.
    ///
    /// # Errors
    /// When counting was started already.
    pub fn start(host: Host, app: App) -> anyhow::Result<Self> {
        let recorder = PrometheusBuilder::new()
            .install_recorder()
            .context("cannot start counting")?;
        metrics::gauge!("vestibule_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        Ok(Self { recorder, host, app })
    }

    /// `/metrics`.
    pub fn router(&self) -> Router {
        let figures = self.clone();
        let answer = move || {
            let figures = figures.clone();
            async move {
                (
                    [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
                    figures.render(),
                )
            }
        };
        Router::new().route("/metrics", get(answer))
    }

    fn render(&self) -> String {
        self.read_media();
        metrics::counter!("vestibule_password_comparisons_total").absolute(self.app.hasher().comparisons());
        if let Some(bytes) = resident_bytes() {
            metrics::gauge!("process_resident_memory_bytes").set(bytes as f64);
        }
        self.recorder.run_upkeep();
        self.recorder.render()
    }

    fn read_media(&self) {
        let media = self.host.figures();
        metrics::gauge!("vestibule_media_rooms").set(media.rooms as f64);
        metrics::gauge!("vestibule_media_participants").set(media.participants as f64);
        metrics::gauge!("vestibule_media_signalling_connections").set(media.connections as f64);
        for (name, value) in [
            ("vestibule_media_datagrams_received_total", media.datagrams_in),
            ("vestibule_media_bytes_received_total", media.bytes_in),
            ("vestibule_media_datagrams_sent_total", media.datagrams_out),
            ("vestibule_media_bytes_sent_total", media.bytes_out),
            ("vestibule_media_send_calls_total", media.send_calls),
            ("vestibule_media_datagrams_dropped_total", media.dropped_out),
            ("vestibule_media_datagrams_unclaimed_total", media.unclaimed_in),
            ("vestibule_media_room_panics_total", media.room_panics),
            ("vestibule_media_busy_microseconds_total", micros(media.busy)),
        ] {
            metrics::counter!(name).absolute(value);
        }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Memory that this process holds, as Linux counts it (proc(5), `statm`, second field).
fn resident_bytes() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}
