//! Which settings there are: read off the configuration's own types, so that no list can go stale.

use std::sync::LazyLock;

use serde_json::Value;

use super::Config;

/// One setting.
#[derive(Debug)]
pub(super) struct Setting {
    /// Its path, as `["server", "tls", "cert"]`.
    pub path: Vec<String>,
    /// What an environment variable's text is read as.
    pub kind: Kind,
    /// Its description.
    pub words: String,
    /// Its default as TOML, or nothing when it is not set by default.
    pub default: Option<String>,
}

/// The form of a setting's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Switch,
    List,
}

/// A table of settings, for the reference page.
#[derive(Debug)]
pub(super) struct Section {
    pub path: Vec<String>,
    pub words: String,
}

/// All settings and the tables they stand in, each table's in the order of their names.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    pub sections: Vec<Section>,
    pub settings: Vec<Setting>,
}

impl Setting {
    /// The setting as `section.key`.
    pub(super) fn key(&self) -> String {
        self.path.join(".")
    }

    /// The environment variable that sets it.
    pub(super) fn variable(&self) -> String {
        format!("VESTIBULE__{}", self.path.join("__").to_uppercase())
    }

    /// Whether the value comes from a file that the setting names: `api_secret_file` gives `api_secret`.
    pub(super) fn names_a_file_for(&self) -> Option<String> {
        self.key().strip_suffix("_file").map(str::to_owned)
    }
}

impl Catalogue {
    /// The setting at `path`, if there is one.
    pub(super) fn find(&self, path: &[String]) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.path == path)
    }

    /// The setting that `key` was probably meant to be.
    pub(super) fn nearest(&self, key: &str) -> Option<String> {
        let ranked = self
            .settings
            .iter()
            .map(Setting::key)
            .map(|known| (distance(key, &known), known));
        ranked
            .min()
            .filter(|(distance, _)| *distance <= 3)
            .map(|(_, known)| known)
    }
}

/// How many letters must be put in, taken out or changed to turn one word into the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The settings there are.
pub(super) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let schema = schemars::schema_for!(Config).to_value();
        let defaults = toml::Table::try_from(Config::default()).unwrap_or_default();
        let mut catalogue = Catalogue::default();
        collect(&schema, &schema, &defaults, &[], &mut catalogue);
        catalogue
    });
    &CATALOGUE
}

fn collect(root: &Value, table: &Value, defaults: &toml::Table, path: &[String], into: &mut Catalogue) {
    let Some(properties) = table.get("properties").and_then(Value::as_object) else {
        return;
    };
    // Tables come after the settings of the table they stand in, as they must in TOML.
    let mut tables = Vec::new();
    for (name, property) in properties {
        let path = [path, std::slice::from_ref(name)].concat();
        let target = resolve(root, property);
        if target.get("properties").is_some() {
            tables.push((path, name, property, target));
            continue;
        }
        let default = defaults.get(name).map(ToString::to_string);
        into.settings.push(Setting {
            kind: kind(target),
            words: words(property),
            default,
            path,
        });
    }
    for (path, name, property, target) in tables {
        into.sections.push(Section {
            words: words(property),
            path: path.clone(),
        });
        let empty = toml::Table::new();
        let defaults = defaults.get(name).and_then(toml::Value::as_table).unwrap_or(&empty);
        collect(root, target, defaults, &path, into);
    }
}

/// Follows a reference to one of the schema's definitions.
fn resolve<'a>(root: &'a Value, property: &'a Value) -> &'a Value {
    let name = property
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|path| path.strip_prefix("#/$defs/"));
    name.and_then(|name| root.get("$defs")?.get(name)).unwrap_or(property)
}

fn words(property: &Value) -> String {
    property
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

fn kind(property: &Value) -> Kind {
    let named = property.get("type");
    let is = |kind: &str| match named {
        Some(Value::String(name)) => name == kind,
        Some(Value::Array(names)) => names.iter().any(|name| name == kind),
        _ => false,
    };
    if is("integer") {
        Kind::Number
    } else if is("boolean") {
        Kind::Switch
    } else if is("array") {
        Kind::List
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_and_section_is_described() {
        for setting in &catalogue().settings {
            assert!(setting.words.ends_with('.'), "{} has no description", setting.key());
        }
        for section in &catalogue().sections {
            assert!(section.words.ends_with('.'), "{:?} has no description", section.path);
        }
        assert!(catalogue().settings.len() > 20);
    }

    #[test]
    fn settings_have_the_kind_of_their_field() {
        for (key, expected) in [
            ("server.listen", Kind::Text),
            ("server.proxies", Kind::List),
            ("server.tls.self_signed", Kind::Switch),
            ("database.url", Kind::Text),
            ("media.udp_ports", Kind::Text),
            ("media.advertise", Kind::List),
            ("media.api_secret", Kind::Text),
            ("metrics.listen", Kind::Text),
            ("sign_in.argon2.memory_kib", Kind::Number),
        ] {
            let path: Vec<String> = key.split('.').map(str::to_owned).collect();
            assert_eq!(
                catalogue().find(&path).map(|setting| setting.kind),
                Some(expected),
                "{key}"
            );
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_recognised() {
        for (typed, meant) in [
            ("server.lisen", Some("server.listen")),
            ("server.tls.certs", Some("server.tls.cert")),
            ("media.udp_port", Some("media.udp_ports")),
            ("weather.tomorrow", None),
        ] {
            assert_eq!(catalogue().nearest(typed).as_deref(), meant, "{typed}");
        }
    }
}
