//! API keys: whose signature on a token counts, and for what.

use std::fmt;
use std::sync::Arc;

use jsonwebtoken::{DecodingKey, EncodingKey};

/// Fewest characters of a secret (256 bits as base64 or hexadecimal text is longer).
pub const LEAST_SECRET: usize = 32;

/// What tokens signed with a key are good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyScope {
    /// Everything the LiveKit API offers: joining, and RoomService over Twirp as far as a token's grants go.
    Full,
    /// Joining one room, nothing else: a token that asks for any administration is refused whole.
    JoinOnly,
}

/// An API key and its secret.
#[derive(Clone)]
pub struct ApiKey {
    name: String,
    secret: String,
    scope: KeyScope,
}

impl ApiKey {
    /// A key. `name` is what tokens carry as `iss`.
    ///
    /// # Errors
    /// [`KeyRefusal`] when the name is empty or the secret is too short to be safe.
    pub fn new(name: impl Into<String>, secret: impl Into<String>, scope: KeyScope) -> Result<Self, KeyRefusal> {
        let (name, secret) = (name.into(), secret.into());
        if name.is_empty() || name.len() > 256 {
            return Err(KeyRefusal::Name);
        }
        if secret.chars().count() < LEAST_SECRET {
            return Err(KeyRefusal::Secret);
        }
        Ok(Self { name, secret, scope })
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKey({}, {:?}, secret …)", self.name, self.scope)
    }
}

/// Why an [`ApiKey`] cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    /// The name is missing or over 256 bytes.
    #[error("an API key needs a name of 1 to 256 bytes")]
    Name,
    /// The secret is shorter than [`LEAST_SECRET`].
    #[error("an API secret needs at least {LEAST_SECRET} characters")]
    Secret,
    /// Two keys of one name.
    #[error("two API keys have the same name")]
    Twice,
}

/// A key ready for use.
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) scope: KeyScope,
    pub(crate) verifying: DecodingKey,
    pub(crate) signing: EncodingKey,
}

/// All keys of this host. Found by name only: nothing in a token's header chooses a key (ASVS 9.1.3).
#[derive(Clone)]
pub(crate) struct Keys(Arc<[Key]>);

impl Keys {
    pub(crate) fn new(keys: &[ApiKey]) -> Result<Self, KeyRefusal> {
        let mut names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err(KeyRefusal::Twice);
        }
        Ok(Self(
            keys.iter()
                .map(|key| Key {
                    name: key.name.clone(),
                    scope: key.scope,
                    verifying: DecodingKey::from_secret(key.secret.as_bytes()),
                    signing: EncodingKey::from_secret(key.secret.as_bytes()),
                })
                .collect(),
        ))
    }

    /// The key named `name`.
    pub(crate) fn find(&self, name: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.name == name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// Is there a key that may administer? Without one Twirp does not exist.
    pub(crate) fn any_full(&self) -> bool {
        self.0.iter().any(|key| key.scope == KeyScope::Full)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|key| (&key.name, key.scope)))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn a_short_secret_a_missing_name_and_a_double_name_are_refused() {
        assert_eq!(
            ApiKey::new("k", &SECRET[1..], KeyScope::Full).unwrap_err(),
            KeyRefusal::Secret
        );
        assert_eq!(ApiKey::new("", SECRET, KeyScope::Full).unwrap_err(), KeyRefusal::Name);
        let key = ApiKey::new("k", SECRET, KeyScope::Full).unwrap();
        assert_eq!(Keys::new(&[key.clone(), key]).unwrap_err(), KeyRefusal::Twice);
    }

    #[test]
    fn no_debug_form_shows_a_secret() {
        let key = ApiKey::new("k", SECRET, KeyScope::JoinOnly).unwrap();
        let keys = Keys::new(std::slice::from_ref(&key)).unwrap();
        assert!(!format!("{key:?} {keys:?}").contains(SECRET));
        assert!(!keys.any_full());
    }
}
