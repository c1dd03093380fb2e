//! One thing to run statements on, be it a pool of readers or an open transaction.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::ids::SessionId;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use crate::remembered::Changes;

/// Where statements go.
pub(crate) enum Conn {
    /// Any connection of a pool.
    Pool(DatabaseConnection),
    /// The one connection of a transaction.
    Open {
        /// The transaction.
        transaction: DatabaseTransaction,
        /// Whether one of its statements failed. PostgreSQL answers COMMIT after a failure with a silent rollback, so
        /// we refuse to commit ourselves.
        broken: AtomicBool,
        /// What its statements change of what is remembered.
        changes: Changes,
    },
}

impl Conn {
    /// Says of the next change in this transaction that it concerns these sessions alone.
    pub(crate) fn announce(&self, sessions: &[SessionId]) {
        if let Self::Open { changes, .. } = self {
            changes.announce(sessions);
        }
    }

    fn note<T>(&self, sql: &str, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Self::Open { broken, changes, .. } = self {
            changes.note(sql);
            if result.is_err() {
                broken.store(true, Ordering::Relaxed);
            }
        }
        result
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Conn {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Pool(pool) => pool.get_database_backend(),
            Self::Open { transaction, .. } => transaction.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let sql = statement.sql.clone();
        let result = match self {
            Self::Pool(pool) => pool.execute_raw(statement).await,
            Self::Open { transaction, .. } => transaction.execute_raw(statement).await,
        };
        self.note(&sql, result)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let result = match self {
            Self::Pool(pool) => pool.execute_unprepared(sql).await,
            Self::Open { transaction, .. } => transaction.execute_unprepared(sql).await,
        };
        self.note(sql, result)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let sql = statement.sql.clone();
        let result = match self {
            Self::Pool(pool) => pool.query_one_raw(statement).await,
            Self::Open { transaction, .. } => transaction.query_one_raw(statement).await,
        };
        self.note(&sql, result)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let sql = statement.sql.clone();
        let result = match self {
            Self::Pool(pool) => pool.query_all_raw(statement).await,
            Self::Open { transaction, .. } => transaction.query_all_raw(statement).await,
        };
        self.note(&sql, result)
    }
}
