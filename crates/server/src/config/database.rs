//! `[database]`

use std::fmt;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use super::Invalid;

/// Where accounts, sessions and conferences are kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`. Not set: SQLite, in the file `vestibule.db` of
    /// the data folder. The tables are made, and brought up to date, at each start.
    pub url: Option<DatabaseUrl>,
    /// A file that holds `url`, for those with a password in it.
    pub url_file: Option<PathBuf>,
}

impl Database {
    /// The address to open, with the default filled in.
    #[must_use]
    pub fn url_or_default(&self, data: &Path) -> String {
        match &self.url {
            Some(url) => url.reveal().to_owned(),
            None => format!("sqlite:{}", data.join("vestibule.db").display()),
        }
    }

    /// Whether it is the one in the data folder, which one process at a time writes to.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.url.is_none()
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        let Some(url) = &self.url else { return Ok(()) };
        let known = ["sqlite:", "postgres://", "postgresql://"];
        if known.iter().any(|scheme| url.reveal().starts_with(scheme)) {
            return Ok(());
        }
        Err(Invalid::new(
            "database.url",
            "must begin with sqlite:, postgres:// or postgresql://",
        ))
    }
}

/// A database's address. Its password is neither printed nor logged.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The address with its password, for the code that connects.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The address with everything hidden that could be a password: it may stand before the host or among the
    /// parameters.
    #[must_use]
    pub fn without_password(&self) -> String {
        let address = self.0.split_once('?').map_or(self.0.as_str(), |(address, _)| address);
        let Some((scheme, rest)) = address.split_once("://") else {
            return address.to_owned();
        };
        match rest.rsplit_once('@') {
            Some((person, place)) => {
                let user = person.split_once(':').map_or(person, |(user, _)| user);
                format!("{scheme}://{user}:…@{place}")
            }
            None => address.to_owned(),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.without_password())
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.without_password())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_password_is_never_printed() {
        for (url, shown) in [
            ("sqlite:/var/lib/vestibule/x.db", "sqlite:/var/lib/vestibule/x.db"),
            ("postgres://ann:geheim@db:5432/v", "postgres://ann:…@db:5432/v"),
            ("postgres://ann:ge@heim@db/v", "postgres://ann:…@db/v"),
            ("postgres://db/v?user=ann&password=geheim", "postgres://db/v"),
        ] {
            let url = DatabaseUrl(url.to_owned());
            assert_eq!(url.without_password(), shown);
            assert!(!format!("{url:?}").contains("geheim"));
        }
    }

    #[test]
    fn only_known_databases_are_accepted() {
        for (url, ok) in [
            ("sqlite:x.db", true),
            ("postgres://db/v", true),
            ("mysql://db/v", false),
        ] {
            let database = Database {
                url: Some(DatabaseUrl(url.to_owned())),
                url_file: None,
            };
            assert_eq!(database.validate().is_ok(), ok, "{url}");
        }
    }
}
