//! `vestibule account …`

use std::io::Read;

use anyhow::{Context, bail};
use app::Typed;
use clap::{Args, Subcommand, ValueEnum};
use domain::account::AccountType;
use domain::permission::Level;

use super::{Configuration, quiet, say};
use crate::compose;
use crate::control::{Answer, Order};

/// More than any password may have (domain's own limit is 1 KiB): who pipes in a film by mistake hears of it.
const LONGEST_INPUT: u64 = 4096;

#[derive(Debug, Subcommand)]
pub(super) enum Account {
    /// Make an account.
    Create(Create),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    configuration: Configuration,
    /// What the person signs in with.
    #[arg(long)]
    login: String,
    /// The name others see; the login when left out.
    #[arg(long)]
    name: Option<String>,
    /// How the person's devices connect.
    #[arg(long = "type", value_name = "TYPE", value_enum, default_value_t = Kind::Ws)]
    kind: Kind,
    /// Make an administrator.
    #[arg(long)]
    admin: bool,
    /// Read the password from standard input: its first line. There is no other way, so that no password ends up in a
    /// shell's history.
    #[arg(long, required = true)]
    password_stdin: bool,
    /// For a database made so; see `serve`.
    #[arg(long, hide = true)]
    insecure_test_hashing: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Browser and apps.
    Ws,
    /// SIP devices too.
    Sip,
    /// H.323 devices too.
    H323,
    /// A number reached out through a gateway.
    Loop,
}

impl From<Kind> for AccountType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Ws => Self::Ws,
            Kind::Sip => Self::Sip,
            Kind::H323 => Self::H323,
            Kind::Loop => Self::Loop,
        }
    }
}

impl Account {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let Self::Create(create) = self;
        create.run()
    }
}

impl Create {
    fn run(self) -> anyhow::Result<()> {
        let tests = compose::Tests {
            insecure_hashing: self.insecure_test_hashing,
            ..Default::default()
        };
        let config = self.configuration.load(Vec::new())?.config;
        crate::telemetry::start_log(&quiet())?;
        let password = first_line(std::io::stdin().lock())?;
        let order = Order::CreateAccount {
            login: self.login,
            name: self.name,
            account_type: self.kind.into(),
            level: if self.admin {
                Level::Administrator
            } else {
                Level::Standard
            },
            password: password.reveal().to_owned(),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("cannot start")?;
        match runtime.block_on(compose::carry_out(&config, tests, order))? {
            Answer::Done(words) => say(&format!("{words}\n")),
            Answer::Refused(words) => bail!(words),
            Answer::Failed => bail!("it failed; the server's log tells why"),
        }
    }
}

/// The first line, without its end.
fn first_line(input: impl Read) -> anyhow::Result<Typed> {
    let mut text = String::new();
    input
        .take(LONGEST_INPUT + 1)
        .read_to_string(&mut text)
        .context("cannot read the password from standard input as UTF-8 text")?;
    if text.len() as u64 > LONGEST_INPUT {
        bail!("what came on standard input is too long for a password");
    }
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(Typed::new(line)),
        _ => bail!("no password came on standard input; it is expected there, followed by a line break"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_the_first_line_as_it_is() {
        for (input, expected) in [
            ("correct horse\n", Some("correct horse")),
            ("correct horse", Some("correct horse")),
            (" spaces count \r\nsecond line", Some(" spaces count ")),
            ("пароль из слов\n", Some("пароль из слов")),
            ("", None),
            ("\n", None),
        ] {
            let read = first_line(input.as_bytes()).ok();
            assert_eq!(read.as_ref().map(Typed::reveal), expected, "{input:?}");
        }
        assert!(first_line("x".repeat(5_000).as_bytes()).is_err());
        assert!(first_line([0xff, 0xfe].as_slice()).is_err());
    }
}
