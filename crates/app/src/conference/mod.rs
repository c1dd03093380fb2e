//! One conference while it goes on: getting in, staying in, and what moderators do (CNF-1 to CNF-4, CNF-11, CNF-12).

mod admit;
mod hand;
mod moderate;
mod mute;
mod reconcile;
mod remove;
mod token;

pub use self::admit::{Admit, AdmitRefusal, Admitted, GuestKey, admit};
pub use self::hand::{HandRefusal, raise_hand};
pub use self::moderate::ModerateRefusal;
pub use self::mute::mute;
pub use self::reconcile::{follow_media, reconcile};
pub use self::remove::remove;
pub use self::token::JoinToken;
