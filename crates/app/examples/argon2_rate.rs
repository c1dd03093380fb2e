//! The machine's own rate of password hashes, for comparison: Argon2id at the least cost on every core, nothing around
//! it. Prints hashes per second over ten seconds.
//!
//! `cargo run --release -p app --example argon2_rate`

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring tool"
)]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};

const MEASURED: Duration = Duration::from_secs(10);

fn main() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let (stop, hashes) = (AtomicBool::new(false), AtomicU64::new(0));
    let started = Instant::now();
    std::thread::scope(|threads| {
        for _ in 0..cores {
            threads.spawn(|| hash_until(&stop, &hashes));
        }
        std::thread::sleep(MEASURED);
        stop.store(true, Ordering::Relaxed);
    });
    println!("{:.2}", hashes.into_inner() as f64 / started.elapsed().as_secs_f64());
}

/// Hashes with the cost of `Cost::FLOOR`, in memory used again and again as the server does.
fn hash_until(stop: &AtomicBool, hashes: &AtomicU64) {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the least cost is a valid one");
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = [0; 32];
    while !stop.load(Ordering::Relaxed) {
        argon2
            .hash_password_into_with_memory(
                b"a long sentence to remember",
                b"sixteen bytes of",
                &mut output,
                &mut memory,
            )
            .expect("a hash");
        hashes.fetch_add(1, Ordering::Relaxed);
    }
}
