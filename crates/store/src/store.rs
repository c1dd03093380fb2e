//! Opening the database, and the two ways into it.

use std::sync::Arc;
use std::time::Duration;

use domain::account::Account;
use domain::secret::SecretHash;
use domain::session::Session;
use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use tokio::sync::Semaphore;

use crate::connect::{self, Connected};
use crate::error::{Result, StoreError};
use crate::options::DatabaseOptions;
use crate::remembered::Remembered;
use crate::tx::{Reader, Tx};

/// The database. Cheap to clone; all clones share their connections.
#[derive(Clone)]
pub struct Store {
    readers: DatabaseConnection,
    writers: DatabaseConnection,
    /// SQLite has one writer: the queue for its turn is first come, first served. PostgreSQL has none.
    turns: Option<Arc<Semaphore>>,
    patience: Duration,
    /// Whose secrets these are; only where nobody else writes.
    remembered: Option<Arc<Remembered>>,
}

impl Store {
    /// Opens the database, makes it when there is none, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError`] tells apart what somebody can mend: the URL, the folder, a newer database, a database for tests.
    pub async fn open(options: DatabaseOptions) -> Result<Self> {
        let Connected {
            readers,
            writers,
            one_writer,
        } = connect::open(&options).await?;
        let store = Self {
            readers,
            writers,
            turns: one_writer.then(|| Arc::new(Semaphore::new(1))),
            patience: options.patience,
            remembered: (one_writer && options.writes_alone).then(Arc::default),
        };
        Ok(store)
    }

    /// A view of what is committed.
    #[must_use]
    pub fn read(&self) -> Reader {
        Reader::new(self.readers.clone())
    }

    /// Begins a transaction that may write.
    ///
    /// On SQLite it waits for its turn and takes the write lock at once (`BEGIN IMMEDIATE`), so that reading first and
    /// writing later cannot fail half-way. On PostgreSQL statements see what is committed before each of them; lock
    /// the row that the decision hangs on first ([`Tx::lock_account`]).
    ///
    /// # Errors
    /// [`StoreError::Busy`] when the turn or a connection does not come in time.
    pub async fn begin_write(&self) -> Result<Tx> {
        let turn = match &self.turns {
            None => None,
            Some(turns) => {
                let wait = tokio::time::timeout(self.patience, Arc::clone(turns).acquire_owned());
                let turn = wait.await.map_err(|_| StoreError::Busy)?;
                Some(turn.map_err(|_| StoreError::Busy)?)
            }
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: turn.is_some().then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.writers.begin_with_options(options).await?;
        Ok(Tx::new(transaction, turn, self.remembered.clone()))
    }

    /// The session with this secret, ended or not, and its account: remembered where this process alone writes, one
    /// query otherwise. Every request asks it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session_by_secret(&self, hash: &SecretHash) -> Result<Option<(Session, Account)>> {
        let Some(remembered) = &self.remembered else {
            return self.read().session_by_secret(hash).await;
        };
        let mark = match remembered.get(hash) {
            Ok(found) => return Ok(Some((*found).clone())),
            Err(mark) => mark,
        };
        let found = self.read().session_by_secret(hash).await?;
        if let Some(found) = &found {
            remembered.remember(hash, Arc::new(found.clone()), mark);
        }
        Ok(found)
    }

    /// Whether the database answers, for readiness checks.
    ///
    /// # Errors
    /// What it says instead.
    pub async fn ready(&self) -> Result<()> {
        self.readers.execute_unprepared("SELECT 1").await?;
        Ok(())
    }

    /// Waits for what is under way and closes all connections; SQLite folds its write-ahead log into the file.
    ///
    /// # Errors
    /// What the database says. There is nothing left to do about it.
    pub async fn close(self) -> Result<()> {
        self.readers.close_by_ref().await?;
        self.writers.close_by_ref().await?;
        Ok(())
    }
}
