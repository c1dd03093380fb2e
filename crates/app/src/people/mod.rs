//! Other people, as anybody signed in may find them.

mod search;

pub use self::search::{MOST_FOUND, Person, search};
