//! Sessions: which are open, their limit, ending them, and who a request comes from (SES-1 to SES-12).

mod authenticate;
mod end;
mod endings;
mod lift;
mod list;
mod places;
mod presence;
mod prove;
mod sweep;
mod touch;

use domain::time::Timestamp;

pub use self::authenticate::{SignedOut, authenticate, still_live};
pub use self::end::{EndOthersRefusal, EndRefusal, end, end_others};
pub(crate) use self::endings::{EndedBy, Endings};
pub use self::lift::lift_all;
pub(crate) use self::lift::{lift, tell_queues};
pub(crate) use self::list::of_account;
pub use self::list::{Listed, Sessions, list};
pub(crate) use self::places::{Claimant, wished};
pub use self::presence::{Connected, Presence, note_presence};
pub(crate) use self::prove::renew;
pub use self::prove::{ProveRefusal, ProvenSession, prove};
pub use self::sweep::sweep;
pub use self::touch::touch;

/// Days since 1970-01-01, UTC.
pub(crate) fn day_of(now: Timestamp) -> i64 {
    now.as_seconds().div_euclid(24 * 60 * 60)
}
