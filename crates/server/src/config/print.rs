//! `vestibule config`: the configuration that counts, without its secrets.

use super::catalogue::{Setting, catalogue};
use super::{ConfigError, Effective};

/// The effective configuration as TOML that could be used as a file, secrets aside. Settings that are not at their
/// default say where they were set.
///
/// # Errors
/// [`ConfigError::Invalid`] when a value has no TOML form; settings that were read from TOML always have.
pub fn print(effective: &Effective) -> Result<String, ConfigError> {
    let table = toml::Table::try_from(&effective.config).map_err(|error| ConfigError::Invalid {
        origin: None,
        key: "the configuration".to_owned(),
        problem: format!("cannot be printed: {error}"),
    })?;
    let mut text = String::new();
    for section in &catalogue().sections {
        text.push_str(&format!("\n[{}]\n", section.path.join(".")));
        let within = |setting: &&Setting| {
            setting
                .path
                .split_last()
                .is_some_and(|(_, table)| table == section.path)
        };
        for setting in catalogue().settings.iter().filter(within) {
            text.push_str(&line(effective, setting, &table));
        }
    }
    Ok(text.trim_start().to_owned())
}

fn line(effective: &Effective, setting: &Setting, table: &toml::Table) -> String {
    let mut value = None;
    let mut inner = Some(table);
    for name in &setting.path {
        value = inner.and_then(|table| table.get(name));
        inner = value.and_then(toml::Value::as_table);
    }
    let name = setting.path.last().map_or("", String::as_str);
    let origin = effective
        .origins
        .get(&setting.key())
        .map(|origin| format!("  # {origin}"))
        .unwrap_or_default();
    match value {
        Some(value) => format!("{name} = {value}{origin}\n"),
        None => format!("# {name} is not set\n"),
    }
}
