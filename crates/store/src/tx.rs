//! The two ways to use the database: reading, and a transaction that writes.

use std::ops::Deref;
use std::sync::atomic::AtomicBool;

use sea_orm::{DatabaseConnection, DatabaseTransaction};
use tokio::sync::OwnedSemaphorePermit;

use crate::conn::Conn;
use crate::error::{Result, StoreError};

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
    _turn: Option<OwnedSemaphorePermit>,
}

impl Tx {
    pub(crate) const fn new(transaction: DatabaseTransaction, turn: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            reader: Reader {
                conn: Conn::Open {
                    transaction,
                    broken: AtomicBool::new(false),
                },
            },
            _turn: turn,
        }
    }

    /// Makes everything written in this transaction last.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when one of its statements had failed; otherwise what the database says. After any
    /// error nothing was written, a lost connection during the commit itself aside, when it cannot be known.
    pub async fn commit(self) -> Result<()> {
        let Self { reader, _turn } = self;
        match reader.conn {
            Conn::Open { transaction, broken } => {
                if broken.into_inner() {
                    transaction.rollback().await?;
                    return Err(StoreError::Broken);
                }
                Ok(transaction.commit().await?)
            }
            Conn::Pool(_) => Err(StoreError::Broken),
        }
    }
}

impl Deref for Tx {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}
