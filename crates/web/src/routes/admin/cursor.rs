//! Where a page of a log ended, as text: the `cursor` of the next one.

use std::fmt::Display;
use std::str::FromStr;

use domain::time::Timestamp;

use crate::error::{Code, Problem};

/// The cursor for what follows this moment and id.
pub(super) fn written((at, id): (Timestamp, impl Display)) -> String {
    format!("{}.{id}", at.as_millis())
}

/// The moment and id of a cursor that was sent; nothing where none was.
pub(super) fn read<Id: FromStr>(cursor: Option<&str>) -> Result<Option<(Timestamp, Id)>, Problem> {
    let place = |cursor: &str| {
        let (at, id) = cursor.split_once('.')?;
        Some((Timestamp::from_millis(at.parse().ok()?), id.parse().ok()?))
    };
    let Some(cursor) = cursor else { return Ok(None) };
    let place = place(cursor).ok_or_else(|| Problem::new(Code::MalformedQuery).field("cursor"))?;
    Ok(Some(place))
}
