//! The command line.

mod account;
mod serve;

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use rustix::fs::Mode;

use crate::config::{Effective, Log, Sources, load, reference};

/// The front door of a video platform: accounts, sign-in, conferences.
#[derive(Debug, Parser)]
#[command(name = "vestibule", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Make accounts, also while the server runs.
    #[command(subcommand)]
    Account(account::Account),
    /// Print the configuration that counts, where it was set, and no secrets.
    Config(Configuration),
    /// Print the API's description, for docs/openapi.json.
    #[command(hide = true)]
    Openapi,
    /// Print the configuration's reference, for docs/configuration.md.
    #[command(hide = true)]
    ConfigReference,
}

/// Where the configuration comes from.
#[derive(Debug, Args)]
struct Configuration {
    /// A configuration file (TOML). Without it the defaults count.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder for everything the server keeps.
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
}

impl Configuration {
    /// Reads the configuration: the file, the environment, `--data`, then these options.
    fn load(self, options: Vec<(&'static str, &'static str, String)>) -> anyhow::Result<Effective> {
        let data = self.data.map(|data| ("--data", "server.data_dir", data));
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let options = data.into_iter().chain(options).collect();
        Ok(load(&Sources {
            file: self.config,
            environment,
            options,
        })?)
    }
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// Whatever kept it from being done, in words for the person who asked.
    pub fn run(self) -> anyhow::Result<()> {
        // Whatever this program writes is its owner's alone, the database included.
        rustix::process::umask(Mode::RWXG | Mode::RWXO);
        match self.command {
            Command::Serve(serve) => serve.run(),
            Command::Account(account) => account.run(),
            Command::Config(configuration) => say(&crate::config::print(&configuration.load(Vec::new())?)?),
            Command::Openapi => say(&(web::openapi().to_pretty_json().context("the description is no JSON")? + "\n")),
            Command::ConfigReference => say(&reference()),
        }
    }
}

/// Writes to standard output. A reader that went away is no error of ours.
fn say(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("cannot write the answer"),
        _ => Ok(()),
    }
}

/// The log of a command that ends by itself: only what went wrong.
fn quiet() -> Log {
    Log {
        level: "warn".to_owned(),
        ..Log::default()
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
