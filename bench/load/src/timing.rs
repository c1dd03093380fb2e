//! Whether the time of a refused sign-in tells who has an account: unknown, known-wrong and locked logins in random order,
//! one at a time (SIGN-1).

use std::net::SocketAddr;

use anyhow::{Context as _, Result, ensure};
use hyper::StatusCode;
use serde::Serialize;

use crate::clock::{now, unix_seconds};
use crate::connection::{Answer, Connection, form};

/// Who fails, and how often.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The server, on loopback: 127.0.0.1:8080.
    #[arg(long)]
    pub(crate) server: SocketAddr,
    /// Accounts that exist and are not locked, commas between; each fails equally often.
    #[arg(long, value_delimiter = ',')]
    known: Vec<String>,
    /// Logins that nobody has, as many.
    #[arg(long, value_delimiter = ',')]
    unknown: Vec<String>,
    /// A file with the login of an account that is locked.
    #[arg(long)]
    locked_file: std::path::PathBuf,
    /// Samples of each.
    #[arg(long, default_value_t = 2_000)]
    samples: usize,
}

/// One measurement.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    /// The chance that a sample of the first takes longer than one of the second: half, if time tells nothing.
    auc_unknown_wrong: f64,
    auc_unknown_locked: f64,
    auc_wrong_locked: f64,
    /// The median of each, in milliseconds.
    medians_ms: [f64; 3],
    /// Whether all answers were the same but for what differs with every answer.
    alike: bool,
}

/// Fails until all samples are there.
///
/// # Errors
/// When an answer is not the refusal of a wrong password.
pub(crate) async fn run(arguments: &Arguments) -> Result<Figures> {
    let locked = std::fs::read_to_string(&arguments.locked_file).context("the locked account's file")?;
    let groups = [&arguments.unknown, &arguments.known, &vec![locked.trim().to_owned()]];
    let mut order = Vec::with_capacity(arguments.samples * groups.len());
    for sample in 0..arguments.samples {
        for (group, logins) in groups.iter().enumerate() {
            let login = logins
                .get(sample % logins.len().max(1))
                .context("a group without logins")?;
            order.push((group, form(login, "not the password of anybody here")));
        }
    }
    shuffle(&mut order, unix_seconds());
    let mut connection = Connection::open(arguments.server).await?;
    // What is slow only once is over before it counts.
    for (_, form) in order.iter().take(30) {
        connection.try_to_sign_in(form).await?;
    }
    let mut took: [Vec<f64>; 3] = Default::default();
    let (mut first, mut alike) = (None, true);
    for (group, form) in &order {
        let asked = now();
        let answer = connection.try_to_sign_in(form).await?;
        let millis = now().duration_since(asked).as_secs_f64() * 1_000.0;
        ensure!(
            answer.status == StatusCode::UNAUTHORIZED,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        let shown = shown(&answer);
        alike &= *first.get_or_insert_with(|| shown.clone()) == shown;
        if let Some(of_group) = took.get_mut(*group) {
            of_group.push(millis);
        }
    }
    let [unknown, wrong, locked] = &mut took;
    for group in [&mut *unknown, wrong, locked] {
        group.sort_by(f64::total_cmp);
    }
    Ok(Figures {
        auc_unknown_wrong: auc(unknown, wrong),
        auc_unknown_locked: auc(unknown, locked),
        auc_wrong_locked: auc(wrong, locked),
        medians_ms: [median(unknown), median(wrong), median(locked)],
        alike,
    })
}

/// Status, body and headers, without those that differ with every answer.
fn shown(answer: &Answer) -> String {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "date" | "x-request-id"));
    let headers: Vec<_> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    format!(
        "{} {headers:?} {}",
        answer.status,
        String::from_utf8_lossy(&answer.body)
    )
}

/// Fisher and Yates' shuffle, with a generator of Marsaglia's.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed | 1;
    for last in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let bound = last as u64 + 1;
        items.swap(last, usize::try_from(state % bound).unwrap_or(0));
    }
}

/// The area under the curve of telling one sorted group from the other: ties count half.
fn auc(one: &[f64], other: &[f64]) -> f64 {
    let mut above = 0.0;
    for value in one {
        let below = other.partition_point(|sample| sample < value);
        let same = other.partition_point(|sample| sample <= value) - below;
        above += below as f64 + same as f64 / 2.0;
    }
    above / (one.len() as f64 * other.len() as f64)
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
