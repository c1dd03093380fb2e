//! Sessions: which are open, ending them, and who a request comes from (SES-7 to SES-10).

mod authenticate;
mod end;
mod endings;
mod list;
mod sweep;
mod touch;

pub use self::authenticate::{SignedOut, authenticate, still_live};
pub use self::end::{EndRefusal, end, end_others};
pub(crate) use self::endings::Endings;
pub use self::list::{Listed, list};
pub use self::sweep::sweep;
pub use self::touch::touch;
