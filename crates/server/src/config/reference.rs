//! `docs/configuration.md`, written from the configuration's own types.

use super::catalogue::{Section, Setting, catalogue};

const HEAD: &str = "\
# Configuration

<!-- Written by `vestibule config-reference`; a test keeps it fresh. Change the doc comments in crates/server/src/config
     instead. -->

Vestibule needs no configuration to start. Where some is wanted, it comes from three places, the later ones winning:

1. a TOML file, named with `--config FILE`;
2. environment variables, `VESTIBULE__SECTION__KEY`; lists are separated by commas;
3. options of the command line (`vestibule serve --help`).

Secrets may stand in files of their own: `…_file` names one, and its text, without the line break at the end, is the
value. An unknown key is an error that names the file or the variable and the key. `vestibule config` prints what counts
in the end and where it was set, without secrets.

```toml
# vestibule.toml: a server behind its own name and certificate, with PostgreSQL
[server]
listen = \"0.0.0.0:443\"
public_url = \"https://meet.example.org\"
data_dir = \"/var/lib/vestibule\"

[server.tls]
cert = \"/etc/ssl/meet.example.org.pem\"
key = \"/etc/ssl/private/meet.example.org.key\"

[database]
url_file = \"/etc/vestibule/database-url\"
```
";

/// The reference page.
#[must_use]
pub fn reference() -> String {
    let mut page = HEAD.to_owned();
    for section in &catalogue().sections {
        page.push_str(&chapter(section));
    }
    page
}

fn chapter(section: &Section) -> String {
    let mut text = format!(
        "\n## `[{}]`\n\n{}\n",
        section.path.join("."),
        unwrap_lines(&section.words)
    );
    let within = |setting: &&Setting| {
        setting
            .path
            .split_last()
            .is_some_and(|(_, table)| table == section.path)
    };
    for setting in catalogue().settings.iter().filter(within) {
        text.push_str(&entry(setting));
    }
    text
}

fn entry(setting: &Setting) -> String {
    let name = setting.path.last().map_or("", String::as_str);
    let default = match &setting.default {
        Some(value) => format!("default `{value}`"),
        None => "not set by default".to_owned(),
    };
    format!(
        "\n### `{name}`\n\n{}\n\n{default} · `{}`\n",
        unwrap_lines(&setting.words),
        setting.variable()
    )
}

/// One paragraph a line: the source's line breaks mean nothing.
fn unwrap_lines(words: &str) -> String {
    words
        .split("\n\n")
        .map(|paragraph| paragraph.replace('\n', " "))
        .collect::<Vec<_>>()
        .join("\n\n")
}
