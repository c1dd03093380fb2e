//! What handlers take from a request: its circumstances, who asks, and its body or query, read strictly.

mod actor;
mod ctx;
mod json;
mod query;

pub(crate) use actor::signed_out;
pub(crate) use json::{Json, read_body};
pub(crate) use query::Query;
