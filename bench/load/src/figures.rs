//! What the measurement came to.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::bot::Counts;
use crate::clock::now;

/// Clock ticks per second of `/proc/…/stat` on Linux (`USER_HZ`).
const TICKS: f64 = 100.0;

/// One measurement.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    /// Its length.
    seconds: f64,
    /// Packets that arrived, everybody's together: what the server forwarded.
    packets: u64,
    /// Of those, per second.
    packets_per_second: f64,
    /// Payload bits per second, everybody's together.
    bits_per_second: f64,
    /// Processor seconds of the server in that time; nothing without a process id.
    server_seconds: Option<f64>,
    /// Processor microseconds of the server for each forwarded packet.
    server_micros_per_packet: Option<f64>,
}

#[expect(clippy::cast_precision_loss, reason = "counts of a minute are far below 2^52")]
pub(crate) async fn measure(everybody: &[Arc<Counts>], seconds: u64, pid: Option<u32>) -> Result<Figures> {
    let sum = |of: fn(&Counts) -> u64| everybody.iter().map(|counts| of(counts)).sum::<u64>();
    let before = (
        sum(Counts::packets),
        sum(Counts::bytes),
        pid.map(processor_seconds).transpose()?,
    );
    let started = now();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let seconds = now().duration_since(started).as_secs_f64();
    let packets = sum(Counts::packets) - before.0;
    let bytes = sum(Counts::bytes) - before.1;
    let after = pid.map(processor_seconds).transpose()?;
    let server_seconds = after.zip(before.2).map(|(after, before)| after - before);
    Ok(Figures {
        seconds,
        packets,
        packets_per_second: packets as f64 / seconds,
        bits_per_second: bytes as f64 * 8.0 / seconds,
        server_seconds,
        server_micros_per_packet: server_seconds.map(|spent| spent * 1e6 / packets as f64),
    })
}

/// User and system time of a process so far.
pub(crate) fn processor_seconds(pid: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(") ").context("an unreadable /proc entry")?;
    let ticks: Vec<f64> = fields
        .split(' ')
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse().ok())
        .collect();
    Ok(ticks.iter().sum::<f64>() / TICKS)
}
