//! Reads the configuration from its layers: file, environment, command line. A wrong entry is blamed on where it
//! stands: the file's line, the variable, the option.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::catalogue::{Kind, Setting, catalogue};
use super::{Config, Invalid};

/// The variables that belong to us. `VESTIBULE_…` with one underscore is left to scripts.
const PREFIX: &str = "VESTIBULE__";

/// Where the layers come from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file named with `--config`.
    pub file: Option<PathBuf>,
    /// The environment; only `VESTIBULE__…` counts.
    pub environment: Vec<(String, String)>,
    /// What options of the command line set: option, setting, text.
    pub options: Vec<(&'static str, &'static str, String)>,
}

/// Where a setting was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the configuration file.
    File(PathBuf),
    /// In this environment variable.
    Variable(String),
    /// With this option.
    Option(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Option(name) => write!(f, "option {name}"),
        }
    }
}

/// A configuration, and where each of its settings that is no default was set.
#[derive(Clone, Debug)]
pub struct Effective {
    /// The configuration.
    pub config: Config,
    /// Where settings were set, by `section.key`.
    pub origins: BTreeMap<String, Origin>,
}

/// A configuration that cannot be used. Its text says where the fault is and what would be right.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{}: cannot read the configuration file: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML, or holds an unknown or ill-typed setting.
    #[error("{}: {problem}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and key.
        problem: String,
    },
    /// A variable or an option is unknown or ill-typed.
    #[error("{origin}: {problem}")]
    Entry {
        /// Which.
        origin: Origin,
        /// What is wrong.
        problem: String,
    },
    /// A setting is well-formed but cannot stand.
    #[error("{}{key} {problem}", .origin.as_ref().map(|origin| format!("{origin}: ")).unwrap_or_default())]
    Invalid {
        /// Where it was set, or nothing for a default.
        origin: Option<Origin>,
        /// Which.
        key: String,
        /// What is wrong.
        problem: String,
    },
}

/// Reads and checks the configuration.
///
/// # Errors
/// [`ConfigError`], at the first fault.
pub fn load(sources: &Sources) -> Result<Effective, ConfigError> {
    let mut layers = Layers::default();
    if let Some(path) = &sources.file {
        layers.read_file(path)?;
    }
    for (name, text) in &sources.environment {
        if name.starts_with(PREFIX) {
            layers.read_variable(name, text)?;
        }
    }
    for (option, key, text) in &sources.options {
        layers.set(&path_of(key), text, Origin::Option(option))?;
    }
    layers.read_named_files()?;
    let origins = layers.origins;
    let config: Config = layers
        .table
        .try_into()
        .map_err(|error: toml::de::Error| ConfigError::Invalid {
            origin: None,
            key: "the configuration".to_owned(),
            problem: error.message().to_owned(),
        })?;
    config
        .validate()
        .map_err(|Invalid { key, problem }| ConfigError::Invalid {
            origin: blame(&origins, key),
            key: key.to_owned(),
            problem,
        })?;
    Ok(Effective { config, origins })
}

fn path_of(key: &str) -> Vec<String> {
    key.split('.').map(str::to_owned).collect()
}

/// Where `key` was set; for a value out of a named file, where that file was named.
fn blame(origins: &BTreeMap<String, Origin>, key: &str) -> Option<Origin> {
    origins
        .get(key)
        .or_else(|| origins.get(&format!("{key}_file")))
        .cloned()
}

/// What the layers read so far add up to.
#[derive(Default)]
struct Layers {
    table: Table,
    origins: BTreeMap<String, Origin>,
}

impl Layers {
    fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let fault = |problem: String| ConfigError::File {
            path: path.to_owned(),
            problem,
        };
        let table: Table = toml::from_str(&text).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
        if let Some(unknown) = first_unknown(&table, &[]) {
            return Err(fault(unknown_key(&unknown)));
        }
        // Once more into the typed form, for the sake of messages with line and column.
        toml::from_str::<Config>(&text).map_err(|error| fault(error.to_string().trim_end().to_owned()))?;
        let origin = Origin::File(path.to_owned());
        for setting in &catalogue().settings {
            if look_up(&table, &setting.path).is_some() {
                self.origins.insert(setting.key(), origin.clone());
            }
            if let Some(secret) = setting.names_a_file_for()
                && look_up(&table, &setting.path).is_some()
                && look_up(&table, &path_of(&secret)).is_some()
            {
                return Err(fault(format!("{secret} and {} are both set; keep one", setting.key())));
            }
        }
        self.table = table;
        Ok(())
    }

    fn read_variable(&mut self, name: &str, text: &str) -> Result<(), ConfigError> {
        let path: Vec<String> = name
            .trim_start_matches(PREFIX)
            .to_lowercase()
            .split("__")
            .map(str::to_owned)
            .collect();
        self.set(&path, text, Origin::Variable(name.to_owned()))
    }

    /// Sets one setting from its text, and takes back what an earlier layer said.
    fn set(&mut self, path: &[String], text: &str, origin: Origin) -> Result<(), ConfigError> {
        let Some(setting) = catalogue().find(path) else {
            return Err(ConfigError::Entry {
                origin,
                problem: unknown_key(&path.join(".")),
            });
        };
        let key = setting.key();
        let fault = |problem: String| ConfigError::Entry {
            origin: origin.clone(),
            problem,
        };
        let value = read_text(setting, text).map_err(|problem| fault(format!("{key} {problem}")))?;
        // A secret and the file that holds it are two ways to say one thing: the later one counts.
        let other = setting.names_a_file_for().unwrap_or_else(|| format!("{key}_file"));
        take_out(&mut self.table, &path_of(&other));
        self.origins.remove(&other);
        put(&mut self.table, path, value);
        if let Err(error) = self.table.clone().try_into::<Config>() {
            return Err(fault(format!("{key}: {}", error.message())));
        }
        self.origins.insert(key, origin);
        Ok(())
    }

    /// Reads the secrets that stand in files of their own.
    fn read_named_files(&mut self) -> Result<(), ConfigError> {
        for setting in &catalogue().settings {
            let Some(secret) = setting.names_a_file_for() else {
                continue;
            };
            let Some(path) = look_up(&self.table, &setting.path).and_then(Value::as_str) else {
                continue;
            };
            let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Invalid {
                origin: self.origins.get(&setting.key()).cloned(),
                key: setting.key(),
                problem: format!("names `{path}`, which cannot be read: {error}"),
            })?;
            put(
                &mut self.table,
                &path_of(&secret),
                Value::String(text.trim_end().to_owned()),
            );
        }
        Ok(())
    }
}

fn unknown_key(key: &str) -> String {
    match catalogue().nearest(key) {
        Some(meant) => format!("unknown key `{key}`; is `{meant}` meant?"),
        None => format!("unknown key `{key}`; `docs/configuration.md` lists the keys there are"),
    }
}

fn first_unknown(table: &Table, path: &[String]) -> Option<String> {
    for (name, value) in table {
        let path = [path, std::slice::from_ref(name)].concat();
        let is_table = catalogue().sections.iter().any(|section| section.path == path);
        match value {
            Value::Table(inner) if is_table => {
                if let Some(unknown) = first_unknown(inner, &path) {
                    return Some(unknown);
                }
            }
            _ if catalogue().find(&path).is_some() || is_table => {}
            _ => return Some(path.join(".")),
        }
    }
    None
}

fn read_text(setting: &Setting, text: &str) -> Result<Value, String> {
    match setting.kind {
        Kind::Text => Ok(Value::String(text.to_owned())),
        Kind::Number => text
            .trim()
            .parse()
            .map(Value::Integer)
            .map_err(|_| format!("must be a whole number, but is `{text}`")),
        Kind::Switch => text
            .trim()
            .parse()
            .map(Value::Boolean)
            .map_err(|_| format!("must be true or false, but is `{text}`")),
        Kind::List => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Ok(Value::Array(parts.map(|part| Value::String(part.to_owned())).collect()))
        }
    }
}

fn look_up<'a>(table: &'a Table, path: &[String]) -> Option<&'a Value> {
    let (name, rest) = path.split_first()?;
    let value = table.get(name)?;
    if rest.is_empty() {
        Some(value)
    } else {
        look_up(value.as_table()?, rest)
    }
}

fn put(table: &mut Table, path: &[String], value: Value) {
    match path {
        [] => {}
        [name] => {
            table.insert(name.clone(), value);
        }
        [name, rest @ ..] => {
            let inner = table.entry(name).or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

fn take_out(table: &mut Table, path: &[String]) {
    match path {
        [] => {}
        [name] => {
            table.remove(name);
        }
        [name, rest @ ..] => {
            if let Some(Value::Table(inner)) = table.get_mut(name) {
                take_out(inner, rest);
            }
        }
    }
}
