//! One conference while it goes on: getting in, staying in, and what moderators do (CNF-1 to CNF-4, CNF-11, CNF-12).

mod admit;
mod admitted;
mod applicant;
mod bar_again;
mod enter;
mod hand;
mod lapse;
mod moderate;
mod mute;
mod reconcile;
mod rejudge;
mod remove;
mod return_as_guest;
mod token;

pub use self::admit::{Admit, admit};
pub use self::admitted::{AdmitRefusal, Admitted, GuestKey, RuleRefusal};
pub(crate) use self::applicant::applicant;
pub use self::bar_again::bar_again;
pub use self::hand::{HandRefusal, raise_hand};
pub use self::lapse::lapse;
pub use self::moderate::ModerateRefusal;
pub use self::mute::mute;
pub use self::reconcile::{follow_media, reconcile};
pub(crate) use self::rejudge::Rejudged;
pub use self::remove::remove;
pub use self::token::JoinToken;
pub(crate) use self::token::barred_until;
