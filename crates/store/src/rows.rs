//! From what a column holds to what it means.

use domain::time::Timestamp;

use crate::error::{Result, StoreError};

/// Reads what only we write; anything unreadable is a damaged row, told by its column.
pub(crate) fn read<T>(column: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or(StoreError::Corrupt { column })
}

/// Reads a nullable column.
pub(crate) fn read_some<V, T>(
    column: &'static str,
    value: Option<V>,
    parse: impl FnOnce(V) -> Option<T>,
) -> Result<Option<T>> {
    value.map(|value| read(column, parse(value))).transpose()
}

/// A nullable time.
pub(crate) fn time(value: Option<i64>) -> Option<Timestamp> {
    value.map(Timestamp::from_millis)
}

/// A nullable time, to be written.
pub(crate) fn millis(value: Option<Timestamp>) -> Option<i64> {
    value.map(Timestamp::as_millis)
}
