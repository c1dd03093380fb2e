//! What every request passes before its route, from the outside in: response headers, log line, panic net, the ruling
//! on host and scheme, and for the API the check that it comes from our own pages.

mod csrf;
mod facts;
mod headers;
mod log;
mod panics;

pub(crate) use csrf::{refuse_foreign, require_own_header};
pub(crate) use facts::{Facts, establish};
pub(crate) use headers::{dress, page_policy, script_policy};
pub(crate) use log::{name_route, record};
pub(crate) use panics::answer_panic;
