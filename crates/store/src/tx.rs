//! The two ways to use the database: reading, and a transaction that writes.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use sea_orm::{DatabaseConnection, DatabaseTransaction};
use tokio::sync::OwnedSemaphorePermit;

use crate::conn::Conn;
use crate::error::{Result, StoreError};
use crate::remembered::{Changes, Remembered};

/// Reads. Each method is one query and sees what was committed before it.
pub struct Reader {
    conn: Conn,
}

impl Reader {
    pub(crate) const fn new(pool: DatabaseConnection) -> Self {
        Self { conn: Conn::Pool(pool) }
    }

    pub(crate) const fn conn(&self) -> &Conn {
        &self.conn
    }
}

/// A write transaction. It reads as a [`Reader`] does, and sees its own writes. Dropped without [`Tx::commit`] it leaves
/// no trace.
///
/// On SQLite it holds the one writer's turn, on PostgreSQL the rows it touched: no hashing, no network and no waiting
/// for people while one is open.
#[must_use = "a transaction that is not committed leaves no trace"]
pub struct Tx {
    reader: Reader,
    // After `reader`, so that the turn is given on when the connection is back.
    turn: Option<OwnedSemaphorePermit>,
    remembered: Option<Arc<Remembered>>,
}

impl Tx {
    pub(crate) fn new(
        transaction: DatabaseTransaction,
        turn: Option<OwnedSemaphorePermit>,
        remembered: Option<Arc<Remembered>>,
    ) -> Self {
        Self {
            reader: Reader {
                conn: Conn::Open {
                    transaction,
                    broken: AtomicBool::new(false),
                    changes: Changes::default(),
                },
            },
            turn,
            remembered,
        }
    }

    /// Makes everything written in this transaction last.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when one of its statements had failed; otherwise what the database says. After any
    /// error nothing was written, a lost connection during the commit itself aside, when it cannot be known.
    pub async fn commit(self) -> Result<()> {
        let Self {
            reader,
            turn,
            remembered,
        } = self;
        let Conn::Open {
            transaction,
            broken,
            changes,
        } = reader.conn
        else {
            return Err(StoreError::Broken);
        };
        if broken.into_inner() {
            transaction.rollback().await?;
            return Err(StoreError::Broken);
        }
        match (remembered, changes.concerned()) {
            (Some(remembered), Some(concerned)) => {
                // On a task of its own: who hangs up now leaves nothing remembered that is not so any more.
                let committed = tokio::spawn(async move {
                    let committed = transaction.commit().await;
                    remembered.forget(&concerned);
                    drop(turn);
                    committed
                });
                Ok(committed.await.map_err(|_| StoreError::Broken)??)
            }
            _ => {
                let committed = transaction.commit().await;
                drop(turn);
                Ok(committed?)
            }
        }
    }
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}
