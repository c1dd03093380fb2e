//! The embedded client: its files, its one page for every address that is a page, and the plain pages that stand in
//! when it cannot be shown.

mod accept;
mod files;
mod plain;

pub(crate) use files::{Files, serve};
pub(crate) use plain::{insecure, misdirected};

/// The web build, `apps/web/dist`. In a debug build it is read from the folder at every request; a release carries it.
/// Missing: a page says which command makes it.
#[derive(rust_embed::RustEmbed)]
#[folder = "../../apps/web/dist"]
#[allow_missing = true]
pub(crate) struct Dist;
