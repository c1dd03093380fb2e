//! `[sign_in]`

use domain::rate::FailureRule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Invalid, within};

/// Passwords, and what slows down those who guess them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SignIn {
    /// Fewest characters of a new password. 15 is what NIST SP 800-63B-4 asks of passwords that are used alone.
    pub least_password_length: u32,
    /// What a password costs to check (Argon2id).
    pub argon2: Argon2,
    /// Failed sign-ins to one account, from anywhere, that lock password sign-in to it. Successes never count.
    pub account_failures: u32,
    /// Failed sign-ins from one address (IPv6: one /64 network), to any account, that lock that address out.
    pub address_failures: u32,
    /// Minutes within which failures count together.
    pub failure_window_minutes: u32,
    /// Minutes that a lock lasts; it ends by itself.
    pub lock_minutes: u32,
}

impl Default for SignIn {
    fn default() -> Self {
        Self {
            least_password_length: 15,
            argon2: Argon2::default(),
            account_failures: 10,
            address_failures: 50,
            failure_window_minutes: 15,
            lock_minutes: 15,
        }
    }
}

impl SignIn {
    pub(super) fn validate(&self) -> Result<(), Invalid> {
        within("sign_in.least_password_length", self.least_password_length, 8..=64)?;
        self.argon2.validate()?;
        within(
            "sign_in.account_failures",
            self.account_failures,
            FailureRule::ACCOUNT_LIMITS,
        )?;
        within(
            "sign_in.address_failures",
            self.address_failures,
            FailureRule::ADDRESS_LIMITS,
        )?;
        within(
            "sign_in.failure_window_minutes",
            self.failure_window_minutes,
            FailureRule::MINUTES,
        )?;
        within("sign_in.lock_minutes", self.lock_minutes, FailureRule::MINUTES)
    }
}

/// What a password costs to check (Argon2id).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Argon2 {
    /// Memory for one check, in KiB. At least 19456 (19 MiB).
    pub memory_kib: u32,
    /// Passes over that memory. At least 2.
    pub passes: u32,
    /// Checks that run at once. 0: one for each processor.
    pub parallel: usize,
    /// Checks that may wait; those beyond are refused at once, with 429. At least 128.
    pub queue: usize,
}

impl Default for Argon2 {
    fn default() -> Self {
        Self {
            memory_kib: 19_456,
            passes: 2,
            parallel: 0,
            queue: 256,
        }
    }
}

impl Argon2 {
    fn validate(&self) -> Result<(), Invalid> {
        within("sign_in.argon2.memory_kib", self.memory_kib, 19_456..=1_048_576)?;
        within("sign_in.argon2.passes", self.passes, 2..=64)?;
        within("sign_in.argon2.parallel", self.parallel, 0..=1_024)?;
        within("sign_in.argon2.queue", self.queue, 128..=100_000)
    }
}
