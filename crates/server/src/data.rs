//! The data folder: everything the server keeps, readable for its owner alone.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use app::{MediaKeys, ServerKey};
use domain::secret::{Entropy, Secret};

use crate::config::OWN_KEY;

/// A data folder that exists and can be written.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
}

/// A data folder that cannot be used. Its text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It, or something in it, cannot be made or written.
    #[error(
        "{}: cannot write here: {source}.\n\
         Make the data folder writable for this user, or name another one with --data DIR.",
        .path.display()
    )]
    Unwritable {
        /// What could not be written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another server has it.
    #[error(
        "{}: another vestibule serves this data folder.\n\
         Stop that one first, or name another folder with --data DIR.",
        .path.display()
    )]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The key of what is sealed in the database holds something else now.
    #[error(
        "{}: this file is damaged. Put it back from a backup: authenticator apps enrolled so far open with it alone. \
         Without one, delete it and start again, and have people enrol anew.",
        .path.display()
    )]
    KeyDamaged {
        /// The file.
        path: PathBuf,
    },
    /// A file that we wrote holds something else now.
    #[error(
        "{}: this file is damaged. Delete it and start again: a new one is made, and calls under way reconnect.",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
    },
}

/// Held while a server serves a data folder; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "the lock lives as long as the open file")] File);

impl DataFolder {
    /// Opens the folder, and makes it when there is none.
    ///
    /// # Errors
    /// [`DataError::Unwritable`].
    pub fn open(path: &Path) -> Result<Self, DataError> {
        let unwritable = |source| DataError::Unwritable {
            path: path.to_owned(),
            source,
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(unwritable)?;
        let mode = fs::metadata(path).map_err(unwritable)?.permissions().mode();
        if mode & 0o077 != 0 {
            tracing::warn!(folder = %path.display(), "others may look into the data folder; `chmod 700` ends that");
        }
        Ok(Self { path: path.to_owned() })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that keeps the self-signed certificate.
    #[must_use]
    pub fn self_signed(&self) -> PathBuf {
        self.path.join("self-signed.pem")
    }

    /// Takes the folder for this server.
    ///
    /// # Errors
    /// [`DataError::InUse`], or [`DataError::Unwritable`].
    pub fn lock(&self) -> Result<FolderLock, DataError> {
        let path = self.path.join("lock");
        let unwritable = |source| DataError::Unwritable {
            path: path.clone(),
            source,
        };
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&path)
            .map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock(file)),
            Err(TryLockError::WouldBlock) => Err(DataError::InUse {
                path: self.path.clone(),
            }),
            Err(TryLockError::Error(source)) => Err(unwritable(source)),
        }
    }

    /// The key that signs our own join tokens: made at the first start, kept from then on, never printed.
    ///
    /// # Errors
    /// [`DataError::Unwritable`], or [`DataError::Damaged`].
    pub fn media_keys(&self, entropy: &dyn Entropy) -> Result<MediaKeys, DataError> {
        let text = self.kept("media-secret", entropy)?;
        if Secret::parse(&text).is_err() {
            return Err(DataError::Damaged {
                path: self.path.join("media-secret"),
            });
        }
        Ok(MediaKeys {
            key: OWN_KEY.to_owned(),
            secret: text,
        })
    }

    /// The key that seals what stands in the database: made at the first start, kept from then on, never printed.
    ///
    /// # Errors
    /// [`DataError::Unwritable`], or [`DataError::KeyDamaged`].
    pub fn server_key(&self, entropy: &dyn Entropy) -> Result<ServerKey, DataError> {
        let text = self.kept(SERVER_KEY, entropy)?;
        match Secret::parse(&text) {
            Ok(secret) => Ok(ServerKey::new(*secret.as_bytes())),
            Err(_) => Err(DataError::KeyDamaged {
                path: self.path.join(SERVER_KEY),
            }),
        }
    }

    /// A secret of this name: the one that is kept, or a new one.
    fn kept(&self, name: &str, entropy: &dyn Entropy) -> Result<String, DataError> {
        let path = self.path.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim_end().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let text = Secret::generate(entropy).reveal();
                keep_secret(&path, &text).map_err(|source| DataError::Unwritable { path, source })?;
                Ok(text)
            }
            Err(source) => Err(DataError::Unwritable { path, source }),
        }
    }
}

/// The file of the key that seals what stands in the database.
const SERVER_KEY: &str = "server-key";

/// Writes a file that only its owner can read. Written beside and moved into place: a crash leaves the old one or the
/// new one, never half of either.
pub(crate) fn keep_secret(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let _ = fs::remove_file(&beside);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    // The name is part of the folder: without this the file may be gone after a power cut.
    File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
    use app::system::SystemEntropy;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folder_and_secrets_are_their_owners_alone_and_survive_restarts() {
        let within = tempfile::tempdir().unwrap();
        let path = within.path().join("a/b");
        let folder = DataFolder::open(&path).unwrap();
        let made = folder.media_keys(&SystemEntropy).unwrap();
        assert_eq!((mode(&path), mode(&path.join("media-secret"))), (0o700, 0o600));
        let kept = DataFolder::open(&path).unwrap().media_keys(&SystemEntropy).unwrap();
        assert_eq!(made.secret, kept.secret);
        assert!(made.secret.len() >= sfu_host::LEAST_SECRET);
        folder.server_key(&SystemEntropy).unwrap();
        assert_eq!(mode(&path.join("server-key")), 0o600);
        assert!(!format!("{made:?}").contains(&made.secret));
    }

    #[test]
    fn a_damaged_secret_is_an_error_that_says_what_to_do() {
        let within = tempfile::tempdir().unwrap();
        fs::write(within.path().join("media-secret"), "half").unwrap();
        let error = DataFolder::open(within.path())
            .unwrap()
            .media_keys(&SystemEntropy)
            .unwrap_err();
        assert!(matches!(error, DataError::Damaged { .. }) && error.to_string().contains("Delete it"));
        fs::write(within.path().join("server-key"), "half").unwrap();
        let error = DataFolder::open(within.path())
            .unwrap()
            .server_key(&SystemEntropy)
            .unwrap_err();
        assert!(matches!(error, DataError::KeyDamaged { .. }) && error.to_string().contains("backup"));
    }

    #[test]
    fn a_folder_is_served_by_one_server_at_a_time() {
        let within = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(within.path()).unwrap();
        let lock = folder.lock().unwrap();
        assert!(matches!(folder.lock(), Err(DataError::InUse { .. })));
        drop(lock);
        folder.lock().unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let within = tempfile::tempdir().unwrap();
        let file = within.path().join("file");
        fs::write(&file, "").unwrap();
        let error = DataFolder::open(&file.join("data")).unwrap_err().to_string();
        assert!(error.contains("file/data") && error.contains("--data DIR"), "{error}");
    }
}
