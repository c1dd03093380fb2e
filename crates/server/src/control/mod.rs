//! Orders from the command line to the server that runs: over a socket in the data folder, which only its owner reaches.
//!
//! On the embedded database the server alone writes, so that it may remember what it read. A command that changes
//! something takes the folder while no server has it, and otherwise hands its order to the one that has.

mod ask;
mod carry_out;
mod socket;

use domain::account::AccountType;
use domain::permission::Level;
use serde::{Deserialize, Serialize};

pub use self::ask::ask;
pub(crate) use self::carry_out::carry_out;
pub(crate) use self::carry_out::serve;

/// Longest order or answer, in bytes.
const LONGEST: u64 = 16 * 1024;

/// What is asked. No `Debug`: there is a password in it.
#[derive(Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case", deny_unknown_fields)]
pub enum Order {
    /// Make an account.
    CreateAccount {
        /// What the person signs in with.
        login: String,
        /// The name others see; the login when left out.
        name: Option<String>,
        /// How the person's devices connect.
        account_type: AccountType,
        /// The standing.
        level: Level,
        /// The password.
        password: String,
    },
}

/// What became of it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is done; words for whoever asked.
    Done(String),
    /// It was refused; words for whoever asked.
    Refused(String),
    /// Something broke; the server's log tells more.
    Failed,
}
