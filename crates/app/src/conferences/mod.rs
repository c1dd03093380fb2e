//! Conferences as meeting places: made, listed, looked up, changed, deleted (CNF-3, CNF-14).

mod card;
mod change;
mod create;
mod delete;
mod list;
mod live;
mod settings;

pub use self::card::{Card, CardRefusal, Way, card};
pub use self::change::{Change, ChangeRefusal, change};
pub use self::create::{CreateRefusal, NewConference, create};
pub use self::delete::delete;
pub use self::list::{Mine, list};
pub use self::live::Live;
pub use self::settings::{ManageRefusal, Participant, Settings, settings};
